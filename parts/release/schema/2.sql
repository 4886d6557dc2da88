-- What lists, the map and the counters need to know of a row without reading it. plain is '' where the gate is shut
-- whatever the policy says: such a row is in no list.
ALTER TABLE public_matters ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE public_matters ADD COLUMN agreed SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE public_matters ADD COLUMN due BIGINT NOT NULL DEFAULT 0; -- while it is not fixed; 0 otherwise
ALTER TABLE public_matters ADD COLUMN cell BIGINT NOT NULL DEFAULT -1; -- the square it lies in, -1 for nowhere

-- A list is read state by state along these indexes, however it is narrowed; the states are merged.
DROP INDEX public_matters_at;
DROP INDEX public_matters_county;
DROP INDEX public_matters_township;
DROP INDEX public_matters_category;
DROP INDEX public_matters_struck;
DROP INDEX public_matters_place;
CREATE INDEX public_matters_all ON public_matters (city, plain, at, matter);
CREATE INDEX public_matters_kind ON public_matters (city, category, plain, at, matter);
CREATE INDEX public_matters_in_county ON public_matters (city, county, plain, at, matter);
CREATE INDEX public_matters_county_kind ON public_matters (city, county, category, plain, at, matter);
CREATE INDEX public_matters_in_township ON public_matters (city, township, plain, at, matter);
CREATE INDEX public_matters_township_kind ON public_matters (city, township, category, plain, at, matter);
CREATE INDEX public_matters_cell ON public_matters (city, cell, plain, lat, lng, matter) WHERE cell >= 0;
CREATE INDEX public_matters_kind_cell ON public_matters (city, category, cell, plain, lat, lng, matter) WHERE cell >= 0;
CREATE INDEX public_matters_due ON public_matters (city, due, county, township, category, source, agreed) WHERE due > 0;

-- Counts what is public: area is 0 for the city, a county, a township. A row with a category is a part of that without
-- one, so that what a policy shuts can be taken off. what is 1 for plain states, 2 for deadlines by ten minutes, 3 for
-- days on which something was struck off, 4 for all.
CREATE TABLE public_tallies (
	city     BIGINT   NOT NULL,
	area     BIGINT   NOT NULL,
	what     SMALLINT NOT NULL,
	category TEXT     NOT NULL,
	source   TEXT     NOT NULL,
	agreed   SMALLINT NOT NULL,
	key      BIGINT   NOT NULL,
	n        BIGINT   NOT NULL,
	PRIMARY KEY (city, area, what, category, source, agreed, key)
) WITHOUT ROWID;

-- Counts what lies in squares of three sizes, with the sums of their coordinates in millionths of a degree and of their
-- ids, so that a map is drawn without walking matters. Category is '' for all together.
CREATE TABLE public_dots (
	city     BIGINT   NOT NULL,
	size     SMALLINT NOT NULL,
	category TEXT     NOT NULL,
	y        BIGINT   NOT NULL,
	x        BIGINT   NOT NULL,
	plain    TEXT     NOT NULL,
	n        BIGINT   NOT NULL,
	lat      BIGINT   NOT NULL,
	lng      BIGINT   NOT NULL,
	ids      BIGINT   NOT NULL,
	PRIMARY KEY (city, size, category, y, x, plain)
) WITHOUT ROWID;

-- Says by which event what is public changed last.
CREATE TABLE public_versions (
	city BIGINT NOT NULL,
	seq  BIGINT NOT NULL,
	PRIMARY KEY (city)
) WITHOUT ROWID;
