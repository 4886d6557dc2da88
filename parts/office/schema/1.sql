-- Outgoing papers, without their words.
CREATE TABLE office_papers (
	city    BIGINT NOT NULL,
	id      BIGINT NOT NULL, -- the seq of the event that began it
	part    TEXT   NOT NULL, -- what it is made from: the part, '' for nothing
	subject BIGINT NOT NULL, -- and the thing there
	signed  BIGINT NOT NULL, -- seq of the event that signed it off, 0 for not yet
	handed  BIGINT NOT NULL, -- seq of the event that handed it out, 0 for not yet
	next    BIGINT NOT NULL, -- when the clock has something to do, 0 for never
	body    TEXT   NOT NULL, -- all of it, as JSON
	PRIMARY KEY (city, id)
);
CREATE INDEX office_papers_subject ON office_papers (city, part, subject, id);
CREATE INDEX office_papers_signed ON office_papers (city, part, signed) WHERE signed > 0;
CREATE INDEX office_papers_handed ON office_papers (city, part, handed) WHERE handed > 0;
CREATE INDEX office_papers_next ON office_papers (city, next, id) WHERE next > 0;

-- What each version of a paper says.
CREATE TABLE office_versions (
	city   BIGINT  NOT NULL,
	paper  BIGINT  NOT NULL,
	n      INTEGER NOT NULL, -- from 1
	body   TEXT    NOT NULL, -- as JSON
	PRIMARY KEY (city, paper, n)
);

-- For lists: a row for the paper's area and for each area above it.
CREATE TABLE office_lists (
	city  BIGINT NOT NULL,
	area  BIGINT NOT NULL,
	id    BIGINT NOT NULL,
	kind  TEXT   NOT NULL,
	state TEXT   NOT NULL,
	PRIMARY KEY (city, area, id)
);
CREATE INDEX office_lists_state ON office_lists (city, area, state, id);
CREATE INDEX office_lists_kind ON office_lists (city, area, kind, id);
CREATE INDEX office_lists_both ON office_lists (city, area, kind, state, id);

-- For the units: a row for each paper on which a unit is asked, or which goes to it.
CREATE TABLE office_units (
	city  BIGINT   NOT NULL,
	unit  BIGINT   NOT NULL,
	id    BIGINT   NOT NULL,
	waits SMALLINT NOT NULL, -- the unit has to answer or to sign
	PRIMARY KEY (city, unit, id)
);
CREATE INDEX office_units_waits ON office_units (city, unit, id) WHERE waits = 1;

-- The register of seals: a row for the paper's area and for each area above it.
CREATE TABLE office_stamps (
	city BIGINT NOT NULL,
	area BIGINT NOT NULL,
	seq  BIGINT NOT NULL, -- of the event that stamped
	body TEXT   NOT NULL, -- as JSON
	PRIMARY KEY (city, area, seq)
);

-- The last number of a kind in a year.
CREATE TABLE office_numbers (
	city BIGINT  NOT NULL,
	kind TEXT    NOT NULL,
	year INTEGER NOT NULL,
	last BIGINT  NOT NULL,
	PRIMARY KEY (city, kind, year)
);
