-- When it is looked at again whether personal data that its owner wants erased may be; 0 where nobody asked.
ALTER TABLE contacts ADD COLUMN due BIGINT NOT NULL DEFAULT 0;
CREATE INDEX contacts_due ON contacts (city, due, command) WHERE due > 0;
