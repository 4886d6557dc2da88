-- The text index: the pairs and words of a matter's texts, without the texts and without places in them
-- (the exact check after the index reads the matter). No two engines have the same kind of it, so each has
-- its own. SQLite: the row id is the matter's, because a file holds one city. Its other two tables are not
-- stored: they show what the index holds.
CREATE VIRTUAL TABLE search USING fts5(words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
CREATE VIRTUAL TABLE search_terms USING fts5vocab(search, row);
CREATE VIRTUAL TABLE search_words USING fts5vocab(search, instance);
