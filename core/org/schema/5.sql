-- What a key may, words of org.Reach with blanks between, and who made it, 0 for the command line. A key of person 0
-- belongs to no person: a service key.
ALTER TABLE api_keys ADD COLUMN reach TEXT NOT NULL DEFAULT 'read write';
ALTER TABLE api_keys ADD COLUMN maker BIGINT NOT NULL DEFAULT 0;
