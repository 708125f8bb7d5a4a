--! Previous: sha1:e13adb80f6d0b3725f30a8cdfb6711832ed04545
--! Hash: sha1:ddf96e1ef541695bfe9731e95a6f148d166d24c6

CREATE TABLE marks (id bigserial PRIMARY KEY, map int NOT NULL REFERENCES maps);
