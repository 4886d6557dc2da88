-- Patrols that were walked with the field app.
CREATE TABLE patrols (
	city    BIGINT   NOT NULL,
	id      BIGINT   NOT NULL, -- the seq of the event that began it
	theme   TEXT     NOT NULL,
	area    BIGINT   NOT NULL, -- where it began
	persons TEXT     NOT NULL, -- ids, as JSON; the first one walks with the phone
	ended   TEXT     NOT NULL, -- how: person, hour, lost; '' while it goes on
	parts   BIGINT   NOT NULL, -- of its track, as the phone says; -1 while it goes on
	gone    SMALLINT NOT NULL, -- the track was destroyed
	PRIMARY KEY (city, id)
);

-- Who walked.
CREATE TABLE patrol_people (
	city   BIGINT NOT NULL,
	person BIGINT NOT NULL,
	patrol BIGINT NOT NULL,
	PRIMARY KEY (city, person, patrol)
);

-- Visits: somebody was in an area on a day. Of a patrol each area and day once.
CREATE TABLE patrol_visits (
	city    BIGINT NOT NULL,
	id      BIGINT NOT NULL, -- the seq of its event
	patrol  BIGINT NOT NULL, -- 0 for none
	area    BIGINT NOT NULL,
	day     BIGINT NOT NULL, -- 20261130
	theme   TEXT   NOT NULL,
	source  TEXT   NOT NULL,
	persons TEXT   NOT NULL,
	note    TEXT   NOT NULL,
	PRIMARY KEY (city, id)
);
CREATE INDEX patrol_visits_day ON patrol_visits (city, day, id);
CREATE UNIQUE INDEX patrol_visits_patrol ON patrol_visits (city, patrol, area, day) WHERE patrol > 0;

-- Records of the province that were taken: what tells one from another.
CREATE TABLE patrol_records (
	city   BIGINT NOT NULL,
	record TEXT   NOT NULL, -- its number's or its content's digest
	said   TEXT   NOT NULL, -- digest of what it said
	visit  BIGINT NOT NULL,
	PRIMARY KEY (city, record)
);

-- Problems that were found on the way.
CREATE TABLE patrol_found (
	city   BIGINT NOT NULL,
	matter BIGINT NOT NULL,
	patrol BIGINT NOT NULL,
	PRIMARY KEY (city, matter)
);
CREATE INDEX patrol_found_patrol ON patrol_found (city, patrol, matter);

-- Who opened a track, by which finding and why.
CREATE TABLE patrol_opened (
	city   BIGINT NOT NULL,
	patrol BIGINT NOT NULL,
	id     BIGINT NOT NULL, -- the seq of its event
	matter BIGINT NOT NULL,
	person BIGINT NOT NULL,
	at     BIGINT NOT NULL, -- µs
	reason TEXT   NOT NULL,
	PRIMARY KEY (city, patrol, id)
);

-- Patches seen from above, each a matter.
CREATE TABLE patches (
	city   BIGINT NOT NULL,
	id     BIGINT NOT NULL, -- the seq of the event that took it in
	no     TEXT   NOT NULL, -- as the list calls it
	said   TEXT   NOT NULL, -- digest of what the list says
	kind   TEXT   NOT NULL,
	area   BIGINT NOT NULL,
	matter BIGINT NOT NULL,
	state  TEXT   NOT NULL, -- office, field, confirmed, refuted
	shape  TEXT   NOT NULL, -- as JSON
	centre BIGINT NOT NULL, -- 1 where the list has a place only, and the shape stands for it
	PRIMARY KEY (city, id)
);
CREATE UNIQUE INDEX patches_no ON patches (city, no);
CREATE INDEX patches_state ON patches (city, state, id);

-- Both looks at a patch.
CREATE TABLE patch_looks (
	city   BIGINT   NOT NULL,
	patch  BIGINT   NOT NULL,
	look   TEXT     NOT NULL, -- office, field
	person BIGINT   NOT NULL,
	at     BIGINT   NOT NULL, -- µs
	yes    SMALLINT NOT NULL, -- it is a problem
	note   TEXT     NOT NULL,
	PRIMARY KEY (city, patch, look)
);

-- Tracks: sealed, opened only from a finding, and no history. The key is gone when the track is destroyed.
CREATE TABLE patrol_keys (
	city   BIGINT NOT NULL,
	patrol BIGINT NOT NULL,
	sealed BLOB   NOT NULL,
	due    BIGINT NOT NULL, -- when it is destroyed, µs
	PRIMARY KEY (city, patrol)
);
CREATE INDEX patrol_keys_due ON patrol_keys (city, due, patrol);
CREATE TABLE patrol_parts (
	city   BIGINT NOT NULL,
	patrol BIGINT NOT NULL,
	n      BIGINT NOT NULL,
	sealed BLOB   NOT NULL,
	PRIMARY KEY (city, patrol, n)
);
