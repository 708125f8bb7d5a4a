/** Migrations whose statements are each committed, and may be sent together. */
import { BEFORE_OWN } from "./own-batches.testing.ts";

const times = (count: number, write: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => `${write(n)};\n`).join("");

/** Rows whose end of transaction writes to catalogs, and what every change of the schema runs. */
export const BEFORE_COMMITTED = `${BEFORE_OWN}
  CREATE SCHEMA IF NOT EXISTS beside;
  CREATE TYPE mood AS ENUM ('good', 'bad');
  CREATE TABLE late (id int);
  CREATE FUNCTION on_late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    DROP TABLE IF EXISTS made_late; CREATE TABLE made_late (id int); RETURN NULL; END $$;
  CREATE CONSTRAINT TRIGGER on_late AFTER INSERT ON late DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION on_late();`;

const tables = (count: number, name = "item") =>
  times(count, (n) => `CREATE TABLE ${name}_${n} (id serial PRIMARY KEY, name text, total int, mood mood)`);

export const COMMITTED: Readonly<Record<string, string>> = {
  "what is made, changed, renamed and dropped": `${tables(6)}${times(6, (n) => `CREATE INDEX i_${n} ON item_${n} (name)`)}${times(
    6,
    (n) => `ALTER INDEX i_${n} RENAME TO j_${n}`,
  )}${times(6, (n) => `ALTER TABLE item_${n} RENAME TO thing_${n}`)}${times(6, (n) => `ALTER TABLE thing_${n} DROP COLUMN name`)}${times(
    4,
    (n) => `DROP TABLE thing_${n}`,
  )}CREATE VIEW shown AS SELECT id FROM thing_4;\nALTER VIEW shown RENAME TO seen;\nDROP TABLE thing_4 CASCADE;\n`,
  "what fails, or cannot run in a transaction, among them": `${tables(6)}${times(24, (n) =>
    n % 7 === 3
      ? "ALTER TABLE nowhere ADD COLUMN a int"
      : n % 7 === 5
        ? `CREATE INDEX CONCURRENTLY c_${n} ON item_${n % 6} (name)`
        : `ALTER TABLE item_${n % 6} ADD COLUMN c_${n} int`,
  )}`,
  "an end of a transaction that writes to catalogs": `${tables(3)}${times(
    12,
    (n) =>
      `${n % 4 === 1 ? `INSERT INTO late VALUES (${n});\n` : ""}ALTER TABLE item_${n % 3} ADD COLUMN c_${n} int`,
  )}`,
  "a check at the end of a transaction that fails": `CREATE TABLE one (id int PRIMARY KEY);
    CREATE TABLE two (id int REFERENCES one DEFERRABLE INITIALLY DEFERRED);\n${times(8, (n) => `ALTER TABLE two ADD COLUMN c_${n} int`)}INSERT INTO two VALUES (1);\n${times(8, (n) => `ALTER TABLE two ADD COLUMN d_${n} int`)}`,
  "functions and schemas among them": `${times(12, (n) =>
    n % 5 === 2
      ? `CREATE FUNCTION f_${n}() RETURNS int LANGUAGE sql AS 'SELECT ${n}'`
      : n % 5 === 4
        ? `CREATE SCHEMA s_${n}`
        : `CREATE TABLE t_${n} (id int PRIMARY KEY)`,
  )}ALTER SCHEMA s_4 RENAME TO s_5;\nALTER TABLE t_0 SET SCHEMA s_5;\nDROP SCHEMA s_9;\nDROP SCHEMA s_5 CASCADE;\n${tables(3)}`,
  "what every change runs": `CREATE FUNCTION noted() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO audit VALUES ('changed'); END $$;
    CREATE EVENT TRIGGER noted ON ddl_command_end EXECUTE FUNCTION noted();\n${tables(4)}${times(8, (n) => `ALTER TABLE item_${n % 4} ADD COLUMN c_${n} int`)}DROP EVENT TRIGGER noted;\n${times(4, (n) => `COMMENT ON TABLE item_${n} IS '${n}'`)}`,
  "what every change takes back": `CREATE FUNCTION tried() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
      BEGIN LOCK TABLE place; RAISE EXCEPTION 'back'; EXCEPTION WHEN OTHERS THEN NULL; END; END $$;
    CREATE EVENT TRIGGER tried ON ddl_command_end EXECUTE FUNCTION tried();\n${tables(4)}${times(8, (n) => `ALTER TABLE item_${n % 4} ADD COLUMN c_${n} int`)}DROP EVENT TRIGGER tried;\n`,
  "temporary tables": `${times(8, (n) => `CREATE TEMPORARY TABLE ${n % 2 ? "kept" : "short"}_${n} (id int) ON COMMIT ${n % 2 ? "DELETE ROWS" : "DROP"}`)}${tables(3)}${times(3, (n) => `DROP TABLE kept_${2 * n + 1}`)}`,
  "partitions, parents and keys": `CREATE TABLE parts (id int, at date) PARTITION BY RANGE (at);\n${times(4, (n) => `CREATE TABLE parts_${n} PARTITION OF parts FOR VALUES FROM ('20${20 + n}-01-01') TO ('20${21 + n}-01-01')`)}CREATE INDEX on_parts ON parts (id);\nALTER TABLE parts ADD PRIMARY KEY (id, at);\n${tables(4)}${times(4, (n) => `ALTER TABLE item_${n} ADD CONSTRAINT k FOREIGN KEY (total) REFERENCES place (id)${n % 2 ? " NOT VALID" : ""}`)}${times(4, (n) => `ALTER TABLE item_${n} VALIDATE CONSTRAINT k`)}ALTER TABLE parts DETACH PARTITION parts_1;\nALTER TABLE parts ATTACH PARTITION parts_1 FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');\nCREATE TABLE child () INHERITS (item_0);\nALTER TABLE item_0 ADD COLUMN c int;\nDROP TABLE child;\n`,
  "values of types, rows and settings among them": `${tables(3)}ALTER TYPE mood ADD VALUE 'fair';\nALTER TYPE mood RENAME VALUE 'bad' TO 'poor';\nALTER TABLE item_0 ALTER mood SET DEFAULT 'fair';\nINSERT INTO item_0 (name) VALUES ('a');\nALTER TABLE item_0 ADD COLUMN c int NOT NULL DEFAULT 3;\nALTER TABLE item_0 ALTER COLUMN total TYPE bigint;\nALTER TABLE item_0 ALTER COLUMN name SET NOT NULL;\nSET client_min_messages = warning;\n${times(6, (n) => `ALTER TABLE item_1 ADD CHECK (total > ${n})`)}SET search_path = beside, public;\n${tables(3, "there")}RESET ALL;\nDELETE FROM item_0;\nTRUNCATE item_0;\nALTER TABLE item_0 SET UNLOGGED;\nCREATE TYPE pair AS (a int, b int);\nDROP TYPE pair;\nDROP TYPE mood CASCADE;\n`,
  "the whole schema dropped in the middle": `${tables(8)}DROP TABLE item_0, item_1, item_2;\n${times(5, (n) => `ALTER TABLE item_${n + 3} DROP COLUMN total`)}DROP OWNED BY CURRENT_USER;\n${tables(3)}`,
};

