-- Deploy library:loans to pg
-- requires: readers

BEGIN;

CREATE TABLE loans (id bigserial PRIMARY KEY, reader int NOT NULL REFERENCES readers);

COMMIT;
