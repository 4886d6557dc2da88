CREATE TABLE pattern_matters (
	city     BIGINT   NOT NULL,
	matter   BIGINT   NOT NULL,
	until    BIGINT   NOT NULL,
	struck   BIGINT   NOT NULL,
	at       BIGINT   NOT NULL,
	category TEXT     NOT NULL,
	known    SMALLINT NOT NULL,
	lat      BIGINT   NOT NULL,
	lng      BIGINT   NOT NULL,
	prints   TEXT     NOT NULL,
	place    BLOB     NOT NULL,
	head     BLOB     NOT NULL,
	whole    BLOB     NOT NULL,
	rare     BLOB     NOT NULL,
	PRIMARY KEY (city, matter)
);
CREATE INDEX pattern_matters_until ON pattern_matters (city, until);
CREATE TABLE pattern_cells (
	city   BIGINT NOT NULL,
	cell   BIGINT NOT NULL,
	matter BIGINT NOT NULL,
	lat    BIGINT NOT NULL,
	lng    BIGINT NOT NULL,
	PRIMARY KEY (city, cell, matter)
) WITHOUT ROWID;
CREATE TABLE pattern_words (
	city   BIGINT NOT NULL,
	piece  BIGINT NOT NULL,
	matter BIGINT NOT NULL,
	PRIMARY KEY (city, piece, matter)
) WITHOUT ROWID;
CREATE TABLE pattern_counts (
	city BIGINT NOT NULL,
	slot BIGINT NOT NULL,
	n    BIGINT NOT NULL,
	PRIMARY KEY (city, slot)
) WITHOUT ROWID;
