CREATE TABLE seal_last (
	city   BIGINT NOT NULL,
	seq    BIGINT NOT NULL,
	digest TEXT   NOT NULL,
	PRIMARY KEY (city)
);
INSERT INTO seal_last (city, seq, digest) SELECT city, MAX(seq), '' FROM seals GROUP BY city;
