-- The text index: the pairs and words of a matter's texts, without the texts and without places in them
-- (the exact check after the index reads the matter). No two engines have the same kind of it, so each has
-- its own. SQLite: the row id is the matter's, because a file holds one city. Its other two tables are not
-- stored: they show what the index holds.
CREATE TABLE search (city BIGINT NOT NULL, id BIGINT NOT NULL, words TSVECTOR NOT NULL, PRIMARY KEY (city, id));
CREATE INDEX search_words ON search USING gin (words);
