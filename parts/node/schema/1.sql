-- Tasks that are followed by their nodes.
CREATE TABLE node_tasks (
	city    BIGINT   NOT NULL,
	matter  BIGINT   NOT NULL,
	area    BIGINT   NOT NULL, -- of the matter when the nodes were set
	unit    BIGINT   NOT NULL, -- its lead unit, 0 while it has none; it follows the matter
	late    BIGINT   NOT NULL, -- the date of the first node that is not reached; 0 where all are, or the task is over
	climbs  BIGINT   NOT NULL, -- when something climbs next, 0 for never
	plan    SMALLINT NOT NULL, -- 0 none is asked, 1 the unit owes it, 2 a leader has it, 3 approved
	plan_at BIGINT   NOT NULL, -- by when the next step of the plan is to be taken
	judge   SMALLINT NOT NULL, -- a reason waits to be judged
	rests   SMALLINT NOT NULL, -- the task is over; late, climbs, plan and judge are 0 then
	body    TEXT     NOT NULL, -- all of it, as JSON
	PRIMARY KEY (city, matter)
);
CREATE INDEX node_tasks_late ON node_tasks (city, late, matter) WHERE late > 0;
CREATE INDEX node_tasks_climbs ON node_tasks (city, climbs, matter) WHERE climbs > 0;
CREATE INDEX node_tasks_plan ON node_tasks (city, plan, plan_at, matter);
CREATE INDEX node_tasks_unit ON node_tasks (city, unit, plan, plan_at, matter);
CREATE INDEX node_tasks_judge ON node_tasks (city, judge, matter) WHERE judge > 0;

-- Yellow and red cards of units.
CREATE TABLE node_cards (
	city  BIGINT   NOT NULL,
	id    BIGINT   NOT NULL, -- the seq of the event that gave it
	unit  BIGINT   NOT NULL,
	area  BIGINT   NOT NULL, -- of the unit
	at    BIGINT   NOT NULL,
	until BIGINT   NOT NULL, -- the end of its last day; the instant at which it was taken back, if sooner
	owes  SMALLINT NOT NULL, -- the unit has not answered
	body  TEXT     NOT NULL,
	PRIMARY KEY (city, id)
);
CREATE INDEX node_cards_unit ON node_cards (city, unit, id);
CREATE INDEX node_cards_owes ON node_cards (city, unit, owes, id);
CREATE INDEX node_cards_at ON node_cards (city, at, id);

-- The tasks that a card names.
CREATE TABLE node_card_matters (
	city   BIGINT NOT NULL,
	matter BIGINT NOT NULL,
	card   BIGINT NOT NULL,
	PRIMARY KEY (city, matter, card)
);
