-- Files that hang on something, each a row from its first event on; a withdrawn one keeps its row.
CREATE TABLE file_kept (
	city      BIGINT   NOT NULL,
	id        BIGINT   NOT NULL, -- the seq of the event that kept it
	part      TEXT     NOT NULL, -- whose thing it hangs on: matter, meeting …
	subject   BIGINT   NOT NULL, -- that thing
	hash      TEXT     NOT NULL, -- of its bytes, the name of the file
	person    BIGINT   NOT NULL,
	at        BIGINT   NOT NULL, -- µs
	withdrawn SMALLINT NOT NULL, -- 1 where it is not shown any more
	body      TEXT     NOT NULL, -- all of it, as JSON
	PRIMARY KEY (city, id)
);
CREATE INDEX file_kept_on ON file_kept (city, part, subject, withdrawn, id);
CREATE INDEX file_kept_hash ON file_kept (city, hash);
CREATE INDEX file_kept_person ON file_kept (city, person, at);
