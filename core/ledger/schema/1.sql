CREATE TABLE events (
	city    BIGINT NOT NULL,
	seq     BIGINT NOT NULL,
	at      BIGINT NOT NULL,
	type    TEXT   NOT NULL,
	subject BIGINT NOT NULL,
	actor   BIGINT NOT NULL,
	command BLOB   NOT NULL,
	body    TEXT   NOT NULL,
	hash    BLOB   NOT NULL,
	PRIMARY KEY (city, seq)
);
CREATE INDEX events_subject ON events (city, subject, seq);
CREATE TABLE commands (
	city    BIGINT NOT NULL,
	id      BLOB   NOT NULL,
	actor   BIGINT NOT NULL,
	first   BIGINT NOT NULL,
	last    BIGINT NOT NULL,
	subject BIGINT NOT NULL,
	at      BIGINT NOT NULL,
	PRIMARY KEY (city, id)
) WITHOUT ROWID;
CREATE TABLE heads (
	city   BIGINT NOT NULL PRIMARY KEY,
	seq    BIGINT NOT NULL,
	hash   BLOB   NOT NULL,
	at     BIGINT NOT NULL,
	scheme TEXT   NOT NULL
);
CREATE TABLE cursors (
	city BIGINT NOT NULL,
	name TEXT   NOT NULL,
	seq  BIGINT NOT NULL,
	PRIMARY KEY (city, name)
) WITHOUT ROWID;
