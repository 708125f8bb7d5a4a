CREATE TABLE albums (id serial PRIMARY KEY, song int REFERENCES songs);
