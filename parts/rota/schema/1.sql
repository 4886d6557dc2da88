-- Who is on duty where and when.
CREATE TABLE rota (
	city   BIGINT   NOT NULL,
	id     BIGINT   NOT NULL, -- the seq of the event that set it
	area   BIGINT   NOT NULL,
	over   SMALLINT NOT NULL, -- ended by somebody
	person BIGINT   NOT NULL,
	kind   TEXT     NOT NULL, -- duty or supervisor
	days   SMALLINT NOT NULL, -- bits, Monday first
	since  SMALLINT NOT NULL, -- minutes of the day
	until  SMALLINT NOT NULL, -- minutes of the day; not after since: of the next day
	PRIMARY KEY (city, id)
);
CREATE INDEX rota_area ON rota (city, area, over, id);
