-- Umbrellas that a service counter lent, as the events umbrella.lent and umbrella.back say.
CREATE TABLE umbrellas (
	city   BIGINT   NOT NULL,
	id     BIGINT   NOT NULL,
	area   BIGINT   NOT NULL,
	at     BIGINT   NOT NULL,
	back   BIGINT   NOT NULL,
	late   SMALLINT NOT NULL,
	PRIMARY KEY (city, id)
);
CREATE INDEX umbrellas_out ON umbrellas (city, back, area, id);
