-- Names the areas that stand in an abolished one's place: codes of twelve digits with blanks between them, the default one first.
ALTER TABLE areas ADD COLUMN successors TEXT NOT NULL DEFAULT '';
-- Makes the table of attempts to log in. login is a keyed hash of what was typed, so that unknown logins are counted as
-- known ones are and no name is kept; origin is a network, a device that logged in before, or '' for all networks.
CREATE TABLE login_tries (
  city BIGINT NOT NULL, login TEXT NOT NULL, origin TEXT NOT NULL, failed BIGINT NOT NULL, locked_until BIGINT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (city, login, origin));
CREATE INDEX login_tries_at ON login_tries (city, at);
