CREATE TABLE alarm_matters (
	city     BIGINT NOT NULL,
	matter   BIGINT NOT NULL,
	place    TEXT   NOT NULL,
	assigned BIGINT NOT NULL,
	unit     BIGINT NOT NULL,
	PRIMARY KEY (city, matter)
) WITHOUT ROWID;
CREATE TABLE alarm_photos (
	city   BIGINT NOT NULL,
	matter BIGINT NOT NULL,
	seq    BIGINT NOT NULL,
	photo  TEXT   NOT NULL,
	step   TEXT   NOT NULL,
	print  TEXT   NOT NULL,
	PRIMARY KEY (city, matter, seq, photo)
) WITHOUT ROWID;
CREATE TABLE alarm_keys (
	city   BIGINT NOT NULL,
	key    BIGINT NOT NULL,
	matter BIGINT NOT NULL,
	seq    BIGINT NOT NULL,
	photo  TEXT   NOT NULL,
	PRIMARY KEY (city, key, seq, photo)
) WITHOUT ROWID;
CREATE TABLE alarms (
	city  BIGINT NOT NULL,
	matter BIGINT NOT NULL,
	seq   BIGINT NOT NULL,
	photo TEXT   NOT NULL,
	kind  TEXT   NOT NULL,
	other BIGINT NOT NULL,
	twin  TEXT   NOT NULL,
	value BIGINT NOT NULL,
	unit  BIGINT NOT NULL,
	at    BIGINT NOT NULL,
	PRIMARY KEY (city, matter, seq, photo, kind)
) WITHOUT ROWID;
CREATE INDEX alarms_unit ON alarms (city, unit, at);
