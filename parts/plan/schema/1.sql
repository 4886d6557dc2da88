-- Plans, without the contents of their versions.
CREATE TABLE plans (
	city   BIGINT NOT NULL,
	id     BIGINT NOT NULL, -- the seq of the event that began it
	area   BIGINT NOT NULL,
	state  TEXT   NOT NULL, -- draft … adopted while it was never issued; issued, ended, dropped
	stage  TEXT   NOT NULL, -- of the version in the making, '' for none
	until  BIGINT NOT NULL, -- the last day for opinions is over, 0 where none are asked
	report BIGINT NOT NULL, -- the next report is due, 0 for none
	body   TEXT   NOT NULL, -- all of it, as JSON
	PRIMARY KEY (city, id)
);
CREATE INDEX plans_state ON plans (city, state, id);
CREATE INDEX plans_stage ON plans (city, stage, id);
CREATE INDEX plans_report ON plans (city, report, id) WHERE report > 0;

-- Versions that were issued, whole.
CREATE TABLE plan_versions (
	city BIGINT  NOT NULL,
	plan BIGINT  NOT NULL,
	n    INTEGER NOT NULL,
	from_day BIGINT NOT NULL, -- its first day
	body TEXT    NOT NULL,
	PRIMARY KEY (city, plan, n)
);

-- Opinions that are asked of units and not given yet.
CREATE TABLE plan_asks (
	city  BIGINT NOT NULL,
	unit  BIGINT NOT NULL,
	plan  BIGINT NOT NULL,
	until BIGINT NOT NULL, -- the last day is over
	PRIMARY KEY (city, unit, plan)
);
CREATE INDEX plan_asks_plan ON plan_asks (city, plan);

-- Tasks that measures were handed out as, and tasks that a plan answers.
CREATE TABLE plan_tasks (
	city    BIGINT NOT NULL,
	matter  BIGINT NOT NULL,
	plan    BIGINT NOT NULL,
	measure TEXT   NOT NULL, -- '' for a task that the plan answers
	PRIMARY KEY (city, matter, plan, measure)
);
CREATE INDEX plan_tasks_plan ON plan_tasks (city, plan, measure);

-- Entries of what was paid.
CREATE TABLE plan_entries (
	city     BIGINT NOT NULL,
	plan     BIGINT NOT NULL,
	seq      BIGINT NOT NULL,
	corrects BIGINT NOT NULL, -- the entry that it corrects, 0 for none
	body     TEXT   NOT NULL,
	PRIMARY KEY (city, plan, seq)
);

-- What was paid in all: the first entry of each with its corrections, and the sums of lines.
CREATE TABLE plan_worth (
	city   BIGINT NOT NULL,
	plan   BIGINT NOT NULL,
	entry  BIGINT NOT NULL,
	amount BIGINT NOT NULL, -- fen
	PRIMARY KEY (city, plan, entry)
);
CREATE TABLE plan_sums (
	city   BIGINT  NOT NULL,
	plan   BIGINT  NOT NULL,
	line   TEXT    NOT NULL,
	source TEXT    NOT NULL,
	year   INTEGER NOT NULL,
	paid   BIGINT  NOT NULL, -- fen
	PRIMARY KEY (city, plan, line, source, year)
);

-- Reports, their figures frozen.
CREATE TABLE plan_reports (
	city BIGINT NOT NULL,
	plan BIGINT NOT NULL,
	seq  BIGINT NOT NULL,
	kind TEXT   NOT NULL,
	body TEXT   NOT NULL,
	PRIMARY KEY (city, plan, seq)
);

-- Meetings of the register at which plans were deliberated.
CREATE TABLE plan_meetings (
	city    BIGINT NOT NULL,
	meeting BIGINT NOT NULL,
	plan    BIGINT NOT NULL,
	PRIMARY KEY (city, meeting, plan)
);
