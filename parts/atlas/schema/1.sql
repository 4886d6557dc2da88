CREATE TABLE spots (
	city     BIGINT   NOT NULL,
	id       BIGINT   NOT NULL,
	point    BIGINT   NOT NULL,
	open     SMALLINT NOT NULL,
	known    SMALLINT NOT NULL,
	lat      BIGINT   NOT NULL,
	lng      BIGINT   NOT NULL,
	kind     SMALLINT NOT NULL,
	state    SMALLINT NOT NULL,
	severity SMALLINT NOT NULL,
	category TEXT     NOT NULL,
	area     BIGINT   NOT NULL,
	lead     BIGINT   NOT NULL,
	PRIMARY KEY (city, id)
) WITHOUT ROWID;
CREATE INDEX spots_point ON spots (city, point, open, id) WHERE point > 0;
CREATE INDEX spots_box ON spots (city, open, lat, lng, area, kind, state, severity, category, lead, id) WHERE known = 1;
CREATE TABLE boundaries (
	city  BIGINT NOT NULL,
	area  BIGINT NOT NULL,
	shape TEXT   NOT NULL,
	PRIMARY KEY (city, area)
) WITHOUT ROWID;
