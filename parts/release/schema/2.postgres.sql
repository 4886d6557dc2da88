-- The words of what is public.
CREATE TABLE search_public (city BIGINT NOT NULL, id BIGINT NOT NULL, words TSVECTOR NOT NULL, PRIMARY KEY (city, id));
CREATE INDEX search_public_words ON search_public USING gin (words);
