-- The keys of cases: of matters of persons in need. A case is named by the command that reported it, as contacts are. The
-- key is NULL once it was destroyed; due says when it is looked at whether it may be.
CREATE TABLE case_keys (
  city BIGINT NOT NULL, command BLOB NOT NULL, key BLOB, forgotten BIGINT NOT NULL DEFAULT 0,
  due BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (city, command));
CREATE INDEX case_keys_due ON case_keys (city, due, command) WHERE due > 0;
-- What the commands about a case said, under the key of the case: one row a command, in the order in which they came.
CREATE TABLE sealed_words (
  city BIGINT NOT NULL, command BLOB NOT NULL, n BIGINT NOT NULL, said BLOB NOT NULL, data BLOB NOT NULL,
  PRIMARY KEY (city, command, n));
