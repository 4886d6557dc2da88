-- The table of photos that come in pieces, and of the pieces. A piece is a row, so that any of several
-- programs can go on.
CREATE TABLE parts (
  city BIGINT NOT NULL, person BIGINT NOT NULL, id BLOB NOT NULL, size BIGINT NOT NULL, sum TEXT NOT NULL, got BIGINT NOT NULL, at BIGINT NOT NULL, token TEXT NOT NULL,
  PRIMARY KEY (city, person, id));
CREATE INDEX parts_at ON parts (city, at);
CREATE TABLE pieces (
  city BIGINT NOT NULL, person BIGINT NOT NULL, id BLOB NOT NULL, start BIGINT NOT NULL, data BLOB NOT NULL,
  PRIMARY KEY (city, person, id, start));
