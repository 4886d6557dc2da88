CREATE TABLE inspect_rounds (
	city    BIGINT   NOT NULL,
	id      BIGINT   NOT NULL,
	state   SMALLINT NOT NULL,
	name    TEXT     NOT NULL,
	version BIGINT   NOT NULL,
	since   BIGINT   NOT NULL,
	until   BIGINT   NOT NULL,
	opened  BIGINT   NOT NULL,
	closed  BIGINT   NOT NULL,
	pairs   SMALLINT NOT NULL,
	PRIMARY KEY (city, id)
) WITHOUT ROWID;
CREATE INDEX inspect_rounds_opened ON inspect_rounds (city, opened, id);
CREATE TABLE inspect_stops (
	city       BIGINT   NOT NULL,
	round      BIGINT   NOT NULL,
	point      BIGINT   NOT NULL,
	area       BIGINT   NOT NULL,
	kind       TEXT     NOT NULL,
	team       SMALLINT NOT NULL,
	inspection BIGINT   NOT NULL,
	full_marks BIGINT   NOT NULL,
	lost       BIGINT   NOT NULL,
	lost2      BIGINT   NOT NULL,
	veto       SMALLINT NOT NULL,
	veto2      SMALLINT NOT NULL,
	PRIMARY KEY (city, round, point)
) WITHOUT ROWID;
CREATE TABLE inspect_members (
	city   BIGINT   NOT NULL,
	person BIGINT   NOT NULL,
	round  BIGINT   NOT NULL,
	team   SMALLINT NOT NULL,
	PRIMARY KEY (city, person, round)
) WITHOUT ROWID;
CREATE INDEX inspect_members_round ON inspect_members (city, round, team);
CREATE TABLE inspections (
	city       BIGINT   NOT NULL,
	id         BIGINT   NOT NULL,
	round      BIGINT   NOT NULL,
	point      BIGINT   NOT NULL,
	area       BIGINT   NOT NULL,
	kind       TEXT     NOT NULL,
	person     BIGINT   NOT NULL,
	at         BIGINT   NOT NULL,
	found      BIGINT   NOT NULL,
	again      BIGINT   NOT NULL,
	why        TEXT     NOT NULL,
	first      BIGINT   NOT NULL,
	full_marks BIGINT   NOT NULL,
	lost       BIGINT   NOT NULL,
	lost2      BIGINT   NOT NULL,
	fails      BIGINT   NOT NULL,
	unlinked   BIGINT   NOT NULL,
	PRIMARY KEY (city, id)
) WITHOUT ROWID;
CREATE INDEX inspections_point ON inspections (city, point, id);
CREATE INDEX inspections_person ON inspections (city, person, lost2, id);
CREATE INDEX inspections_round ON inspections (city, round, why, id);
CREATE INDEX inspections_unlinked ON inspections (city, id) WHERE unlinked > 0;
CREATE TABLE inspect_answers (
	city       BIGINT   NOT NULL,
	inspection BIGINT   NOT NULL,
	item       TEXT     NOT NULL,
	area       BIGINT   NOT NULL,
	failed     SMALLINT NOT NULL,
	failed2    SMALLINT NOT NULL,
	veto       SMALLINT NOT NULL,
	full_marks BIGINT   NOT NULL,
	lost       BIGINT   NOT NULL,
	lost2      BIGINT   NOT NULL,
	again      BIGINT   NOT NULL,
	matter     BIGINT   NOT NULL,
	joined     SMALLINT NOT NULL,
	PRIMARY KEY (city, inspection, item)
) WITHOUT ROWID;
CREATE TABLE inspect_points (
	city  BIGINT NOT NULL,
	point BIGINT NOT NULL,
	seen  BIGINT NOT NULL,
	last  BIGINT NOT NULL,
	times BIGINT NOT NULL,
	PRIMARY KEY (city, point)
) WITHOUT ROWID;
CREATE TABLE inspect_bad (
	city  BIGINT NOT NULL,
	point BIGINT NOT NULL,
	item  TEXT   NOT NULL,
	since BIGINT NOT NULL,
	PRIMARY KEY (city, point, item)
) WITHOUT ROWID;
CREATE TABLE inspect_items (
	city   BIGINT NOT NULL,
	item   TEXT   NOT NULL,
	asked  BIGINT NOT NULL,
	failed BIGINT NOT NULL,
	PRIMARY KEY (city, item)
) WITHOUT ROWID;
CREATE TABLE inspect_matters (
	city       BIGINT   NOT NULL,
	matter     BIGINT   NOT NULL,
	inspection BIGINT   NOT NULL,
	item       TEXT     NOT NULL,
	point      BIGINT   NOT NULL,
	lead       BIGINT   NOT NULL,
	co         TEXT     NOT NULL,
	due        TEXT     NOT NULL,
	target     BIGINT   NOT NULL,
	state      SMALLINT NOT NULL,
	PRIMARY KEY (city, matter, inspection, item)
) WITHOUT ROWID;
CREATE INDEX inspect_matters_target ON inspect_matters (city, target);
CREATE INDEX inspect_matters_point ON inspect_matters (city, point, state, matter);
