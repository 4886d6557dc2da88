-- Which matter a program asks after by a code of its own; the code itself is nowhere, only its digest.
CREATE TABLE open311_tokens (
	city        BIGINT NOT NULL,
	token       TEXT   NOT NULL, -- digest
	matter      BIGINT NOT NULL,
	service_key BIGINT NOT NULL, -- whose program sent it
	PRIMARY KEY (city, token)
) WITHOUT ROWID;

-- The last words that a program sent about a matter, so that the same ones sent again are known.
CREATE TABLE open311_updates (
	city        BIGINT NOT NULL,
	matter      BIGINT NOT NULL,
	service_key BIGINT NOT NULL,
	seq         BIGINT NOT NULL, -- of the event
	words       TEXT   NOT NULL, -- digest of the words as they were recorded
	PRIMARY KEY (city, matter, service_key)
) WITHOUT ROWID;

-- Pictures that were named by their address and are still to be fetched.
CREATE TABLE open311_media (
	city        BIGINT NOT NULL,
	seq         BIGINT NOT NULL, -- of the event that they came with
	n           BIGINT NOT NULL,
	matter      BIGINT NOT NULL,
	service_key BIGINT NOT NULL,
	reported    SMALLINT NOT NULL, -- they came with the report itself
	url         TEXT   NOT NULL,
	at          BIGINT NOT NULL, -- when they were named, Unix microseconds
	tries       BIGINT NOT NULL,
	PRIMARY KEY (city, seq, n)
) WITHOUT ROWID;
