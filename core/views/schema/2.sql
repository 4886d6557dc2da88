ALTER TABLE matters ADD COLUMN fire BIGINT NOT NULL DEFAULT 0;
CREATE INDEX matters_fire ON matters (city, fire, id) WHERE fire > 0;

-- Holds every notice that was sent, for numbering without gaps and for the lists of what was not signed for.
-- Signed is 1 once somebody in the unit has signed.
CREATE TABLE notices (
	city     BIGINT   NOT NULL,
	seq      BIGINT   NOT NULL,
	matter   BIGINT   NOT NULL,
	kind     TEXT     NOT NULL,
	year     SMALLINT NOT NULL,
	n        BIGINT   NOT NULL,
	unit     BIGINT   NOT NULL,
	level    SMALLINT NOT NULL,
	at       BIGINT   NOT NULL,
	signed   SMALLINT NOT NULL,
	answered SMALLINT NOT NULL,
	PRIMARY KEY (city, matter, seq)
);
CREATE UNIQUE INDEX notices_number ON notices (city, kind, year, n);
CREATE INDEX notices_unit ON notices (city, unit, signed, seq);
CREATE INDEX notices_unsigned ON notices (city, seq) WHERE signed = 0 AND kind <> 'assign';
