-- Weekly papers: a row for each area and week, of which a paper was ever drafted.
CREATE TABLE publicity_papers (
	city   BIGINT NOT NULL,
	id     BIGINT NOT NULL, -- the seq of the event that proposed it
	area   BIGINT NOT NULL,
	until  BIGINT NOT NULL, -- end of its week
	state  TEXT   NOT NULL, -- proposed, waits, out, refused, withdrawn
	at     BIGINT NOT NULL, -- of the last step
	since  BIGINT NOT NULL, -- published, 0 while nothing is out
	body   TEXT   NOT NULL, -- all of it, as JSON
	PRIMARY KEY (city, id)
);
CREATE UNIQUE INDEX publicity_papers_week ON publicity_papers (city, area, until);
CREATE INDEX publicity_papers_at ON publicity_papers (city, at, id);
CREATE INDEX publicity_papers_state ON publicity_papers (city, state, at, id);
CREATE INDEX publicity_papers_out ON publicity_papers (city, since, id) WHERE since > 0;
CREATE INDEX publicity_papers_area ON publicity_papers (city, area, since, id) WHERE since > 0;

-- Plans of what hangs where.
CREATE TABLE publicity_plans (
	city  BIGINT NOT NULL,
	id    BIGINT NOT NULL, -- the seq of the event that began it
	area  BIGINT NOT NULL,
	unit  BIGINT NOT NULL,
	until BIGINT NOT NULL, -- when it is over
	ended BIGINT NOT NULL, -- ended before its time, 0 for not
	body  TEXT   NOT NULL, -- all of it but the positions, as JSON
	PRIMARY KEY (city, id)
);
CREATE INDEX publicity_plans_area ON publicity_plans (city, ended, area, id);
CREATE INDEX publicity_plans_unit ON publicity_plans (city, ended, unit, id);

-- Their positions, each a point of the register.
CREATE TABLE publicity_positions (
	city  BIGINT  NOT NULL,
	plan  BIGINT  NOT NULL,
	point BIGINT  NOT NULL,
	nth   INTEGER NOT NULL, -- along the street
	unit  BIGINT  NOT NULL, -- of the plan
	until BIGINT  NOT NULL, -- of the plan
	due   BIGINT  NOT NULL, -- when something must be done there next, 0 for never more
	body  TEXT    NOT NULL, -- what hangs there, as JSON
	PRIMARY KEY (city, plan, point)
);
CREATE INDEX publicity_positions_due ON publicity_positions (city, unit, due) WHERE due > 0;
CREATE INDEX publicity_positions_point ON publicity_positions (city, point, plan);
