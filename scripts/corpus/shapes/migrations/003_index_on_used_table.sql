SET lock_timeout = '2s';
CREATE INDEX orders_state_idx ON orders (state);
CREATE UNIQUE INDEX customers_email_key ON customers (email);
