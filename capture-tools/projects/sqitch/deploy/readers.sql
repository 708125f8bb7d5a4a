-- Deploy library:readers to pg

BEGIN;

CREATE TABLE readers (
  id serial PRIMARY KEY,
  card int NOT NULL
);
INSERT INTO readers (card) VALUES (17);

COMMIT;
