SET lock_timeout = '2s';
CREATE TABLE reviews (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id integer NOT NULL, stars integer);
CREATE INDEX reviews_customer_idx ON reviews (customer_id);
ALTER TABLE reviews ADD CONSTRAINT reviews_customer_fkey FOREIGN KEY (customer_id) REFERENCES customers (id);
