-- The words of what is public. SQLite: the row id is the matter's, because a file holds one city; the second table is
-- not stored, it shows what the index holds.
CREATE VIRTUAL TABLE search_public USING fts5(words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
CREATE VIRTUAL TABLE search_public_words USING fts5vocab(search_public, instance);
