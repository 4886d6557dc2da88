-- The pieces of residents' reports that nobody has decided about yet, 8 bytes each.
CREATE TABLE screen_texts (
	city   BIGINT NOT NULL,
	matter BIGINT NOT NULL,
	pieces BLOB   NOT NULL,
	spam   BIGINT NOT NULL, -- 1 once it was marked as spam, so that it can be unlearnt
	PRIMARY KEY (city, matter)
) WITHOUT ROWID;

-- Pieces that stood in reports that were marked as spam: in how many of those, and since then in how many that were
-- taken up.
CREATE TABLE screen_pieces (
	city  BIGINT NOT NULL,
	piece BIGINT NOT NULL,
	spam  BIGINT NOT NULL,
	good  BIGINT NOT NULL,
	PRIMARY KEY (city, piece)
) WITHOUT ROWID;
