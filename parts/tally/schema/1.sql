-- Surveys of use: who wears a helmet, who a belt.
CREATE TABLE tally_surveys (
	city BIGINT   NOT NULL,
	id   BIGINT   NOT NULL, -- the seq of the event that planned it
	area BIGINT   NOT NULL,
	over SMALLINT NOT NULL,
	body TEXT     NOT NULL, -- all of it but the sheets, as JSON
	PRIMARY KEY (city, id)
);
CREATE INDEX tally_surveys_over ON tally_surveys (city, over, id);

-- Who counts for it.
CREATE TABLE tally_counters (
	city   BIGINT   NOT NULL,
	person BIGINT   NOT NULL,
	tally  BIGINT   NOT NULL,
	over   SMALLINT NOT NULL,
	PRIMARY KEY (city, tally, person)
);
CREATE INDEX tally_counters_person ON tally_counters (city, person, over, tally);

-- Its sheets. Of one place there is one at most in each wave that counts.
CREATE TABLE tally_sheets (
	city   BIGINT   NOT NULL,
	tally  BIGINT   NOT NULL,
	id     BIGINT   NOT NULL, -- the seq of the event that brought it
	after  SMALLINT NOT NULL, -- of the second wave
	place  BIGINT   NOT NULL,
	counts SMALLINT NOT NULL, -- neither marked nor corrected since
	body   TEXT     NOT NULL, -- all of it, as JSON
	PRIMARY KEY (city, tally, id)
);
CREATE UNIQUE INDEX tally_sheets_place ON tally_sheets (city, tally, after, place) WHERE counts = 1;
