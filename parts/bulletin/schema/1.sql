-- Bulletins: what lists show of each, and its frozen figures.
CREATE TABLE bulletins (
	city        BIGINT   NOT NULL,
	id          BIGINT   NOT NULL, -- the seq of the event that made it
	area        BIGINT   NOT NULL,
	with_office SMALLINT NOT NULL, -- the office has it, and it is not out
	came_back   SMALLINT NOT NULL, -- the office gave it back, and it was neither handed in again nor dropped
	head        TEXT     NOT NULL,
	frozen      TEXT     NOT NULL,
	PRIMARY KEY (city, id)
);
CREATE INDEX bulletins_with_office ON bulletins (city, id) WHERE with_office = 1;
CREATE INDEX bulletins_came_back ON bulletins (city, id) WHERE came_back = 1;

-- To which units they went.
CREATE TABLE bulletin_units (
	city     BIGINT NOT NULL,
	unit     BIGINT NOT NULL,
	bulletin BIGINT NOT NULL,
	PRIMARY KEY (city, unit, bulletin)
);
