-- Makes the table of seals. It is no history: the seals that others keep count, and this is the city's own
-- copy. Blocks is the row of inner nodes that makes proofs cheap, 32 bytes for each blockSize events.
CREATE TABLE seals (
	city   BIGINT NOT NULL,
	seq    BIGINT NOT NULL,
	at     BIGINT NOT NULL,
	body   TEXT   NOT NULL,
	blocks BLOB   NOT NULL,
	PRIMARY KEY (city, seq)
);
CREATE INDEX seals_at ON seals (city, at);
