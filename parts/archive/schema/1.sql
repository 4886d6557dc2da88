-- What may be archived, and in which volume it is.
CREATE TABLE archive_items (
	city    BIGINT   NOT NULL,
	id      BIGINT   NOT NULL, -- the seq of the event that told of it
	part    TEXT     NOT NULL,
	subject BIGINT   NOT NULL,
	area    BIGINT   NOT NULL,
	year    INTEGER  NOT NULL,
	kind    TEXT     NOT NULL,
	keep    TEXT     NOT NULL,
	volume  BIGINT   NOT NULL, -- 0 for none yet
	nth     INTEGER  NOT NULL, -- in its volume, from 1
	locked  SMALLINT NOT NULL, -- the volume is closed
	body    TEXT     NOT NULL, -- without the content, as JSON
	PRIMARY KEY (city, id)
);
CREATE UNIQUE INDEX archive_items_subject ON archive_items (city, part, subject);
CREATE INDEX archive_items_waits ON archive_items (city, area, id) WHERE volume = 0;
CREATE INDEX archive_items_volume ON archive_items (city, volume, nth) WHERE volume > 0;

-- What the items say.
CREATE TABLE archive_contents (
	city BIGINT NOT NULL,
	id   BIGINT NOT NULL,
	body TEXT   NOT NULL, -- as JSON
	PRIMARY KEY (city, id)
);

-- Volumes.
CREATE TABLE archive_volumes (
	city   BIGINT NOT NULL,
	id     BIGINT NOT NULL, -- the seq of the event that began it
	area   BIGINT NOT NULL,
	closed BIGINT NOT NULL, -- 0 while it is open
	ends   BIGINT NOT NULL, -- when its term is over, 0 for never or while it is open
	body   TEXT   NOT NULL, -- as JSON
	PRIMARY KEY (city, id)
);
CREATE INDEX archive_volumes_area ON archive_volumes (city, area, id);
CREATE INDEX archive_volumes_ends ON archive_volumes (city, ends, id) WHERE ends > 0;
