-- Who is on the case of a person in need, as "12 34"; and when the clock has something to do for them, 0 for never. Of
-- cases from before there were members it has something to do at once.
ALTER TABLE matters ADD COLUMN members TEXT NOT NULL DEFAULT '';
ALTER TABLE matters ADD COLUMN wake BIGINT NOT NULL DEFAULT 0;
UPDATE matters SET wake = 1 WHERE kind = 3 AND open = 1;
CREATE INDEX matters_wake ON matters (city, wake, id) WHERE wake > 0;

-- Finds the cases that a person is on.
CREATE TABLE case_members (
	city   BIGINT   NOT NULL,
	open   SMALLINT NOT NULL,
	person BIGINT   NOT NULL,
	next   BIGINT   NOT NULL,
	id     BIGINT   NOT NULL,
	unit   BIGINT   NOT NULL, -- for which he is there, 0 for none
	PRIMARY KEY (city, open, person, next, id)
) WITHOUT ROWID;

-- Finds the cases that wait for the word of a unit whose people are not on them: 1 given to it, 2 offered, 3 referred.
CREATE TABLE case_offers (
	city BIGINT   NOT NULL,
	unit BIGINT   NOT NULL,
	due  BIGINT   NOT NULL,
	id   BIGINT   NOT NULL,
	what SMALLINT NOT NULL,
	PRIMARY KEY (city, unit, due, id, what)
) WITHOUT ROWID;
