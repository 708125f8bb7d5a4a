CREATE TYPE order_state AS ENUM ('open', 'paid');
CREATE TABLE customers (id serial PRIMARY KEY, email text NOT NULL, nickname text, born date);
CREATE TABLE orders (
  id serial PRIMARY KEY,
  customer_id integer NOT NULL REFERENCES customers,
  state order_state NOT NULL DEFAULT 'open',
  total integer NOT NULL,
  note text
);
CREATE TABLE carts (id serial PRIMARY KEY, customer_id integer);
