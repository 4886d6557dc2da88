CREATE TABLE trend_counts (
	city    BIGINT NOT NULL,
	what    TEXT   NOT NULL,
	code    TEXT   NOT NULL,
	kind    TEXT   NOT NULL,
	area    BIGINT NOT NULL,
	day     BIGINT NOT NULL,
	checked BIGINT NOT NULL,
	failed  BIGINT NOT NULL,
	PRIMARY KEY (city, what, code, kind, area, day)
);
CREATE INDEX trend_counts_day ON trend_counts (city, day, what, code, kind, area, checked, failed);
CREATE TABLE trend_matters (
	city   BIGINT NOT NULL,
	what   TEXT   NOT NULL,
	code   TEXT   NOT NULL,
	kind   TEXT   NOT NULL,
	day    BIGINT NOT NULL,
	matter BIGINT NOT NULL,
	area   BIGINT NOT NULL,
	PRIMARY KEY (city, what, code, kind, day, matter)
);
CREATE TABLE trend_weeks (
	city BIGINT NOT NULL,
	week TEXT   NOT NULL,
	seq  BIGINT NOT NULL,
	PRIMARY KEY (city, week)
);
CREATE TABLE trend_findings (
	city BIGINT NOT NULL,
	id   BIGINT NOT NULL,
	at   BIGINT NOT NULL,
	body TEXT   NOT NULL,
	PRIMARY KEY (city, id)
);
