-- Deploy library:cards to pg
-- requires: readers

BEGIN;

SET LOCAL lock_timeout = '5s';
ALTER TABLE readers ALTER COLUMN card TYPE bigint;
CREATE INDEX loans_reader ON loans (reader);

COMMIT;
