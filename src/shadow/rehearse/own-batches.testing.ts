/** Migrations in one transaction on tables that they have made, and on what was there before them. */
const BASE = `
  CREATE TABLE place (id serial PRIMARY KEY, name text UNIQUE, note text);
  CREATE TABLE audit (line text);
  CREATE SCHEMA IF NOT EXISTS beside;
  DROP TABLE IF EXISTS beside.first, beside.item_1 CASCADE;
  CREATE TABLE beside.item_1 (id int PRIMARY KEY);
  CREATE FUNCTION writes(value int) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO audit VALUES ('by a check'); RETURN true; END $$;
  CREATE DOMAIN checked AS int CHECK (writes(VALUE));`;

const times = (count: number, write: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => `${write(n)};\n`).join("");

const tables = (count: number, name = "item") =>
  times(
    count,
    (n) =>
      `CREATE TABLE ${name}_${n} (id bigserial PRIMARY KEY, parent_id bigint, name text NOT NULL, total int DEFAULT 0)`,
  );

const keys = (count: number, end = "") =>
  times(
    count,
    (n) =>
      `ALTER TABLE item_${n} ADD CONSTRAINT parent FOREIGN KEY (parent_id) REFERENCES item_${Math.max(0, n - 1)} (id)${end}`,
  );

const comments = times(24, (n) => `COMMENT ON COLUMN item_${n >> 2}.name IS 'name ${n}'`);
const indexes = times(
  24,
  (n) => `CREATE ${n % 3 ? "" : "UNIQUE "}INDEX index_${n} ON item_${n >> 2} (name, total)`,
);

/** By what is told apart in them, or cannot be. */
export const SCRIPTS: Readonly<Record<string, string>> = {
  "as a dump has it": `${tables(12)}${comments}${indexes}${keys(12)}${times(12, (n) => `ALTER TABLE item_${n} ADD CHECK (total >= ${n})`)}`,
  "keys that are not checked yet": `${tables(8)}${keys(8, " NOT VALID")}${indexes}`,
  "keys of the same name to one table": `${tables(8)}${times(8, (n) => `ALTER TABLE item_${n} ADD CONSTRAINT parent FOREIGN KEY (parent_id) REFERENCES item_0 (id)`)}${times(8, (n) => `ALTER TABLE item_${n} ADD CONSTRAINT other FOREIGN KEY (total) REFERENCES place (id)`)}`,
  "keys to themselves and two at once": `${tables(8)}${times(8, (n) => `ALTER TABLE item_${n} ADD FOREIGN KEY (parent_id) REFERENCES item_${n} (id), ADD FOREIGN KEY (id) REFERENCES item_${7 - n}`)}`,
  "keys of columns": `${tables(6)}${times(12, (n) => `ALTER TABLE item_${n % 6} ADD COLUMN c_${n} bigint REFERENCES item_${(n + 1) % 6}`)}${times(6, (n) => `CREATE TABLE more_${n} (id int PRIMARY KEY, item_id bigint REFERENCES item_${n}, place_id int ${n === 4 ? "REFERENCES place" : ""})`)}`,
  "tables that were there among them": `${tables(6)}${times(12, (n) => (n % 4 === 3 ? `ALTER TABLE place ADD COLUMN c_${n} int` : `ALTER TABLE item_${n % 6} ADD COLUMN c_${n} int`))}${times(6, (n) => `CREATE INDEX i_${n} ON ${n === 3 ? "place" : `item_${n}`} (id)`)}`,
  "the same name in two schemas": `CREATE TABLE first (id int); CREATE TABLE beside.first (id int PRIMARY KEY);${tables(4)}${times(8, (n) => `ALTER TABLE item_${n % 4} ADD COLUMN c_${n} int`)}${times(4, (n) => `COMMENT ON TABLE ${n === 2 ? "beside.item_1" : "item_1"} IS '${n}'`)}${times(4, (n) => `ALTER TABLE ${n % 2 ? "beside." : ""}first ADD COLUMN c_${n} int NOT NULL DEFAULT ${n}`)}`,
  "what fails in the middle": `${tables(6)}${times(12, (n) => (n === 7 ? "ALTER TABLE item_1 ADD COLUMN name text" : `ALTER TABLE item_${n % 6} ADD COLUMN c_${n} int`))}${comments}`,
  "rows, and work on them": `${tables(6)}${times(12, (n) => `INSERT INTO item_${n % 6} (name) VALUES ('${n}')`)}${times(6, (n) => `ALTER TABLE item_${n} ADD COLUMN at timestamptz DEFAULT clock_timestamp()`)}${indexes}${times(6, (n) => `ALTER TABLE item_${n} ALTER COLUMN at SET NOT NULL`)}${times(6, (n) => `ALTER TABLE item_${n} ADD CONSTRAINT total CHECK (total < ${n === 4 ? 0 : 9})`)}`,
  "a check that writes elsewhere": `${tables(6)}${times(6, (n) => `INSERT INTO item_${n} (name) VALUES ('${n}')`)}${times(6, (n) => `ALTER TABLE item_${n} ADD COLUMN c ${n === 3 ? "checked DEFAULT 1" : "int DEFAULT 1"}`)}${comments}`,
  "functions that take back": `CREATE FUNCTION takes_back() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    BEGIN INSERT INTO audit VALUES ('taken back'); RAISE EXCEPTION 'back'; EXCEPTION WHEN OTHERS THEN NULL; END;
    RETURN NEW; END $$;\n${tables(6)}${times(3, (n) => `CREATE TRIGGER back BEFORE INSERT ON item_${n} FOR EACH ROW EXECUTE FUNCTION takes_back()`)}${times(6, (n) => `INSERT INTO item_${n} (name) VALUES ('${n}')`)}${indexes}${keys(6)}${times(6, (n) => `ALTER TABLE item_${n} ADD COLUMN c int NOT NULL DEFAULT ${n}`)}`,
  "children, partitions and parents": `${tables(4)}CREATE TABLE child (extra int) INHERITS (item_1);\nCREATE TABLE parts (id int, at date) PARTITION BY RANGE (at);\nCREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');\n${times(4, (n) => `ALTER TABLE item_${n} ADD COLUMN c int`)}${times(3, (n) => `ALTER TABLE ${["parts", "item_3", "child"][n]} ADD COLUMN d int`)}CREATE INDEX on_parts ON parts (id);\nCREATE INDEX on_child ON child (id);\n`,
  "owners and rights": `${tables(6)}${times(6, (n) => `ALTER TABLE item_${n} OWNER TO CURRENT_USER`)}${times(6, (n) => `GRANT SELECT ON item_${n}, item_0 TO PUBLIC`)}${times(6, (n) => `ALTER TABLE item_${n} ENABLE ROW LEVEL SECURITY`)}${times(6, (n) => `GRANT INSERT ON item_${n} TO PUBLIC`)}`,
  sequences: `${times(6, (n) => `CREATE SEQUENCE seq_${n}`)}${times(6, (n) => `CREATE TABLE item_${n} (id bigint DEFAULT nextval('seq_${n}') NOT NULL, name text)`)}${times(6, (n) => `ALTER SEQUENCE seq_${n} OWNED BY item_${n}.id`)}${times(6, (n) => `ALTER SEQUENCE seq_${n} RESTART WITH ${n + 5}`)}${times(6, (n) => `ALTER TABLE item_${n} ADD CONSTRAINT key_${n} PRIMARY KEY (id)`)}${times(6, (n) => `ALTER TABLE item_${n} ADD COLUMN again serial`)}`,
  "enums and defaults": `${times(6, (n) => `CREATE TYPE mood_${n} AS ENUM ('good', 'bad')`)}${times(6, (n) => `CREATE TABLE item_${n} (id int, name text, total int, mood mood_${n} DEFAULT 'good')`)}${times(12, (n) => `ALTER TABLE item_${n >> 1} ALTER COLUMN total SET DEFAULT ${n}`)}${indexes}${times(6, (n) => `ALTER TABLE item_${n} ALTER COLUMN mood DROP DEFAULT, ALTER COLUMN id SET NOT NULL`)}`,
  "other statements among them": `${tables(6)}CREATE VIEW shown AS SELECT id FROM item_1;\n${comments}DROP VIEW shown;\nCREATE UNIQUE INDEX of_its_own ON item_2 (name);\n${times(3, (n) => `COMMENT ON TABLE item_${n} IS 'x'`)}ALTER TABLE item_2 ADD CONSTRAINT unique_name UNIQUE USING INDEX of_its_own;\nALTER TABLE item_3 ADD UNIQUE (name);\nDROP TABLE item_5;\n${keys(5)}DO $$ BEGIN ALTER TABLE item_1 ADD COLUMN by_block int; END $$;\n${times(4, (n) => `ALTER TABLE item_${n} ADD COLUMN last int`)}TRUNCATE item_1 CASCADE;\n`,
  "tables that are there already": `${tables(4)}${times(6, (n) => `CREATE TABLE IF NOT EXISTS item_${n} (id int)`)}${times(4, (n) => `CREATE TABLE IF NOT EXISTS ${n === 2 ? "place" : `fresh_${n}`} (id int)`)}${times(4, (n) => `CREATE INDEX IF NOT EXISTS i_1 ON item_${n} (id)`)}`,
};

