-- Holds the matters as they stand. doc is the whole matter.Matter as JSON; the other columns repeat what
-- lists filter, sort and show. yellow is the instant from which the light is yellow or red, 0 while it is
-- off. The numbers in the partial indexes are those of Ask.
CREATE TABLE matters (
	city        BIGINT   NOT NULL,
	id          BIGINT   NOT NULL,
	kind        SMALLINT NOT NULL,
	state       SMALLINT NOT NULL,
	area        BIGINT   NOT NULL,
	category    TEXT     NOT NULL,
	severity    SMALLINT NOT NULL,
	lead        BIGINT   NOT NULL,
	co          TEXT     NOT NULL,
	uppers      TEXT     NOT NULL,
	decider     SMALLINT NOT NULL,
	ask         SMALLINT NOT NULL,
	source      TEXT     NOT NULL,
	source_no   TEXT     NOT NULL,
	number      TEXT     NOT NULL,
	reporter    BIGINT   NOT NULL,
	next        BIGINT   NOT NULL,
	due         BIGINT   NOT NULL,
	warn        BIGINT   NOT NULL,
	reported_at BIGINT   NOT NULL,
	assigned_at BIGINT   NOT NULL,
	fixed_at    BIGINT   NOT NULL,
	struck_at   BIGINT   NOT NULL,
	updated_at  BIGINT   NOT NULL,
	voices      BIGINT   NOT NULL,
	reworks     BIGINT   NOT NULL,
	bounces     BIGINT   NOT NULL,
	reopens     BIGINT   NOT NULL,
	photos      BIGINT   NOT NULL,
	rung        SMALLINT NOT NULL,
	title       TEXT     NOT NULL,
	place       TEXT     NOT NULL,
	open        SMALLINT NOT NULL,
	yellow      BIGINT   NOT NULL,
	doc         TEXT     NOT NULL,
	PRIMARY KEY (city, id)
);
CREATE INDEX matters_state ON matters (city, state, next, id, area, kind, category, severity, lead, yellow);
CREATE INDEX matters_area ON matters (city, open, area, next, id, state, kind, category, severity, lead, yellow);
CREATE INDEX matters_number ON matters (city, number, id) WHERE number <> '';
CREATE INDEX matters_reporter ON matters (city, reporter, id) WHERE reporter > 0;
CREATE INDEX matters_yellow ON matters (city, yellow, area, kind) WHERE yellow > 0;
CREATE INDEX matters_ask ON matters (city, ask, next, id, area, kind) WHERE ask > 0;

-- Says which units answer for a matter, in the order in which a unit's worklist is read: what is open, by
-- what is due first.
CREATE TABLE holders (
	city BIGINT   NOT NULL,
	open SMALLINT NOT NULL,
	unit BIGINT   NOT NULL,
	next BIGINT   NOT NULL,
	id   BIGINT   NOT NULL,
	part SMALLINT NOT NULL,
	PRIMARY KEY (city, open, unit, next, id)
) WITHOUT ROWID;

-- Holds the counters. Each dimension is a marginal of its own: one cube of all of them would have as many
-- cells as matters. A counter that comes to zero is deleted, so that counting again gives the same rows.
CREATE TABLE tallies (
	city  BIGINT   NOT NULL,
	dim   SMALLINT NOT NULL,
	area  BIGINT   NOT NULL,
	kind  SMALLINT NOT NULL,
	key   BIGINT   NOT NULL,
	word  TEXT     NOT NULL,
	state SMALLINT NOT NULL,
	n     BIGINT   NOT NULL,
	PRIMARY KEY (city, dim, area, kind, key, word, state)
) WITHOUT ROWID;

-- Finds a matter by the digest of its receipt code; the code itself is kept nowhere.
CREATE TABLE receipts (
	city   BIGINT NOT NULL,
	digest TEXT   NOT NULL,
	id     BIGINT NOT NULL,
	PRIMARY KEY (city, digest)
) WITHOUT ROWID;

-- Finds a matter by the number it had where it came from, so that it is imported once.
CREATE TABLE sources (
	city      BIGINT NOT NULL,
	source    TEXT   NOT NULL,
	source_no TEXT   NOT NULL,
	id        BIGINT NOT NULL,
	PRIMARY KEY (city, source, source_no)
) WITHOUT ROWID;

-- Keeps the last number given on each list in each year.
CREATE TABLE numbers (
	city BIGINT   NOT NULL,
	year SMALLINT NOT NULL,
	kind SMALLINT NOT NULL,
	last BIGINT   NOT NULL,
	PRIMARY KEY (city, year, kind)
) WITHOUT ROWID;

-- Remembers whose +1 was counted.
CREATE TABLE voices (
	city  BIGINT NOT NULL,
	id    BIGINT NOT NULL,
	voice TEXT   NOT NULL,
	PRIMARY KEY (city, id, voice)
) WITHOUT ROWID;

-- Each person's own list.
CREATE TABLE followers (
	city   BIGINT NOT NULL,
	person BIGINT NOT NULL,
	id     BIGINT NOT NULL,
	PRIMARY KEY (city, person, id)
) WITHOUT ROWID;
CREATE INDEX followers_id ON followers (city, id, person);

-- Keeps every version of the city's policy that was ever in force.
CREATE TABLE policies (
	city   BIGINT NOT NULL,
	seq    BIGINT NOT NULL,
	at     BIGINT NOT NULL,
	actor  BIGINT NOT NULL,
	digest TEXT   NOT NULL,
	source TEXT   NOT NULL,
	PRIMARY KEY (city, seq)
);
