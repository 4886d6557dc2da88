-- Notices that the archive is told of when their matter is over.
CREATE TABLE notice_ends (
	city   BIGINT   NOT NULL,
	notice BIGINT   NOT NULL, -- the seq of the event that sent it
	matter BIGINT   NOT NULL,
	waits  SMALLINT NOT NULL, -- 1: the archive is to be told, as far as the matter is over; 0: not yet, or it was
	told   SMALLINT NOT NULL, -- the archive knows of it
	PRIMARY KEY (city, notice)
);
CREATE INDEX notice_ends_matter ON notice_ends (city, matter);
CREATE INDEX notice_ends_waits ON notice_ends (city, notice) WHERE waits = 1;
