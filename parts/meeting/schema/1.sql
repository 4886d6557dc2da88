-- The register: meetings, superior documents, instructions.
CREATE TABLE meeting_things (
	city  BIGINT NOT NULL,
	id    BIGINT NOT NULL, -- the seq of the event that registered it
	kind  TEXT   NOT NULL, -- meeting, document, instruction
	day   BIGINT NOT NULL, -- held, received, written
	holder TEXT  NOT NULL, -- the body that met, "g" and its id for a leading group; "" for none
	lead  BIGINT NOT NULL, -- the leading group that met or leads, 0 for none
	body  TEXT   NOT NULL, -- all of it, as JSON
	PRIMARY KEY (city, id)
);
CREATE INDEX meeting_things_holder ON meeting_things (city, holder, day, id) WHERE holder <> '';
CREATE INDEX meeting_things_lead ON meeting_things (city, lead, day, id) WHERE lead > 0;

-- For whom a thing is there: the areas above it (a…), its addressees (p…, u…). A list is read along one of them.
CREATE TABLE meeting_audience (
	city  BIGINT NOT NULL,
	who   TEXT   NOT NULL,
	thing BIGINT NOT NULL,
	kind  TEXT   NOT NULL,
	day   BIGINT NOT NULL,
	PRIMARY KEY (city, who, day, thing)
);
CREATE INDEX meeting_audience_kind ON meeting_audience (city, who, kind, day, thing);
CREATE INDEX meeting_audience_thing ON meeting_audience (city, thing);

-- Who read what, once a person and day.
CREATE TABLE meeting_reads (
	city   BIGINT NOT NULL,
	thing  BIGINT NOT NULL,
	seq    BIGINT NOT NULL,
	person BIGINT NOT NULL,
	at     BIGINT NOT NULL,
	PRIMARY KEY (city, thing, seq)
);

-- The tasks of a thing: made from it, or dealt with at it.
CREATE TABLE meeting_tasks (
	city   BIGINT NOT NULL,
	thing  BIGINT NOT NULL,
	seq    BIGINT NOT NULL, -- of the event that says so
	matter BIGINT NOT NULL,
	how    TEXT   NOT NULL, -- made, heard, decided
	note   TEXT   NOT NULL,
	fate   TEXT   NOT NULL, -- what became of it after the thing was taken back: on, withdraw; "" while nobody decided
	PRIMARY KEY (city, thing, seq)
);
CREATE INDEX meeting_tasks_matter ON meeting_tasks (city, matter, thing);

-- Leading groups.
CREATE TABLE meeting_groups (
	city  BIGINT NOT NULL,
	id    BIGINT NOT NULL,
	ended BIGINT NOT NULL, -- its last day, 0 for none
	body  TEXT   NOT NULL, -- all versions, as JSON
	PRIMARY KEY (city, id)
);

-- Breakdowns: a text cut into rows.
CREATE TABLE meeting_breakdowns (
	city     BIGINT NOT NULL,
	id       BIGINT NOT NULL,
	thing    BIGINT NOT NULL,
	state    TEXT   NOT NULL, -- draft, confirmed, office, handed, withdrawn
	at       BIGINT NOT NULL,
	unlinked BIGINT NOT NULL, -- rows that are to be handed out and are not yet
	body     TEXT   NOT NULL, -- all but the text and the rows, as JSON
	source   TEXT   NOT NULL, -- the text, as it came
	PRIMARY KEY (city, id)
);
CREATE INDEX meeting_breakdowns_thing ON meeting_breakdowns (city, thing, id);
CREATE INDEX meeting_breakdowns_state ON meeting_breakdowns (city, state, at, id);
CREATE INDEX meeting_breakdowns_unlinked ON meeting_breakdowns (city, id) WHERE unlinked > 0;

CREATE TABLE meeting_rows (
	city      BIGINT NOT NULL,
	breakdown BIGINT NOT NULL,
	id        BIGINT NOT NULL,
	start     BIGINT NOT NULL, -- where it begins in the text, in code points
	state     TEXT   NOT NULL, -- open, kept, dropped, context
	body      TEXT   NOT NULL,
	PRIMARY KEY (city, breakdown, id)
);
CREATE INDEX meeting_rows_start ON meeting_rows (city, breakdown, start);
CREATE INDEX meeting_rows_state ON meeting_rows (city, breakdown, state, start);

-- The steps of a person through a breakdown, so that each can be taken back.
CREATE TABLE meeting_steps (
	city      BIGINT NOT NULL,
	breakdown BIGINT NOT NULL,
	seq       BIGINT NOT NULL,
	actor     BIGINT NOT NULL,
	undone    SMALLINT NOT NULL,
	body      TEXT   NOT NULL, -- the rows before and after, as JSON
	PRIMARY KEY (city, breakdown, seq)
);
CREATE INDEX meeting_steps_actor ON meeting_steps (city, breakdown, actor, undone, seq);

-- Papers for a meeting: how what was decided before it stands, as of when the paper was made.
CREATE TABLE meeting_papers (
	city    BIGINT NOT NULL,
	meeting BIGINT NOT NULL,
	seq     BIGINT NOT NULL,
	body    TEXT   NOT NULL,
	PRIMARY KEY (city, meeting, seq)
);
