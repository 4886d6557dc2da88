-- When the holder of a key was told that it ends, 0 for not yet.
ALTER TABLE api_keys ADD COLUMN warned BIGINT NOT NULL DEFAULT 0;
CREATE INDEX api_keys_warn ON api_keys (city, expires, id) WHERE revoked = 0 AND warned = 0;
