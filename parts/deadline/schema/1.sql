-- Remembers how far deadlines were computed anew after which change of the policy.
CREATE TABLE reckonings (
	city   BIGINT   NOT NULL PRIMARY KEY,
	policy BIGINT   NOT NULL,
	state  SMALLINT NOT NULL,
	next   BIGINT   NOT NULL,
	id     BIGINT   NOT NULL
);
