-- Makes the tables of probable groups. They are hints: which matters are alike depends on when it was asked,
-- on what was common then and on the policy of that day, so that no fold gives them again; whoever empties
-- them has them filled anew. A pair stands there both ways, its score in thousandths; told apart is -1. A
-- group stands in the list of every area that holds two of its members, by its weight.
CREATE TABLE pattern_pairs (
	city   BIGINT NOT NULL,
	matter BIGINT NOT NULL,
	other  BIGINT NOT NULL,
	score  BIGINT NOT NULL,
	PRIMARY KEY (city, matter, other)
) WITHOUT ROWID;
CREATE TABLE pattern_members (
	city   BIGINT NOT NULL,
	matter BIGINT NOT NULL,
	grp    BIGINT NOT NULL,
	area   BIGINT NOT NULL,
	voices BIGINT NOT NULL,
	PRIMARY KEY (city, matter)
) WITHOUT ROWID;
CREATE INDEX pattern_members_grp ON pattern_members (city, grp, matter);
CREATE TABLE pattern_groups (
	city   BIGINT NOT NULL,
	area   BIGINT NOT NULL,
	weight BIGINT NOT NULL,
	grp    BIGINT NOT NULL,
	PRIMARY KEY (city, area, weight, grp)
) WITHOUT ROWID;
CREATE INDEX pattern_groups_grp ON pattern_groups (city, grp);
CREATE TABLE pattern_pass (
	city BIGINT NOT NULL,
	seq  BIGINT NOT NULL,
	PRIMARY KEY (city)
) WITHOUT ROWID;
