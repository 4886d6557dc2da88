CREATE TABLE leases (
	city   BIGINT NOT NULL,
	name   TEXT   NOT NULL,
	holder TEXT   NOT NULL,
	until  BIGINT NOT NULL,
	PRIMARY KEY (city, name)
) WITHOUT ROWID;
