--! Previous: -
--! Hash: sha1:e13adb80f6d0b3725f30a8cdfb6711832ed04545

CREATE TABLE maps (
  id serial PRIMARY KEY,
  sheets int NOT NULL
);
