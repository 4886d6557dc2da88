-- Makes the table that a far-out map is counted from: how many matters of an area, a kind and a state lie in
-- a square, with the sums of their coordinates and ids. A city has some ten squares a village, however many
-- matters; so the whole of it is drawn without walking them.
CREATE TABLE spot_tallies (
	city  BIGINT   NOT NULL,
	y     BIGINT   NOT NULL,
	x     BIGINT   NOT NULL,
	area  BIGINT   NOT NULL,
	kind  SMALLINT NOT NULL,
	state SMALLINT NOT NULL,
	open  SMALLINT NOT NULL,
	n     BIGINT   NOT NULL,
	lat   BIGINT   NOT NULL,
	lng   BIGINT   NOT NULL,
	ids   BIGINT   NOT NULL,
	PRIMARY KEY (city, y, x, area, kind, state)
) WITHOUT ROWID;
INSERT INTO spot_tallies (city, y, x, area, kind, state, open, n, lat, lng, ids)
SELECT city, (lat + 900000000) / 200000, (lng + 1800000000) / 200000, area, kind, state, MIN(open), COUNT(*), SUM(lat), SUM(lng), SUM(id)
FROM spots WHERE known = 1 GROUP BY 1, 2, 3, 4, 5, 6;
