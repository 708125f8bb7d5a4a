/** Seeds in which something happens that their text does not show, and what is told of them one by one and together. */
import type { Migration } from "../../migrations/migration.ts";
import type { RehearseOptions } from "./rehearsal.ts";
import { type Told, toldOfEach } from "./sent-together.testing.ts";

const BASE = `
  CREATE TABLE place (id serial PRIMARY KEY, name text UNIQUE, note text);
  CREATE TABLE visit (id int, place_id int REFERENCES place, at date);
  CREATE TABLE audit (line text);
  CREATE TABLE quiet (id int);
  CREATE TABLE parts (id int, at date) PARTITION BY RANGE (at);
  CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
  CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
  CREATE TABLE late (id int, place_id int REFERENCES place DEFERRABLE INITIALLY DEFERRED);
  CREATE TABLE shown (id int);
  CREATE VIEW shows AS SELECT id FROM shown;
  CREATE RULE both_ways AS ON INSERT TO quiet WHERE NEW.id > 100 DO ALSO INSERT INTO audit VALUES ('by rule');
  CREATE FUNCTION on_visit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.id = 30 THEN LOCK TABLE quiet IN SHARE MODE; END IF;
    IF NEW.id = 40 THEN RAISE NOTICE 'forty'; END IF;
    IF NEW.id = 45 THEN INSERT INTO audit VALUES ('by trigger'); END IF;
    IF NEW.id = 50 THEN RETURN NULL; END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER on_visit BEFORE INSERT ON visit FOR EACH ROW EXECUTE FUNCTION on_visit();
  CREATE FUNCTION on_shown() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.id = 20 THEN CREATE TABLE made_by_trigger (id int); ALTER TABLE quiet ADD COLUMN more int; END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER on_shown AFTER INSERT ON shown FOR EACH ROW EXECUTE FUNCTION on_shown();`;

const CATCHING = `
  CREATE FUNCTION on_audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.line = 'caught 25' THEN
      BEGIN
        PERFORM count(*) FROM quiet;
        INSERT INTO place (name) VALUES ('taken back');
        RAISE EXCEPTION 'back';
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER on_audit BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION on_audit();`;

const times = (count: number, write: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => `${write(n)};\n`).join("");

const places = times(60, (n) => `INSERT INTO place (name) VALUES ('place ${n + 1}')`);

/** By what happens in them. */
export const SEEDS: Readonly<Record<string, string>> = {
  "keys by sequence, and references to them": `${places}${times(60, (n) => `INSERT INTO visit (id, place_id) VALUES (${100 + n}, ${n % 3 === 0 ? "NULL" : n + 1})`)}`,
  "a trigger that locks, tells, writes and leaves out": `${places}${times(60, (n) => `INSERT INTO visit VALUES (${n}, NULL, now())`)}`,
  "a trigger that changes the schema": `${times(40, (n) => `INSERT INTO shown VALUES (${n})`)}${times(20, (n) => `INSERT INTO quiet VALUES (${n})`)}`,
  "a row that fails": `${places}${times(40, (n) => `INSERT INTO place (name) VALUES ('${n === 25 ? "place 5" : `more ${n}`}')`)}${times(20, (n) => `INSERT INTO quiet VALUES (${n})`)}`,
  "a text that cannot be read": `${times(40, (n) => `INSERT INTO quiet VALUES (/* é */ ${n === 25 ? "'x'" : n}) -- a comment`)}`,
  "a constraint that fails at the commit": `${places}${times(40, (n) => `INSERT INTO late VALUES (${n}, ${n === 25 ? 999 : 1})`)}`,
  "upserts, updates and deletes": `${places}${times(
    60,
    (n) =>
      [
        `INSERT INTO place (id, name) VALUES (${n}, 'place ${n}') ON CONFLICT DO NOTHING`,
        `INSERT INTO place (id, name) VALUES (${n}, 'p') ON CONFLICT (id) DO UPDATE SET note = 'again' RETURNING id, name`,
        `UPDATE place SET note = 'x' WHERE id = ${n}`,
        `DELETE FROM place WHERE name = 'place ${n}'`,
      ][n % 4] ?? "",
  )}`,
  "partitions, views and rules": `${times(40, (n) => `INSERT INTO parts VALUES (${n}, '${n < 20 ? 2020 : 2021}-05-05')`)}${times(20, (n) => `INSERT INTO shows VALUES (${n + 50})`)}${times(20, (n) => `INSERT INTO quiet VALUES (${90 + n})`)}`,
  "what a function takes back": `${CATCHING}${times(40, (n) => `INSERT INTO audit VALUES ('caught ${n}')`)}${times(10, (n) => `INSERT INTO quiet VALUES (${n})`)}`,
  "reads of other tables": `${places}${times(20, (n) => `INSERT INTO visit (id, place_id) SELECT ${200 + n}, id FROM place WHERE id <= ${n % 3}`)}${times(10, (n) => `INSERT INTO visit (id) SELECT count(*) + 60 + ${n} FROM visit`)}`,
};

/** What is told of each seed; `oneByOne`: for comparison, with nothing sent together. */
export function toldOf(
  transaction: Migration["transaction"],
  oneByOne: boolean,
  options: Partial<RehearseOptions> = {},
): Promise<Told> {
  return toldOfEach(SEEDS, BASE, { transaction, oneByOne, options });
}
