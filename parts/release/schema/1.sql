-- What was asked to be public and how far it has come: a row for each matter.
CREATE TABLE releases (
	city    BIGINT   NOT NULL,
	matter  BIGINT   NOT NULL,
	area    BIGINT   NOT NULL,
	state   TEXT     NOT NULL, -- waits, out, refused, withdrawn
	step    SMALLINT NOT NULL, -- steps taken by the draft that waits
	need    SMALLINT NOT NULL, -- steps that it needs
	hands   TEXT     NOT NULL, -- who took them, as JSON
	draft   TEXT     NOT NULL, -- what waits, as JSON, '' for nothing
	shown   TEXT     NOT NULL, -- what is out, as JSON, '' for nothing
	reason  TEXT     NOT NULL, -- of the last refusal or withdrawal
	drafter BIGINT   NOT NULL, -- who drafted last, 0 for nobody
	seq     BIGINT   NOT NULL, -- of the last draft, 0 for none
	at      BIGINT   NOT NULL, -- of the last step
	PRIMARY KEY (city, matter)
);
CREATE INDEX releases_state ON releases (city, state, at, matter);
CREATE INDEX releases_drafter ON releases (city, drafter, state, at, matter);

-- How far the rule for plain categories has come: a row while policy names such categories.
CREATE TABLE release_rules (
	city      BIGINT NOT NULL PRIMARY KEY,
	seq       BIGINT NOT NULL, -- of the last event that it has looked at
	remaining TEXT   NOT NULL  -- matters whose turn failed and comes again, as JSON
);

-- What everybody may see: a row for each matter of which something is out. The gate looks at each row again.
CREATE TABLE public_matters (
	city     BIGINT NOT NULL,
	matter   BIGINT NOT NULL,
	county   BIGINT NOT NULL,
	township BIGINT NOT NULL,
	category TEXT   NOT NULL,
	plain    TEXT   NOT NULL, -- one of the five plain states
	lat      BIGINT,          -- millionths of a degree, as it may be shown
	lng      BIGINT,
	at       BIGINT NOT NULL, -- of its last change
	struck   BIGINT NOT NULL, -- 0 when it is not struck off
	bare     TEXT   NOT NULL, -- what the gate knows of the matter, as JSON
	shown    TEXT   NOT NULL, -- what is out, as JSON
	PRIMARY KEY (city, matter)
);
CREATE INDEX public_matters_at ON public_matters (city, at, matter);
CREATE INDEX public_matters_county ON public_matters (city, county, at, matter);
CREATE INDEX public_matters_township ON public_matters (city, township, at, matter);
CREATE INDEX public_matters_category ON public_matters (city, category, at, matter);
CREATE INDEX public_matters_struck ON public_matters (city, struck, matter) WHERE struck > 0;
CREATE INDEX public_matters_place ON public_matters (city, lat, lng) WHERE lat IS NOT NULL;
