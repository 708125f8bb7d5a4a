-- What PostgreSQL 18 lets a schema demand on top.
CREATE TABLE not_distinct (a text, b int, UNIQUE NULLS NOT DISTINCT (a), UNIQUE NULLS NOT DISTINCT (b, a));
CREATE TABLE virtual (a int NOT NULL, b int GENERATED ALWAYS AS (a * 2) VIRTUAL, CHECK (b > 30));
CREATE TABLE unenforced (a int, CONSTRAINT never CHECK (a IS NULL AND a IS NOT NULL) NOT ENFORCED);
CREATE TABLE periods (id int4range, at tstzrange, PRIMARY KEY (id, at WITHOUT OVERLAPS));
CREATE TABLE period_users (id int4range, during tstzrange NOT NULL, FOREIGN KEY (id, PERIOD during) REFERENCES periods (id, PERIOD at));
CREATE TABLE required (a int, CONSTRAINT given NOT NULL a NOT VALID);
