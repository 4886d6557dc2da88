CREATE TABLE recheck_strikes (
	city     BIGINT NOT NULL,
	week     TEXT   NOT NULL,
	seq      BIGINT NOT NULL,
	matter   BIGINT NOT NULL,
	unit     BIGINT NOT NULL,
	area     BIGINT NOT NULL,
	verifier BIGINT NOT NULL,
	units    TEXT   NOT NULL,
	PRIMARY KEY (city, week, seq)
) WITHOUT ROWID;
CREATE TABLE recheck_draws (
	city       BIGINT   NOT NULL,
	week       TEXT     NOT NULL,
	committed  BIGINT   NOT NULL,
	commitment TEXT     NOT NULL,
	late       SMALLINT NOT NULL,
	made       BIGINT   NOT NULL,
	candidates BIGINT   NOT NULL,
	drawn      BIGINT   NOT NULL,
	PRIMARY KEY (city, week)
) WITHOUT ROWID;
CREATE TABLE recheck_looks (
	city   BIGINT   NOT NULL,
	matter BIGINT   NOT NULL,
	week   TEXT     NOT NULL,
	person BIGINT   NOT NULL,
	until  BIGINT   NOT NULL,
	unit   BIGINT   NOT NULL,
	state  SMALLINT NOT NULL,
	at     BIGINT   NOT NULL,
	PRIMARY KEY (city, matter, week)
) WITHOUT ROWID;
CREATE INDEX recheck_looks_person ON recheck_looks (city, person, state, until, matter);
CREATE INDEX recheck_looks_unit ON recheck_looks (city, unit, state, at);
CREATE INDEX recheck_looks_week ON recheck_looks (city, week, state);
