-- Holds one File a matter, and for every round an entry in each list it can be drilled down to: its units',
-- its township's, its county's and the city's. flags are the verdicts of the figures on it. A village's list
-- is its township's, filtered by area.
CREATE TABLE score_files (
	city   BIGINT NOT NULL,
	matter BIGINT NOT NULL,
	doc    TEXT   NOT NULL,
	PRIMARY KEY (city, matter)
);
CREATE TABLE score_lists (
	city   BIGINT   NOT NULL,
	scope  SMALLINT NOT NULL,
	id     BIGINT   NOT NULL,
	day    BIGINT   NOT NULL,
	matter BIGINT   NOT NULL,
	round  BIGINT   NOT NULL,
	area   BIGINT   NOT NULL,
	flags  BIGINT   NOT NULL,
	PRIMARY KEY (city, scope, id, day, matter, round)
) WITHOUT ROWID;

-- Holds the sums: one row for a scope and a period. Rounds that wait for the unit have rows of their own
-- (waiting 1), so that a running period can leave out those whose day is not over. sums is the Counts packed:
-- a league reads thousands of rows, and a column for each number would cost ten times as much as the row.
CREATE TABLE score_counts (
	city    BIGINT   NOT NULL,
	scope   SMALLINT NOT NULL,
	grain   SMALLINT NOT NULL,
	waiting SMALLINT NOT NULL,
	period  BIGINT   NOT NULL,
	id      BIGINT   NOT NULL,
	sums    BLOB     NOT NULL,
	PRIMARY KEY (city, scope, grain, waiting, period, id)
) WITHOUT ROWID;

CREATE TABLE score_published (
	city    BIGINT NOT NULL,
	month   BIGINT NOT NULL,
	seq     BIGINT NOT NULL,
	at      BIGINT NOT NULL,
	through BIGINT NOT NULL,
	policy  BIGINT NOT NULL,
	digest  TEXT   NOT NULL,
	part    BIGINT NOT NULL,
	parts   BIGINT NOT NULL,
	PRIMARY KEY (city, month, seq)
);

-- Counts what was demanded of those below 基层负担: by the month, the area the matter lies in and
-- each area above it, and the level of the office that handed the matter out. Never by person. what is
-- "reports", "fields", "photos", or "twice " and the two fields in which the same words were typed.
CREATE TABLE burden (
	city  BIGINT   NOT NULL,
	month BIGINT   NOT NULL,
	area  BIGINT   NOT NULL,
	level SMALLINT NOT NULL,
	what  TEXT     NOT NULL,
	n     BIGINT   NOT NULL,
	PRIMARY KEY (city, month, area, level, what)
) WITHOUT ROWID;
