-- Says which rows of others' lists are matters already: under the number they had there, and by the digest of what
-- stood in the row. A matter of an earlier program has a digest of its words instead, which begins with "old:".
CREATE TABLE origins (
	city      BIGINT NOT NULL,
	source    TEXT   NOT NULL,
	source_no TEXT   NOT NULL,
	digest    TEXT   NOT NULL,
	id        BIGINT NOT NULL,
	PRIMARY KEY (city, source, source_no, digest, id)
) WITHOUT ROWID;
