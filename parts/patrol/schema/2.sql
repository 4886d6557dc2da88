-- What the positions of a patrol say of the area: apart, unsure, agrees; '' where nothing could be said.
ALTER TABLE patrol_visits ADD COLUMN place TEXT NOT NULL DEFAULT '';
CREATE INDEX patrol_visits_apart ON patrol_visits (city, day, id) WHERE place = 'apart';
-- The chief's post that a note is for; 0 for none.
ALTER TABLE patrol_visits ADD COLUMN post BIGINT NOT NULL DEFAULT 0;
