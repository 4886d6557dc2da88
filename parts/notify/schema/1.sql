CREATE TABLE inbox (
	city   BIGINT NOT NULL,
	person BIGINT NOT NULL,
	seq    BIGINT NOT NULL,
	at     BIGINT NOT NULL,
	matter BIGINT NOT NULL,
	kind   TEXT   NOT NULL,
	args   TEXT   NOT NULL,
	PRIMARY KEY (city, person, seq)
) WITHOUT ROWID;
CREATE TABLE inbox_reads (
	city   BIGINT NOT NULL,
	person BIGINT NOT NULL,
	seq    BIGINT NOT NULL,
	PRIMARY KEY (city, person)
) WITHOUT ROWID;
CREATE TABLE outbox (
	city    BIGINT   NOT NULL,
	id      TEXT     NOT NULL,
	channel BIGINT   NOT NULL,
	person  BIGINT   NOT NULL,
	matter  BIGINT   NOT NULL,
	kind    TEXT     NOT NULL,
	args    TEXT     NOT NULL,
	at      BIGINT   NOT NULL,
	due     BIGINT   NOT NULL,
	digest  SMALLINT NOT NULL,
	state   SMALLINT NOT NULL,
	tries   SMALLINT NOT NULL,
	leased  BIGINT   NOT NULL,
	error   TEXT     NOT NULL,
	PRIMARY KEY (city, id)
);
CREATE INDEX outbox_due ON outbox (city, state, due, id);
CREATE TABLE channels (
	city    BIGINT   NOT NULL,
	id      BIGINT   NOT NULL,
	kind    TEXT     NOT NULL,
	name    TEXT     NOT NULL,
	area    BIGINT   NOT NULL,
	unit    BIGINT   NOT NULL,
	hosts   TEXT     NOT NULL,
	enabled SMALLINT NOT NULL,
	sealed  BLOB     NOT NULL,
	PRIMARY KEY (city, id)
);
CREATE TABLE choices (
	city       BIGINT   NOT NULL,
	person     BIGINT   NOT NULL,
	email      SMALLINT NOT NULL,
	digest     SMALLINT NOT NULL,
	quiet_from SMALLINT NOT NULL,
	quiet_to   SMALLINT NOT NULL,
	sealed     BLOB     NOT NULL,
	PRIMARY KEY (city, person)
) WITHOUT ROWID;
