SET lock_timeout = '2s';
ALTER TABLE carts ADD CONSTRAINT carts_customer_fkey FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;
ALTER TABLE orders ADD COLUMN gift boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN orders.gift IS 'wrapped as a present';
