-- Cases of persons in need. Nothing in them says who it is.
CREATE TABLE help_cases (
	city     BIGINT   NOT NULL,
	matter   BIGINT   NOT NULL,
	area     BIGINT   NOT NULL,
	category TEXT     NOT NULL,
	month    BIGINT   NOT NULL, -- 202611, when it was reported
	open     SMALLINT NOT NULL, -- not struck off, declined or merged
	mandated BIGINT   NOT NULL, -- since when the report to the police is due, µs; 0 where it is not, or was made
	follow   BIGINT   NOT NULL, -- when the follow-up call is due, µs; 0 where none is
	late     BIGINT   NOT NULL, -- how many rungs of an overdue call were told
	pressed  SMALLINT NOT NULL, -- it was told that the report to the police is overdue
	stopped  SMALLINT NOT NULL, -- the hand-over stopped, and nobody has decided
	body     TEXT     NOT NULL, -- all of it, as JSON
	PRIMARY KEY (city, matter)
);
CREATE INDEX help_cases_open ON help_cases (city, open, matter);
CREATE INDEX help_cases_follow ON help_cases (city, follow, matter) WHERE follow > 0;
CREATE INDEX help_cases_mandated ON help_cases (city, mandated, matter) WHERE mandated > 0;
CREATE INDEX help_cases_stopped ON help_cases (city, stopped, matter) WHERE stopped > 0;
CREATE INDEX help_cases_month ON help_cases (city, month, area, category);

-- By what a second time is seen: hashes under the city's secret. They go with the case's key.
CREATE TABLE help_marks (
	city   BIGINT NOT NULL,
	matter BIGINT NOT NULL,
	field  TEXT   NOT NULL,
	hash   BLOB   NOT NULL,
	at     BIGINT NOT NULL,
	PRIMARY KEY (city, matter, field)
);
CREATE INDEX help_marks_hash ON help_marks (city, field, hash, at);
