-- What the program that has a lease does under it, for those who wait: JSON, '' for nothing to say.
ALTER TABLE leases ADD COLUMN note TEXT NOT NULL DEFAULT '';
