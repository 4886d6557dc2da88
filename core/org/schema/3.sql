-- Names the areas that stand in an abolished one's place: codes of twelve digits with blanks between them, the default one first.
ALTER TABLE areas ADD COLUMN successors TEXT NOT NULL DEFAULT '';