/** Changes of all kinds at random. */
export function committedAtRandom(seed: number): string {
  let state = seed * 2_654_435_761 + 1;
  const below = (most: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % most;
  };
  const table = (): string => (below(12) === 0 ? "place" : `item_${below(8)}`);
  const kinds: readonly ((n: number) => string)[] = [
    () => `CREATE TABLE item_${below(8)} (id serial PRIMARY KEY, name text UNIQUE, total int)`,
    () => `DROP TABLE ${table()} CASCADE`,
    () => `DROP TABLE IF EXISTS item_${below(8)}`,
    () => `ALTER TABLE ${table()} RENAME TO item_${below(8)}`,
    () => `CREATE INDEX at_${below(9)} ON ${table()} (name)`,
    () => `DROP INDEX at_${below(9)}`,
    () => `ALTER INDEX at_${below(9)} RENAME TO at_${below(9)}`,
    (n) => `COMMENT ON TABLE ${table()} IS '${n}'`,
    () => `ALTER TABLE ${table()} ADD COLUMN c_${below(5)} int DEFAULT 1`,
    () => `ALTER TABLE ${table()} DROP COLUMN c_${below(5)}`,
    () =>
      `ALTER TABLE ${table()} ADD CONSTRAINT k_${below(4)} FOREIGN KEY (total) REFERENCES ${table()} (id)`,
    () => `ALTER TABLE ${table()} DROP CONSTRAINT k_${below(4)}`,
    () => `ALTER TABLE ${table()} ALTER COLUMN total TYPE ${below(2) ? "bigint" : "int"}`,
    () => `ALTER TABLE ${table()} ALTER COLUMN total SET NOT NULL`,
    () => `GRANT SELECT ON ${table()} TO PUBLIC`,
    () => `INSERT INTO ${table()} (name) VALUES ('${below(4)}')`,
    () => `CREATE VIEW v_${below(3)} AS SELECT id FROM ${table()}`,
    () => `DROP VIEW v_${below(3)}`,
    (n) => `INSERT INTO late VALUES (${n})`,
    (n) => `DO $$ BEGIN ALTER TABLE ${table()} ADD COLUMN d_${n} int; END $$`,
  ];
  return `${tables(5)}${times(90, (n) => (kinds[below(kinds.length)] as (n: number) => string)(n))}`;
}
