-- Whom we write to: a row for each address, known by a keyed digest. What it is lies sealed under a key of its own; both
-- are gone when nothing is followed any more, or when its owner wants no letter.
CREATE TABLE follow_people (
	city    BIGINT NOT NULL,
	who     BLOB   NOT NULL,
	at      BIGINT NOT NULL,
	refused BIGINT NOT NULL, -- since when its owner wants no letter, 0 for never
	sealed  BLOB,            -- the key, under the city's secret
	data    BLOB,            -- the address, under the key
	PRIMARY KEY (city, who)
);
CREATE INDEX follow_people_refused ON follow_people (city, refused) WHERE refused > 0;

-- What they follow.
CREATE TABLE follows (
	city     BIGINT   NOT NULL,
	id       BIGINT   NOT NULL, -- drawn at random
	who      BLOB     NOT NULL,
	lang     TEXT     NOT NULL,
	source   SMALLINT NOT NULL, -- 0 a public page, 1 a reporter's receipt, 2 the receipt of who said "me too"
	matter   BIGINT   NOT NULL, -- 0 for an area
	lives    BIGINT   NOT NULL, -- the matter that a merged one lives on in, by receipt
	area     BIGINT   NOT NULL, -- 0 for a matter
	category TEXT     NOT NULL, -- of an area, '' for all
	text     SMALLINT NOT NULL, -- by text message
	state    SMALLINT NOT NULL, -- 0 waits for its owner's word, 1 confirmed
	at       BIGINT   NOT NULL, -- when it was asked for or confirmed
	told     BIGINT   NOT NULL, -- of an area: up to when changes were told
	code     BLOB,              -- of a receipt, under the person's key
	PRIMARY KEY (city, id)
);
CREATE UNIQUE INDEX follows_once ON follows (city, who, matter, area, category, source);
CREATE INDEX follows_lives ON follows (city, lives, id) WHERE matter > 0;
CREATE INDEX follows_matter ON follows (city, matter, id) WHERE matter > 0;
CREATE INDEX follows_area ON follows (city, told, who) WHERE area > 0 AND state = 1;
CREATE INDEX follows_waits ON follows (city, at) WHERE state = 0;

-- Letters that count against a budget for a day: confirmations to an address, text messages to a phone.
CREATE TABLE follow_asked (
	city   BIGINT NOT NULL,
	who    BLOB   NOT NULL,
	letter TEXT   NOT NULL,
	at     BIGINT NOT NULL,
	PRIMARY KEY (city, who, letter)
);
CREATE INDEX follow_asked_at ON follow_asked (city, at);

-- Letters that came back, each once.
CREATE TABLE follow_bounces (
	city   BIGINT   NOT NULL,
	who    BLOB     NOT NULL,
	letter BLOB     NOT NULL,
	hard   SMALLINT NOT NULL,
	at     BIGINT   NOT NULL,
	PRIMARY KEY (city, who, letter)
);
CREATE INDEX follow_bounces_at ON follow_bounces (city, at);
