-- Makes the table of this package, folded from the events standard.published. The text of a version stays in
-- its event.
CREATE TABLE standard_versions (
	city   BIGINT NOT NULL,
	day    BIGINT NOT NULL,
	seq    BIGINT NOT NULL,
	at     BIGINT NOT NULL,
	person BIGINT NOT NULL,
	digest TEXT   NOT NULL,
	zh     TEXT   NOT NULL,
	en     TEXT   NOT NULL,
	items  BIGINT NOT NULL,
	PRIMARY KEY (city, day, seq)
) WITHOUT ROWID;
