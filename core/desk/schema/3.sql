-- The files of photos that wait for a command, so that those of photos nobody used can be swept. A file that was there
-- before, or whose photo became evidence, is marked as used and stays.
CREATE TABLE upload_files (
  city BIGINT NOT NULL, hash TEXT NOT NULL, token TEXT NOT NULL, used SMALLINT NOT NULL,
  PRIMARY KEY (city, hash, token));
CREATE INDEX upload_files_token ON upload_files (city, token);
