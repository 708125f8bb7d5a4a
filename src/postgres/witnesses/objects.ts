import { TABLE, VIEWED } from "./given.ts";
import { on } from "./witness.ts";

const ENUM = `CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE target (id int PRIMARY KEY, m mood);
INSERT INTO target SELECT i, 'ok' FROM generate_series(1, 300) i;
`;
const FUNCTION = `${TABLE}CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;\n`;
const TRIGGER = `${FUNCTION}CREATE TRIGGER touched BEFORE UPDATE ON target FOR EACH ROW EXECUTE FUNCTION touch();\n`;

export const objects = [
  ...on(ENUM, [
    ["CREATE TYPE", "CREATE TYPE fresh AS ENUM ('a', 'b')"],
    ["ALTER TYPE ADD VALUE", "ALTER TYPE mood ADD VALUE 'happy'"],
    ["ALTER TYPE ADD VALUE", "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'meh' BEFORE 'ok'"],
    ["ALTER TYPE RENAME VALUE", "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'"],
    ["ALTER TYPE RENAME", "ALTER TYPE mood RENAME TO renamed"],
    ["DROP TYPE", "DROP TYPE mood", "a column has it"],
    ["DROP TYPE CASCADE", "DROP TYPE mood CASCADE", "a column has it"],
    ["ALTER TABLE ALTER COLUMN TYPE", "ALTER TABLE target ALTER COLUMN m TYPE text"],
  ]),
  ...on(`${ENUM}CREATE TYPE fresh AS ENUM ('sad', 'ok', 'happy');\n`, [
    ["ALTER TABLE ALTER COLUMN TYPE", "ALTER TABLE target ALTER COLUMN m TYPE fresh USING (m::text::fresh)"],
    ["DROP TYPE", "DROP TYPE fresh"],
  ]),
  ...on(TABLE, [
    ["CREATE SCHEMA", "CREATE SCHEMA IF NOT EXISTS fresh"],
    ["CREATE SEQUENCE", "CREATE SEQUENCE fresh"],
    ["CREATE EXTENSION", "CREATE EXTENSION IF NOT EXISTS pg_trgm"],
    ["CREATE VIEW", "CREATE VIEW fresh AS SELECT id, a FROM target"],
    ["CREATE VIEW", "CREATE OR REPLACE VIEW fresh AS SELECT id, a FROM target"],
    ["CREATE MATERIALIZED VIEW", "CREATE MATERIALIZED VIEW fresh AS SELECT id, a FROM target"],
    ["CREATE FUNCTION", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'"],
    ["ALTER TABLE ENABLE ROW LEVEL SECURITY", "ALTER TABLE target ENABLE ROW LEVEL SECURITY"],
    ["CREATE POLICY", "CREATE POLICY p ON target USING (a > 0)"],
    ["GRANT ON TABLE", "GRANT SELECT, INSERT ON target TO app"],
    ["REVOKE ON TABLE", "REVOKE ALL ON target FROM app"],
  ]),
  ...on(FUNCTION, [
    [
      "CREATE TRIGGER",
      "CREATE TRIGGER touched BEFORE UPDATE ON target FOR EACH ROW EXECUTE FUNCTION touch()",
    ],
    ["DROP FUNCTION", "DROP FUNCTION touch()"],
    [
      "CREATE FUNCTION",
      "CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN old; END $$",
    ],
  ]),
  ...on(TRIGGER, [
    ["DROP TRIGGER", "DROP TRIGGER touched ON target"],
    ["DROP TRIGGER", "DROP TRIGGER IF EXISTS touched ON target"],
    ["DROP TRIGGER IF EXISTS absent", "DROP TRIGGER IF EXISTS absent ON target"],
    ["ALTER TABLE DISABLE TRIGGER", "ALTER TABLE target DISABLE TRIGGER touched"],
    ["ALTER TABLE ENABLE TRIGGER", "ALTER TABLE target ENABLE TRIGGER touched"],
  ]),
  ...on(VIEWED, [
    [
      "CREATE OR REPLACE VIEW existing",
      "CREATE OR REPLACE VIEW dependent_view AS SELECT id, a, b, c FROM target",
    ],
    ["DROP VIEW", "DROP VIEW dependent_view"],
    ["DROP VIEW", "DROP VIEW IF EXISTS dependent_view"],
  ]),
  ...on(
    "CREATE TABLE target (id serial PRIMARY KEY, a int);\nINSERT INTO target (a) SELECT i FROM generate_series(1, 300) i;\n",
    [
      ["ALTER SEQUENCE", "ALTER SEQUENCE target_id_seq RESTART WITH 1000"],
      ["ALTER SEQUENCE OWNED BY", "ALTER SEQUENCE target_id_seq OWNED BY target.a"],
      ["DROP SEQUENCE", "DROP SEQUENCE target_id_seq"],
      ["DROP SEQUENCE CASCADE", "DROP SEQUENCE target_id_seq CASCADE"],
    ],
  ),
];
