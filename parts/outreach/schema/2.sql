-- Who read the names and phones of volunteers, once a person, activity and day.
CREATE TABLE outreach_reads (
	city     BIGINT NOT NULL,
	activity BIGINT NOT NULL,
	seq      BIGINT NOT NULL,
	person   BIGINT NOT NULL,
	at       BIGINT NOT NULL,
	n        BIGINT NOT NULL, -- of how many
	PRIMARY KEY (city, activity, seq)
);

-- Of those that are not over the clock says what comes.
CREATE INDEX outreach_activities_open ON outreach_activities (city, id) WHERE over = 0;
