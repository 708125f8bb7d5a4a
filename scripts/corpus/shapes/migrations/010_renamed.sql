SET lock_timeout = '2s';
ALTER TABLE customers RENAME COLUMN nickname TO display_name;
ALTER TABLE carts RENAME TO baskets;
