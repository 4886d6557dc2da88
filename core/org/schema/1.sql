CREATE TABLE areas (
  city BIGINT NOT NULL, code BIGINT NOT NULL, name TEXT NOT NULL, former SMALLINT NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (city, code));
CREATE TABLE units (
  city BIGINT NOT NULL, id BIGINT NOT NULL, code TEXT NOT NULL, zh TEXT NOT NULL, en TEXT NOT NULL, parent BIGINT NOT NULL,
  area BIGINT NOT NULL, former SMALLINT NOT NULL, successor BIGINT NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (city, id));
CREATE UNIQUE INDEX units_code ON units (city, code);
CREATE TABLE people (
  city BIGINT NOT NULL, id BIGINT NOT NULL, login TEXT NOT NULL, name TEXT NOT NULL, disabled SMALLINT NOT NULL, lang TEXT NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (city, id));
CREATE UNIQUE INDEX people_login ON people (city, login);
CREATE TABLE posts (
  city BIGINT NOT NULL, person BIGINT NOT NULL, place BIGINT NOT NULL, kind TEXT NOT NULL, area BIGINT NOT NULL, unit BIGINT NOT NULL, title TEXT NOT NULL,
  PRIMARY KEY (city, person, place));

-- Makes the tables of logging in. They are not history: a password and a session are nobody's evidence.
CREATE TABLE credentials (
  city BIGINT NOT NULL, person BIGINT NOT NULL, hash TEXT NOT NULL, must_change SMALLINT NOT NULL, failed BIGINT NOT NULL DEFAULT 0,
  locked_until BIGINT NOT NULL DEFAULT 0, changed_at BIGINT NOT NULL,
  PRIMARY KEY (city, person));
CREATE TABLE sessions (
  city BIGINT NOT NULL, digest TEXT NOT NULL, person BIGINT NOT NULL, created BIGINT NOT NULL, seen BIGINT NOT NULL, ip TEXT NOT NULL, agent TEXT NOT NULL,
  PRIMARY KEY (city, digest));
CREATE INDEX sessions_person ON sessions (city, person);
CREATE INDEX sessions_created ON sessions (city, created);
CREATE TABLE api_keys (
  city BIGINT NOT NULL, id BIGINT NOT NULL, digest TEXT NOT NULL, person BIGINT NOT NULL, name TEXT NOT NULL, created BIGINT NOT NULL,
  expires BIGINT NOT NULL, seen BIGINT NOT NULL, revoked SMALLINT NOT NULL,
  PRIMARY KEY (city, id));
CREATE UNIQUE INDEX api_keys_digest ON api_keys (city, digest);
CREATE INDEX api_keys_person ON api_keys (city, person);
