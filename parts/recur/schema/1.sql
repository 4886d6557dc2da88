CREATE TABLE recur_offs (
	city     BIGINT   NOT NULL,
	sort     SMALLINT NOT NULL,
	spot     BIGINT   NOT NULL,
	struck   BIGINT   NOT NULL,
	matter   BIGINT   NOT NULL,
	ended    BIGINT   NOT NULL,
	category TEXT     NOT NULL,
	item     TEXT     NOT NULL,
	point    BIGINT   NOT NULL,
	known    SMALLINT NOT NULL,
	lat      BIGINT   NOT NULL,
	lng      BIGINT   NOT NULL,
	PRIMARY KEY (city, sort, spot, struck, matter)
) WITHOUT ROWID;
CREATE INDEX recur_offs_matter ON recur_offs (city, matter);
CREATE TABLE recur_marked (
	city   BIGINT   NOT NULL,
	matter BIGINT   NOT NULL,
	marks  SMALLINT NOT NULL,
	look   BIGINT   NOT NULL,
	PRIMARY KEY (city, matter)
);
CREATE INDEX recur_marked_look ON recur_marked (city, look) WHERE look > 0;
CREATE TABLE recur_lists (
	city   BIGINT   NOT NULL,
	node   BIGINT   NOT NULL,
	list   SMALLINT NOT NULL,
	open   SMALLINT NOT NULL,
	rank   BIGINT   NOT NULL,
	matter BIGINT   NOT NULL,
	PRIMARY KEY (city, node, list, open, rank, matter)
) WITHOUT ROWID;
CREATE INDEX recur_lists_matter ON recur_lists (city, matter);
