import {
  INDEXED_TABLE,
  INHERITED,
  PARTITIONED,
  REFERRED_TO,
  REFERS,
  TABLE,
  TWO_TABLES,
  VIEWED,
} from "./given.ts";
import { on } from "./witness.ts";

export const tables = [
  ...on(TABLE, [
    [
      "CREATE TABLE",
      "CREATE TABLE fresh (id serial PRIMARY KEY, name text NOT NULL UNIQUE, n int CHECK (n > 0))",
    ],
    ["CREATE TABLE", "CREATE TABLE IF NOT EXISTS fresh (id int)"],
    ["CREATE TABLE IF NOT EXISTS existing", "CREATE TABLE IF NOT EXISTS target (id int)"],
    ["CREATE TABLE", "CREATE UNLOGGED TABLE fresh (id int GENERATED ALWAYS AS IDENTITY)"],
    ["CREATE TABLE", "CREATE TEMPORARY TABLE fresh (id int PRIMARY KEY)"],
    ["CREATE TABLE LIKE", "CREATE TABLE fresh (LIKE target INCLUDING ALL)"],
    ["CREATE TABLE AS", "CREATE TABLE fresh AS SELECT * FROM target"],
    ["CREATE TABLE AS", "CREATE TABLE fresh AS SELECT * FROM target WITH NO DATA"],
    ["DROP TABLE", "DROP TABLE target"],
    ["DROP TABLE", "DROP TABLE IF EXISTS target"],
    ["DROP TABLE IF EXISTS absent", "DROP TABLE IF EXISTS absent"],
    ["DROP TABLE", "DROP TABLE absent"],
    ["ALTER TABLE RENAME", "ALTER TABLE target RENAME TO renamed"],
    ["ALTER TABLE RENAME", "ALTER TABLE IF EXISTS target RENAME TO renamed"],
    ["ALTER TABLE IF EXISTS absent", "ALTER TABLE IF EXISTS absent RENAME TO renamed"],
    ["ALTER TABLE IF EXISTS absent", "ALTER TABLE IF EXISTS absent ADD COLUMN x int"],
    ["ALTER TABLE OWNER TO", "ALTER TABLE target OWNER TO app"],
    ["TRUNCATE", "TRUNCATE target"],
    ["TRUNCATE", "TRUNCATE TABLE ONLY target RESTART IDENTITY"],
    ["COMMENT ON TABLE", "COMMENT ON TABLE target IS 'words'"],
    ["COMMENT ON COLUMN", "COMMENT ON COLUMN target.a IS 'words'"],
  ]),
  ...on(`CREATE SCHEMA other;\n${TABLE}`, [
    ["ALTER TABLE SET SCHEMA", "ALTER TABLE target SET SCHEMA other"],
  ]),
  ...on(TWO_TABLES, [
    [
      "CREATE TABLE REFERENCES",
      "CREATE TABLE fresh (id int PRIMARY KEY, referenced_id int REFERENCES referenced)",
    ],
    [
      "CREATE TABLE REFERENCES",
      "CREATE TABLE fresh (id int, other int, CONSTRAINT fk FOREIGN KEY (other) REFERENCES referenced (id) ON DELETE CASCADE)",
    ],
  ]),
  ...on(REFERS, [["DROP TABLE", "DROP TABLE target", "it refers to another table"]]),
  ...on(REFERRED_TO, [
    ["DROP TABLE", "DROP TABLE target", "another table refers to it"],
    ["DROP TABLE CASCADE", "DROP TABLE target CASCADE", "another table refers to it"],
    ["TRUNCATE", "TRUNCATE target", "another table refers to it"],
    ["TRUNCATE CASCADE", "TRUNCATE target CASCADE", "another table refers to it"],
  ]),
  ...on(VIEWED, [
    ["DROP TABLE", "DROP TABLE target", "a view depends on it"],
    ["DROP TABLE CASCADE", "DROP TABLE target CASCADE", "a view depends on it"],
    ["ALTER TABLE RENAME", "ALTER TABLE target RENAME TO renamed", "a view depends on it"],
  ]),
  ...on(PARTITIONED, [
    ["DROP TABLE", "DROP TABLE target", "partitioned"],
    ["TRUNCATE", "TRUNCATE target", "partitioned"],
    ["ALTER TABLE RENAME", "ALTER TABLE target RENAME TO renamed", "partitioned"],
  ]),
  ...on(INHERITED, [
    ["DROP TABLE", "DROP TABLE target", "a table inherits from it"],
    ["DROP TABLE CASCADE", "DROP TABLE target CASCADE", "a table inherits from it"],
    ["TRUNCATE", "TRUNCATE target", "a table inherits from it"],
    ["ALTER TABLE RENAME", "ALTER TABLE target RENAME TO renamed", "a table inherits from it"],
  ]),
  ...on(INDEXED_TABLE, [["TRUNCATE", "TRUNCATE target", "indexed"]]),
];
