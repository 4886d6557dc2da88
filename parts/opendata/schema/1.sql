-- The snapshot that is given out now, and how the making of the next one goes: a row for the city.
CREATE TABLE opendata (
	city     BIGINT NOT NULL,
	manifest TEXT   NOT NULL, -- as JSON, '' for none yet
	seq      BIGINT NOT NULL, -- of the last event that its rows know of
	began    BIGINT NOT NULL, -- when the last making began, 0 for never
	done     BIGINT NOT NULL, -- rows written by it so far
	total    BIGINT NOT NULL, -- rows that it has to write
	ended    BIGINT NOT NULL, -- when it ended, 0 while it goes on
	failed   TEXT   NOT NULL, -- why it failed, '' when it did not
	PRIMARY KEY (city)
) WITHOUT ROWID;

-- Areas whose files hold something that is no longer public: they are not given out until they are made anew.
CREATE TABLE opendata_shut (
	city BIGINT NOT NULL,
	area BIGINT NOT NULL,
	seq  BIGINT NOT NULL, -- of the event up to which was looked
	PRIMARY KEY (city, area)
) WITHOUT ROWID;

-- What was out once and was taken back: a row for each matter, with the last time.
CREATE TABLE opendata_withdrawn (
	city   BIGINT NOT NULL,
	matter BIGINT NOT NULL,
	at     BIGINT NOT NULL,
	PRIMARY KEY (city, matter)
) WITHOUT ROWID;
CREATE INDEX opendata_withdrawn_at ON opendata_withdrawn (city, at, matter);

-- The last time that somebody asked for a snapshot at once.
CREATE TABLE opendata_asked (
	city BIGINT NOT NULL,
	seq  BIGINT NOT NULL,
	at   BIGINT NOT NULL,
	PRIMARY KEY (city)
) WITHOUT ROWID;
