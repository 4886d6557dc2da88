-- Posts that somebody holds or held.
CREATE TABLE chief_posts (
	city     BIGINT NOT NULL,
	id       BIGINT NOT NULL, -- the seq of the event that gave it
	theme    TEXT   NOT NULL,
	post     TEXT   NOT NULL,
	area     BIGINT NOT NULL,
	person   BIGINT NOT NULL, -- 0 for who cannot log in
	ref      TEXT   NOT NULL, -- of his name
	since    TEXT   NOT NULL,
	until    TEXT   NOT NULL, -- 9999-12-31 for no end
	body     TEXT   NOT NULL, -- all of it, as JSON
	PRIMARY KEY (city, id)
);
CREATE INDEX chief_posts_theme ON chief_posts (city, theme, area, id);
CREATE INDEX chief_posts_person ON chief_posts (city, person, id) WHERE person > 0;
CREATE INDEX chief_posts_ref ON chief_posts (city, ref, id) WHERE ref <> '';

-- Days on which somebody was in an area: what duties are met by.
CREATE TABLE chief_days (
	city  BIGINT NOT NULL,
	who   BIGINT NOT NULL, -- the person; of a post whose holder cannot log in its id, negative
	theme TEXT   NOT NULL,
	day   TEXT   NOT NULL,
	area  BIGINT NOT NULL,
	PRIMARY KEY (city, who, theme, day, area)
);

-- The last visit in an area itself.
CREATE TABLE chief_cover (
	city  BIGINT NOT NULL,
	theme TEXT   NOT NULL,
	area  BIGINT NOT NULL,
	last  TEXT   NOT NULL,
	PRIMARY KEY (city, theme, area)
);

-- What was handed over when somebody left a post.
CREATE TABLE chief_handovers (
	city  BIGINT   NOT NULL,
	id    BIGINT   NOT NULL, -- the seq of the event that froze it
	post  BIGINT   NOT NULL,
	area  BIGINT   NOT NULL,
	waits SMALLINT NOT NULL, -- a signature lacks
	body  TEXT     NOT NULL, -- all of it, as JSON
	PRIMARY KEY (city, id)
);
CREATE INDEX chief_handovers_waits ON chief_handovers (city, area, id) WHERE waits = 1;

-- Leaders who look after a point or an area.
CREATE TABLE chief_adoptions (
	city  BIGINT NOT NULL,
	id    BIGINT NOT NULL,
	area  BIGINT NOT NULL, -- also of the point
	point BIGINT NOT NULL, -- 0 for an area
	until TEXT   NOT NULL,
	body  TEXT   NOT NULL,
	PRIMARY KEY (city, id)
);
CREATE INDEX chief_adoptions_area ON chief_adoptions (city, area, id);
CREATE INDEX chief_adoptions_point ON chief_adoptions (city, point, id) WHERE point > 0;

-- Telephones of offices, for signs.
CREATE TABLE chief_offices (
	city  BIGINT NOT NULL,
	theme TEXT   NOT NULL,
	area  BIGINT NOT NULL,
	phone TEXT   NOT NULL,
	PRIMARY KEY (city, theme, area)
);

-- Problems that were listed, and how far up they climbed.
CREATE TABLE chief_waits (
	city     BIGINT   NOT NULL,
	matter   BIGINT   NOT NULL,
	area     BIGINT   NOT NULL,
	category TEXT     NOT NULL,
	waits    SMALLINT NOT NULL, -- no unit has answered
	at       BIGINT   NOT NULL, -- since when, or when a chief was told last, µs
	told     TEXT     NOT NULL, -- the level of each theme that was told last, as JSON
	PRIMARY KEY (city, matter)
);
CREATE INDEX chief_waits_at ON chief_waits (city, category, at, matter) WHERE waits = 1;

-- Names of those who cannot log in, sealed; a mark finds one.
CREATE TABLE chief_names (
	city   BIGINT NOT NULL,
	ref    TEXT   NOT NULL,
	mark   TEXT   NOT NULL,
	sealed BLOB   NOT NULL,
	PRIMARY KEY (city, ref)
);
CREATE INDEX chief_names_mark ON chief_names (city, mark, ref);
