-- What programs ask for by the standard Open311: a row for each matter of which something is out, kept by a follower of
-- its own, so that a city of an earlier program is read on while it is made.
CREATE TABLE public_requests (
	city     BIGINT   NOT NULL,
	matter   BIGINT   NOT NULL,
	category TEXT     NOT NULL,
	status   SMALLINT NOT NULL, -- 1 open, 2 closed; 0 where the gate is shut whatever the policy says
	undated  SMALLINT NOT NULL, -- 1 for what lies near a home: its instants are those of the month before
	listed   BIGINT   NOT NULL, -- when it came on the list
	changed  BIGINT   NOT NULL, -- of its last change
	cell     BIGINT   NOT NULL, -- the square it lies in, -1 for nowhere
	lat      BIGINT   NOT NULL, -- millionths of a degree, as it may be shown
	lng      BIGINT   NOT NULL,
	PRIMARY KEY (city, matter)
) WITHOUT ROWID;
CREATE INDEX public_requests_listed ON public_requests (city, undated, status, listed, matter);
CREATE INDEX public_requests_changed ON public_requests (city, undated, status, changed, matter);
CREATE INDEX public_requests_kind_listed ON public_requests (city, category, status, listed, matter);
CREATE INDEX public_requests_kind_changed ON public_requests (city, category, status, changed, matter);
CREATE INDEX public_requests_cell ON public_requests (city, cell, status, listed, matter, lat, lng, undated, category)
	WHERE cell >= 0;

-- What became known of such matters, by the instant at which everybody could know it.
CREATE TABLE public_updates (
	city   BIGINT   NOT NULL,
	matter BIGINT   NOT NULL,
	what   SMALLINT NOT NULL, -- 1 a step, 2 words of a resident
	nr     BIGINT   NOT NULL, -- the place of the step, the event of the words
	at     BIGINT   NOT NULL,
	PRIMARY KEY (city, matter, what, nr)
) WITHOUT ROWID;
CREATE INDEX public_updates_at ON public_updates (city, at, matter, what, nr);

-- Says by which event these two changed last.
CREATE TABLE public_request_versions (
	city BIGINT NOT NULL,
	seq  BIGINT NOT NULL,
	PRIMARY KEY (city)
) WITHOUT ROWID;
