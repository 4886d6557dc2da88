-- Makes the table of this package. A version is the instant of its training; a few are kept.
CREATE TABLE route_models (
	city     BIGINT NOT NULL,
	version  BIGINT NOT NULL,
	examples BIGINT NOT NULL,
	judged   TEXT   NOT NULL,
	file     BLOB   NOT NULL,
	PRIMARY KEY (city, version)
);
