-- Standing duties.
CREATE TABLE duties (
	city  BIGINT   NOT NULL,
	id    BIGINT   NOT NULL, -- the seq of the event that began it
	area  BIGINT   NOT NULL,
	over  SMALLINT NOT NULL, -- ended by somebody
	due   BIGINT   NOT NULL, -- of the next period; the largest number where none comes any more
	opens BIGINT   NOT NULL, -- when its task goes out, 0 for never
	body  TEXT     NOT NULL, -- all of it, as JSON
	PRIMARY KEY (city, id)
);
CREATE INDEX duties_due ON duties (city, over, due, id);
CREATE INDEX duties_opens ON duties (city, opens, id) WHERE opens > 0;

-- Its lead unit and its co-units.
CREATE TABLE duty_units (
	city BIGINT   NOT NULL,
	duty BIGINT   NOT NULL,
	unit BIGINT   NOT NULL,
	over SMALLINT NOT NULL,
	due  BIGINT   NOT NULL,
	PRIMARY KEY (city, duty, unit)
);
CREATE INDEX duty_units_due ON duty_units (city, unit, over, due, duty);

-- Periods whose task went out, or that one of a later period makes up for.
CREATE TABLE duty_periods (
	city   BIGINT   NOT NULL,
	duty   BIGINT   NOT NULL,
	period BIGINT   NOT NULL, -- 20260428
	matter BIGINT   NOT NULL,
	due    BIGINT   NOT NULL,
	made   SMALLINT NOT NULL,
	waits  SMALLINT NOT NULL, -- its report has not come, or was rejected; it follows the matter
	at     BIGINT   NOT NULL,
	PRIMARY KEY (city, duty, period)
);
CREATE INDEX duty_periods_matter ON duty_periods (city, matter);
CREATE INDEX duty_periods_waits ON duty_periods (city, due, duty, period) WHERE waits = 1;
