SET lock_timeout = '2s';
DROP TABLE baskets;
ALTER TABLE orders DROP COLUMN note;
