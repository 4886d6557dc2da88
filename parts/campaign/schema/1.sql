CREATE TABLE campaigns (
	city     BIGINT   NOT NULL,
	id       BIGINT   NOT NULL,
	name     TEXT     NOT NULL,
	scope    BIGINT   NOT NULL,
	trend    BIGINT   NOT NULL,
	opener   BIGINT   NOT NULL,
	at       BIGINT   NOT NULL,
	deadline BIGINT   NOT NULL,
	closed   BIGINT   NOT NULL,
	drawn    SMALLINT NOT NULL,
	PRIMARY KEY (city, id)
);
CREATE INDEX campaigns_due ON campaigns (city, drawn, closed, deadline);
CREATE INDEX campaigns_trend ON campaigns (city, trend, id) WHERE trend > 0;
CREATE TABLE campaign_areas (
	city     BIGINT   NOT NULL,
	campaign BIGINT   NOT NULL,
	area     BIGINT   NOT NULL,
	zero     BIGINT   NOT NULL,
	zero_at  BIGINT   NOT NULL,
	signer   BIGINT   NOT NULL,
	signed   TEXT     NOT NULL,
	person   BIGINT   NOT NULL,
	looked   SMALLINT NOT NULL,
	seen_at  BIGINT   NOT NULL,
	matter   BIGINT   NOT NULL,
	PRIMARY KEY (city, campaign, area)
);
CREATE INDEX campaign_areas_person ON campaign_areas (city, person, looked, campaign, area) WHERE person > 0;
CREATE INDEX campaign_areas_seen ON campaign_areas (city, seen_at, area, looked) WHERE seen_at > 0;
CREATE TABLE campaign_matters (
	city     BIGINT NOT NULL,
	campaign BIGINT NOT NULL,
	matter   BIGINT NOT NULL,
	area     BIGINT NOT NULL,
	target   BIGINT NOT NULL,
	PRIMARY KEY (city, campaign, matter)
);
CREATE INDEX campaign_matters_area ON campaign_matters (city, campaign, area, matter);
CREATE INDEX campaign_matters_target ON campaign_matters (city, target);
CREATE INDEX campaign_matters_matter ON campaign_matters (city, matter);
CREATE TABLE campaign_orders (
	city     BIGINT NOT NULL,
	campaign BIGINT NOT NULL,
	seq      BIGINT NOT NULL,
	area     BIGINT NOT NULL,
	person   BIGINT NOT NULL,
	at       BIGINT NOT NULL,
	text     TEXT   NOT NULL,
	PRIMARY KEY (city, campaign, seq)
);
