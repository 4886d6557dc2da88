-- What a command said, as a keyed digest: the same id with another one is a conflict. NULL is not compared.
ALTER TABLE commands ADD COLUMN digest BLOB;
