-- The keys of cases: of matters of persons in need. A case is named by the command that reported it, as contacts are. The
-- key is NULL once it was destroyed.
CREATE TABLE case_keys (
  city BIGINT NOT NULL, command BLOB NOT NULL, key BLOB, forgotten BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (city, command));
-- When it is asked of a case next whether its key may be destroyed; no row once it is.
CREATE TABLE case_turns (
  city BIGINT NOT NULL, command BLOB NOT NULL, due BIGINT NOT NULL,
  PRIMARY KEY (city, command));
CREATE INDEX case_turns_due ON case_turns (city, due, command);
-- What the commands about a case said, under the key of the case: one row a command, in the order in which they came.
CREATE TABLE sealed_words (
  city BIGINT NOT NULL, command BLOB NOT NULL, n BIGINT NOT NULL, said BLOB NOT NULL, data BLOB NOT NULL,
  PRIMARY KEY (city, command, n));
