-- Servers of other bodies that take matters by Open311. Address, jurisdiction and key lie sealed; services is what
-- they said that they take.
CREATE TABLE relay_servers (
	city     BIGINT   NOT NULL,
	id       BIGINT   NOT NULL,
	name     TEXT     NOT NULL,
	hosts    TEXT     NOT NULL,
	media    TEXT     NOT NULL, -- none, link, file
	enabled  SMALLINT NOT NULL,
	sealed   BLOB     NOT NULL,
	services TEXT     NOT NULL,
	fetched  BIGINT   NOT NULL, -- when services were asked for
	answered BIGINT   NOT NULL, -- when it answered last
	updates  BIGINT   NOT NULL, -- up to when its updates were read; -1 where it has none
	fails    BIGINT   NOT NULL, -- how often in turn it could not be used
	again    BIGINT   NOT NULL, -- before which it is not asked
	problem  TEXT     NOT NULL, -- why it could not be used
	PRIMARY KEY (city, id)
);

-- Which of our categories go to which of their services. areas are codes, '' for the whole city; asks is what the
-- service asks for, answers what it is told.
CREATE TABLE relay_routes (
	city     BIGINT   NOT NULL,
	id       BIGINT   NOT NULL,
	server   BIGINT   NOT NULL,
	category TEXT     NOT NULL,
	service  TEXT     NOT NULL,
	name     TEXT     NOT NULL,
	areas    TEXT     NOT NULL,
	ruled    SMALLINT NOT NULL,
	asks     TEXT     NOT NULL,
	answers  TEXT     NOT NULL,
	PRIMARY KEY (city, id)
);

-- What was sent, by the events; seq is the event that says to send it.
CREATE TABLE relay_matters (
	city    BIGINT NOT NULL,
	seq     BIGINT NOT NULL,
	matter  BIGINT NOT NULL,
	area    BIGINT NOT NULL, -- where the matter was when it was sent
	server  BIGINT NOT NULL,
	state   TEXT   NOT NULL,
	number  TEXT   NOT NULL, -- theirs
	token   TEXT   NOT NULL,
	sent    TEXT   NOT NULL, -- to whom and as what
	status  TEXT   NOT NULL, -- open, closed; '' for what nobody can tell
	said    TEXT   NOT NULL, -- their word for how it stands
	notes   TEXT   NOT NULL,
	why     TEXT   NOT NULL, -- why it was refused, laid aside or dropped
	person  BIGINT NOT NULL, -- who sent it; 0 for the rule
	told    BIGINT NOT NULL, -- how often they told something
	at      BIGINT NOT NULL,
	changed BIGINT NOT NULL,
	cause   BIGINT NOT NULL, -- the last event about it
	PRIMARY KEY (city, seq)
) WITHOUT ROWID;
CREATE INDEX relay_matters_state ON relay_matters (city, state, changed, seq);
CREATE INDEX relay_matters_number ON relay_matters (city, server, number);
CREATE INDEX relay_matters_counts ON relay_matters (city, server, state);

-- What is to be done next about each. cause is the event from which it follows, begun the cause for which a report
-- was put on the wire and no answer was written down.
CREATE TABLE relay_turns (
	city   BIGINT NOT NULL,
	seq    BIGINT NOT NULL,
	matter BIGINT NOT NULL,
	server BIGINT NOT NULL,
	task   TEXT   NOT NULL, -- send, look, follow; rest for nothing
	due    BIGINT NOT NULL,
	tries  BIGINT NOT NULL,
	misses BIGINT NOT NULL, -- how often in turn they did not know it
	cause  BIGINT NOT NULL,
	begun  BIGINT NOT NULL,
	PRIMARY KEY (city, seq)
) WITHOUT ROWID;
CREATE INDEX relay_turns_due ON relay_turns (city, server, due, seq) WHERE task <> 'rest';
CREATE INDEX relay_turns_with ON relay_turns (city, server, seq) WHERE task = 'follow';

-- How far the rule has come that sends plain matters.
CREATE TABLE relay_rules (
	city BIGINT NOT NULL,
	seq  BIGINT NOT NULL,
	PRIMARY KEY (city)
);
