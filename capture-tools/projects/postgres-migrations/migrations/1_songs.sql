CREATE TABLE songs (
  id serial PRIMARY KEY,
  title text NOT NULL,
  plays int NOT NULL DEFAULT 0
);
