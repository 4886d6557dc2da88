-- Sets of indicators, each over an area and some years.
CREATE TABLE indicator_sets (
	city BIGINT NOT NULL,
	id   BIGINT NOT NULL, -- the seq of the event that defined it
	area BIGINT NOT NULL, -- the whole tree under it
	body TEXT   NOT NULL, -- all of it but the areas that report, as JSON
	PRIMARY KEY (city, id)
);

-- Who reports: an area that was succeeded stays, and its figures count at the first of its heirs.
CREATE TABLE indicator_foot (
	city   BIGINT NOT NULL,
	set_id BIGINT NOT NULL,
	area   BIGINT NOT NULL,
	at     BIGINT NOT NULL, -- where it counts
	since  BIGINT NOT NULL, -- it reports spans that end after this
	until  BIGINT NOT NULL, -- and that end by this; 0 for all
	PRIMARY KEY (city, set_id, area)
);
CREATE INDEX indicator_foot_at ON indicator_foot (city, set_id, at, area, since, until);

-- How many areas of a level report in an area: a row for each change, which holds for spans that end after since.
CREATE TABLE indicator_asked (
	city   BIGINT  NOT NULL,
	set_id BIGINT  NOT NULL,
	area   BIGINT  NOT NULL,
	level  INTEGER NOT NULL,
	since  BIGINT  NOT NULL,
	n      BIGINT  NOT NULL,
	PRIMARY KEY (city, set_id, area, level, since)
);

-- Targets, each version of each.
CREATE TABLE indicator_targets (
	city    BIGINT   NOT NULL,
	set_id  BIGINT   NOT NULL,
	area    BIGINT   NOT NULL,
	code    TEXT     NOT NULL,
	span    INTEGER  NOT NULL,
	seq     BIGINT   NOT NULL,
	current SMALLINT NOT NULL, -- no later version stands
	value   BIGINT   NOT NULL,
	day     BIGINT   NOT NULL, -- from which it holds
	person  BIGINT   NOT NULL,
	how     TEXT     NOT NULL, -- hand, equal, weight, succeeded
	reason  TEXT     NOT NULL,
	PRIMARY KEY (city, set_id, area, code, span, seq)
);
CREATE INDEX indicator_targets_current ON indicator_targets (city, set_id, area, code, span) WHERE current = 1;

-- What an area reported of a span, as it stands.
CREATE TABLE indicator_sheets (
	city    BIGINT   NOT NULL,
	set_id  BIGINT   NOT NULL,
	span    INTEGER  NOT NULL,
	area    BIGINT   NOT NULL,
	at      BIGINT   NOT NULL, -- where it counts
	state   TEXT     NOT NULL, -- reported, returned, reviewed, locked
	seq     BIGINT   NOT NULL, -- of the event that said these values
	entered BIGINT   NOT NULL,
	person  BIGINT   NOT NULL, -- who said them
	in_time SMALLINT NOT NULL,
	asked   INTEGER  NOT NULL, -- questions that were answered
	body    TEXT     NOT NULL, -- values, questions and answers, as JSON
	PRIMARY KEY (city, set_id, span, area)
);
CREATE INDEX indicator_sheets_area ON indicator_sheets (city, set_id, area, span);
CREATE INDEX indicator_sheets_at ON indicator_sheets (city, set_id, at, span);
CREATE INDEX indicator_sheets_review ON indicator_sheets (city, at, set_id, span) WHERE state = 'reported';

-- What all of an area comes to in a span.
CREATE TABLE indicator_sums (
	city   BIGINT  NOT NULL,
	set_id BIGINT  NOT NULL,
	area   BIGINT  NOT NULL,
	span   INTEGER NOT NULL,
	code   TEXT    NOT NULL, -- of an indicator; @village counts sheets and those in time, @village.ok the reviewed ones
	n      BIGINT  NOT NULL,
	total  BIGINT  NOT NULL,
	top    BIGINT,           -- the largest, where that is the rule
	PRIMARY KEY (city, set_id, area, span, code)
);
CREATE INDEX indicator_sums_top ON indicator_sums (city, set_id, span, code, area, top) WHERE top IS NOT NULL;

-- Periods that were closed; closed is 0 after they were opened again.
CREATE TABLE indicator_periods (
	city   BIGINT   NOT NULL,
	set_id BIGINT   NOT NULL,
	area   BIGINT   NOT NULL,
	span   INTEGER  NOT NULL,
	closed SMALLINT NOT NULL,
	seq    BIGINT   NOT NULL, -- of the last step
	PRIMARY KEY (city, set_id, area, span)
);

-- Each closing and each opening, with the figures of the closing as they were then.
CREATE TABLE indicator_closings (
	city   BIGINT  NOT NULL,
	set_id BIGINT  NOT NULL,
	area   BIGINT  NOT NULL,
	span   INTEGER NOT NULL,
	seq    BIGINT  NOT NULL,
	at     BIGINT  NOT NULL,
	person BIGINT  NOT NULL,
	body   TEXT    NOT NULL,
	PRIMARY KEY (city, set_id, area, span, seq)
);

-- What had to be typed: cells in an area in a month, for the burden.
CREATE TABLE indicator_typed (
	city  BIGINT  NOT NULL,
	area  BIGINT  NOT NULL,
	month INTEGER NOT NULL, -- 202610
	n     BIGINT  NOT NULL,
	PRIMARY KEY (city, area, month)
);

-- How far files came that somebody brought in. They are no history: what came in is in the ledger.
CREATE TABLE indicator_files (
	city   BIGINT  NOT NULL,
	token  TEXT    NOT NULL,
	set_id BIGINT  NOT NULL,
	span   INTEGER NOT NULL,
	person BIGINT  NOT NULL,
	file   TEXT    NOT NULL,
	at     BIGINT  NOT NULL,
	total  BIGINT  NOT NULL,
	taken  BIGINT  NOT NULL,
	PRIMARY KEY (city, token)
);
CREATE INDEX indicator_files_whose ON indicator_files (city, set_id, span, person, at, token);
CREATE INDEX indicator_files_at ON indicator_files (city, at);