/** Statements of these kinds in an order that nobody writes, some of which fail. */
export function atRandom(seed: number): string {
  let state = seed * 2_654_435_761 + 1;
  const below = (most: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % most;
  };
  const table = (): string => (below(25) === 0 ? "place" : `item_${below(7)}`);
  const kinds: readonly ((n: number) => string)[] = [
    (n) => `CREATE TABLE more_${n} (id serial PRIMARY KEY, to_id bigint REFERENCES ${table()} (id))`,
    (n) => `CREATE INDEX at_${n} ON ${table()} (name)`,
    (n) => `CREATE INDEX at_${n} ON ${table()} (id, name)`,
    (n) => `COMMENT ON TABLE ${table()} IS '${n}'`,
    (n) => `COMMENT ON COLUMN ${table()}.name IS '${n}'`,
    (n) => `ALTER TABLE ${table()} ADD COLUMN c_${n} int DEFAULT ${n}`,
    (n) => `ALTER TABLE ${table()} ADD CONSTRAINT k_${n} FOREIGN KEY (parent_id) REFERENCES ${table()} (id)`,
    () =>
      `ALTER TABLE ${table()} ADD CONSTRAINT k_${below(9)} FOREIGN KEY (parent_id) REFERENCES ${table()} (id)`,
    (n) => `ALTER TABLE ${table()} ADD CONSTRAINT c_${n} CHECK (total >= 0)`,
    () => `ALTER TABLE ${table()} ALTER COLUMN name SET DEFAULT 'x'`,
    () => `GRANT SELECT ON ${table()} TO PUBLIC`,
    (n) => `INSERT INTO item_${below(7)} (name) VALUES ('${n}')`,
  ];
  return `${tables(6)}${times(80, (n) => (kinds[below(kinds.length)] as (n: number) => string)(n))}`;
}

export { BASE as BEFORE_OWN };
