-- Makes the table of this package.
CREATE TABLE topic_lists (
	city BIGINT NOT NULL,
	area BIGINT NOT NULL,
	at   BIGINT NOT NULL,
	body TEXT   NOT NULL,
	PRIMARY KEY (city, area)
);
