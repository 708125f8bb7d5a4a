SET lock_timeout = '2s';
ALTER TABLE customers DROP COLUMN born, ADD COLUMN born timestamptz;
