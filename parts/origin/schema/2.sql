-- Says which import is under way, so that there is one at a time in all programs of a city, and how far it is. It is
-- no history: a row whose time is over stands for nothing.
CREATE TABLE import_turns (
	city   BIGINT NOT NULL,
	holder TEXT   NOT NULL,
	what   TEXT   NOT NULL,
	person BIGINT NOT NULL,
	done   BIGINT NOT NULL,
	total  BIGINT NOT NULL,
	until  BIGINT NOT NULL,
	PRIMARY KEY (city)
) WITHOUT ROWID;
