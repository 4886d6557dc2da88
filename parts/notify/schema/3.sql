-- Of what goes to a program that listens: what was sent, when last, and what it answered.
ALTER TABLE outbox ADD COLUMN body TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN tried BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN status SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN answer TEXT NOT NULL DEFAULT '';
CREATE INDEX outbox_of ON outbox (city, channel, at, id) WHERE channel > 0;
CREATE INDEX outbox_body ON outbox (city, channel, at) WHERE body <> '';
-- Since when nothing got through a channel, how often it said nothing in a row, when it is asked again, and since when
-- it is set aside; 0 for not.
ALTER TABLE channels ADD COLUMN failing BIGINT NOT NULL DEFAULT 0;
ALTER TABLE channels ADD COLUMN fails BIGINT NOT NULL DEFAULT 0;
ALTER TABLE channels ADD COLUMN again BIGINT NOT NULL DEFAULT 0;
ALTER TABLE channels ADD COLUMN aside BIGINT NOT NULL DEFAULT 0;
