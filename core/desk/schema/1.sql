CREATE TABLE uploads (
  city BIGINT NOT NULL, token TEXT NOT NULL, person BIGINT NOT NULL, at BIGINT NOT NULL, photo TEXT NOT NULL,
  PRIMARY KEY (city, token));
CREATE INDEX uploads_at ON uploads (city, at);
CREATE TABLE contacts (
  city BIGINT NOT NULL, command BLOB NOT NULL, key BLOB, data BLOB, forgotten BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (city, command));
CREATE TABLE preferences (
  city BIGINT NOT NULL, person BIGINT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (city, person, name));
