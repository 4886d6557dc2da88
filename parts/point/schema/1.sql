CREATE TABLE points (
	city     BIGINT   NOT NULL,
	id       BIGINT   NOT NULL,
	code     TEXT     NOT NULL,
	name     TEXT     NOT NULL,
	kind     TEXT     NOT NULL,
	area     BIGINT   NOT NULL,
	unit     BIGINT   NOT NULL,
	address  TEXT     NOT NULL,
	known    SMALLINT NOT NULL,
	lat      BIGINT   NOT NULL,
	lng      BIGINT   NOT NULL,
	datum    SMALLINT NOT NULL,
	plate    TEXT     NOT NULL,
	retired  SMALLINT NOT NULL,
	at       BIGINT   NOT NULL,
	moved_at BIGINT   NOT NULL,
	changed  BIGINT   NOT NULL,
	PRIMARY KEY (city, id)
);
CREATE UNIQUE INDEX points_code ON points (city, code);
CREATE INDEX points_area ON points (city, area, code);
CREATE INDEX points_kind ON points (city, kind, area, code);
CREATE INDEX points_unit ON points (city, unit, area, code);
CREATE INDEX points_box ON points (city, lat, lng) WHERE known = 1;
CREATE TABLE point_plates (
	city     BIGINT   NOT NULL,
	plate    TEXT     NOT NULL,
	point    BIGINT   NOT NULL,
	at       BIGINT   NOT NULL,
	until    BIGINT   NOT NULL,
	standing SMALLINT NOT NULL,
	PRIMARY KEY (city, plate)
) WITHOUT ROWID;
CREATE INDEX point_plates_point ON point_plates (city, point, at);
