-- Activities: what is planned, where it stands, what is let out of it. Movements do not touch this row.
CREATE TABLE outreach_activities (
	city  BIGINT NOT NULL,
	id    BIGINT NOT NULL, -- the seq of the event that began it
	area  BIGINT NOT NULL,
	state TEXT   NOT NULL, -- draft, called, running, ended, reported, off
	over  BIGINT NOT NULL, -- ended, or taken back; 0 while it is neither
	waits BIGINT NOT NULL, -- since when a notice waits for its next step, 0 for none
	since BIGINT NOT NULL, -- when its notice came out, 0 while none is out
	body  TEXT   NOT NULL, -- all of it, as JSON
	PRIMARY KEY (city, id)
);
CREATE INDEX outreach_activities_out ON outreach_activities (city, since, id) WHERE since > 0;
CREATE INDEX outreach_activities_waits ON outreach_activities (city, waits, id) WHERE waits > 0;

-- In which areas an activity is: its own, those of its teams, and all above.
CREATE TABLE outreach_areas (
	city     BIGINT NOT NULL,
	area     BIGINT NOT NULL,
	activity BIGINT NOT NULL,
	PRIMARY KEY (city, area, activity)
);
CREATE INDEX outreach_areas_activity ON outreach_areas (city, activity, area);

-- Where things are: a row for each thing of an activity and each team that ever had it; team 0 is the store. It is
-- against these rows that a movement is decided.
CREATE TABLE outreach_balances (
	city     BIGINT NOT NULL,
	activity BIGINT NOT NULL,
	item     BIGINT NOT NULL,
	team     BIGINT NOT NULL,
	unit     BIGINT NOT NULL, -- of the team
	total    BIGINT NOT NULL, -- what the holder answers for = hand + way + given + lost
	hand     BIGINT NOT NULL,
	way      BIGINT NOT NULL,
	given    BIGINT NOT NULL,
	lost     BIGINT NOT NULL,
	damaged  BIGINT NOT NULL,
	missing  BIGINT NOT NULL,
	found    BIGINT NOT NULL,
	PRIMARY KEY (city, activity, item, team)
);
CREATE INDEX outreach_balances_way ON outreach_balances (city, unit, activity) WHERE way > 0;

-- The same by area, for each area on the path of a holder.
CREATE TABLE outreach_sums (
	city     BIGINT NOT NULL,
	activity BIGINT NOT NULL,
	area     BIGINT NOT NULL,
	item     BIGINT NOT NULL,
	total    BIGINT NOT NULL,
	hand     BIGINT NOT NULL,
	way      BIGINT NOT NULL,
	given    BIGINT NOT NULL,
	lost     BIGINT NOT NULL,
	damaged  BIGINT NOT NULL,
	missing  BIGINT NOT NULL,
	found    BIGINT NOT NULL,
	PRIMARY KEY (city, activity, area, item)
);

-- Movements, people reached and turn-outs, one a row, for the stock account.
CREATE TABLE outreach_moves (
	city     BIGINT   NOT NULL,
	activity BIGINT   NOT NULL,
	seq      BIGINT   NOT NULL,
	team     BIGINT   NOT NULL,
	undone   SMALLINT NOT NULL,
	body     TEXT     NOT NULL,
	PRIMARY KEY (city, activity, seq)
);
CREATE INDEX outreach_moves_team ON outreach_moves (city, activity, team, seq);

-- Tickets that were taken.
CREATE TABLE outreach_tickets (
	city     BIGINT NOT NULL,
	activity BIGINT NOT NULL,
	item     BIGINT NOT NULL,
	number   BIGINT NOT NULL,
	team     BIGINT NOT NULL,
	at       BIGINT NOT NULL,
	PRIMARY KEY (city, activity, item, number)
);

-- Tally sheets that came in, each once.
CREATE TABLE outreach_sheets (
	city     BIGINT NOT NULL,
	activity BIGINT NOT NULL,
	team     BIGINT NOT NULL,
	number   TEXT   NOT NULL,
	at       BIGINT NOT NULL,
	actor    BIGINT NOT NULL,
	PRIMARY KEY (city, activity, team, number)
);

-- How many people were reached, by how they were counted, and how many volunteers came.
CREATE TABLE outreach_counts (
	city     BIGINT NOT NULL,
	activity BIGINT NOT NULL,
	area     BIGINT NOT NULL, -- 0 for the row of a team
	team     BIGINT NOT NULL, -- 0 for the row of an area
	what     TEXT   NOT NULL,
	n        BIGINT NOT NULL,
	PRIMARY KEY (city, activity, area, team, what)
);

-- The same over all activities of an area and a year, with what was given by the thing's name.
CREATE TABLE outreach_years (
	city BIGINT NOT NULL,
	area BIGINT NOT NULL,
	year BIGINT NOT NULL,
	what TEXT   NOT NULL, -- given, lost, or as in outreach_counts
	name TEXT   NOT NULL, -- of the thing, '' for people
	n    BIGINT NOT NULL,
	PRIMARY KEY (city, area, year, what, name)
);

-- The key under which the personal data of an activity's volunteers lies, itself under the city's secret. Where it is
-- gone nobody reads them any more.
CREATE TABLE outreach_keys (
	city     BIGINT NOT NULL,
	activity BIGINT NOT NULL,
	sealed   BLOB   NOT NULL,
	PRIMARY KEY (city, activity)
);

-- Who would help. No event says anything of them but how many came.
CREATE TABLE outreach_volunteers (
	city     BIGINT   NOT NULL,
	activity BIGINT   NOT NULL,
	id       BLOB     NOT NULL, -- made by who signed up, for his form
	who      BLOB     NOT NULL, -- keyed digest of the phone, under the activity's key
	team     BIGINT   NOT NULL, -- where he would help, 0 for anywhere
	at       BIGINT   NOT NULL,
	came     SMALLINT NOT NULL,
	data     BLOB     NOT NULL, -- name and phone, under the activity's key
	PRIMARY KEY (city, activity, id)
);
CREATE UNIQUE INDEX outreach_volunteers_who ON outreach_volunteers (city, activity, who);
CREATE INDEX outreach_volunteers_at ON outreach_volunteers (city, activity, at, id);
