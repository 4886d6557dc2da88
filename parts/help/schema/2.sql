-- Sealed papers by which cases are handed outside: where an address leads, and for the clock. They go with the case's key.
CREATE TABLE help_papers (
	city   BIGINT NOT NULL,
	matter BIGINT NOT NULL,
	n      BIGINT NOT NULL, -- which of the case, from 1
	ref    TEXT   NOT NULL, -- keyed hash of the address
	until  BIGINT NOT NULL, -- when the clock has something to say of it, µs; 0 for never
	waits  BIGINT NOT NULL, -- since when it waits for a person here, µs; 0 where it does not
	PRIMARY KEY (city, matter, n)
);
CREATE UNIQUE INDEX help_papers_ref ON help_papers (city, ref);
CREATE INDEX help_papers_until ON help_papers (city, until, matter) WHERE until > 0;
