-- Which part's letters a row carries to people who do not work here; '' for those who do. Each of both has its turn.
ALTER TABLE outbox ADD COLUMN carrier TEXT NOT NULL DEFAULT '';
CREATE INDEX outbox_own ON outbox (city, state, due, id) WHERE carrier = '';
CREATE INDEX outbox_carried ON outbox (city, state, due, id) WHERE carrier <> '';
