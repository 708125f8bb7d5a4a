import { on } from "./witness.ts";

const SCHEMAS = `CREATE SCHEMA other;
CREATE TABLE other.target (id int PRIMARY KEY, a int);
CREATE VIEW other.target_2 AS SELECT 1 AS x;
CREATE SEQUENCE other.numbers;
CREATE TYPE other.mood AS ENUM ('a');
CREATE TABLE target (id int REFERENCES other.target, m other.mood);
CREATE SCHEMA empty;
`;
const EXTENSIONS = `CREATE SCHEMA other;
CREATE EXTENSION citext;
CREATE EXTENSION pg_trgm;
CREATE TABLE target (id int PRIMARY KEY, c citext, t text);
INSERT INTO target SELECT i, i, i FROM generate_series(1, 300) i;
CREATE INDEX target_t_idx ON target USING gin (t gin_trgm_ops);
CREATE EXTENSION hstore;
CREATE FUNCTION plain(x int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT x';
CREATE TABLE source (id int PRIMARY KEY);
CREATE SEQUENCE numbers;
ALTER EXTENSION hstore ADD TABLE source;
`;

/** Schemas and extensions. */
export const schemas = [
  ...on(SCHEMAS, [
    ["CREATE SCHEMA", "CREATE SCHEMA fresh AUTHORIZATION app"],
    ["CREATE SCHEMA", "CREATE SCHEMA fresh CREATE TABLE fresh (id int)"],
    ["CREATE SCHEMA", "CREATE SCHEMA fresh CREATE VIEW fresh AS SELECT id FROM other.target", "with a view"],
    ["CREATE SCHEMA", "CREATE SCHEMA other", "it exists"],
    ["CREATE SCHEMA", "CREATE SCHEMA IF NOT EXISTS other"],
    ["ALTER SCHEMA RENAME", "ALTER SCHEMA other RENAME TO renamed"],
    ["ALTER SCHEMA OWNER TO", "ALTER SCHEMA other OWNER TO app"],
    ["DROP SCHEMA", "DROP SCHEMA empty"],
    ["DROP SCHEMA", "DROP SCHEMA IF EXISTS absent"],
    ["DROP SCHEMA", "DROP SCHEMA other", "it is not empty"],
    ["DROP SCHEMA CASCADE", "DROP SCHEMA other CASCADE"],
    ["DROP SCHEMA CASCADE", "DROP SCHEMA empty CASCADE"],
    ["COMMENT ON SCHEMA", "COMMENT ON SCHEMA other IS 'words'"],
  ]),
  ...on(EXTENSIONS, [
    ["CREATE EXTENSION", "CREATE EXTENSION IF NOT EXISTS hstore"],
    ["CREATE EXTENSION", 'CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA public'],
    ["CREATE EXTENSION", "CREATE EXTENSION earthdistance CASCADE"],
    ["CREATE EXTENSION", "CREATE EXTENSION absent_extension"],
    ["CREATE EXTENSION", "CREATE EXTENSION citext", "it exists"],
    ["CREATE EXTENSION", "CREATE EXTENSION file_fdw"],
    ["DROP EXTENSION", "DROP EXTENSION IF EXISTS absent"],
    ["DROP EXTENSION", "DROP EXTENSION citext", "a column has its type"],
    ["DROP EXTENSION CASCADE", "DROP EXTENSION citext CASCADE", "a column has its type"],
    ["DROP EXTENSION CASCADE", "DROP EXTENSION pg_trgm CASCADE", "an index uses it"],
    ["ALTER EXTENSION", "ALTER EXTENSION hstore UPDATE"],
    ["ALTER EXTENSION", "ALTER EXTENSION pg_trgm ADD FUNCTION plain(int)"],
    ["ALTER EXTENSION ADD TABLE", "ALTER EXTENSION pg_trgm ADD TABLE target"],
    ["ALTER EXTENSION ADD TABLE", "ALTER EXTENSION hstore DROP TABLE source"],
    ["ALTER EXTENSION ADD TABLE", "ALTER EXTENSION pg_trgm ADD SEQUENCE numbers"],
    ["COMMENT ON EXTENSION", "COMMENT ON EXTENSION hstore IS 'words'"],
  ]),
  ...on("CREATE SCHEMA other;\nCREATE EXTENSION hstore;\n", [
    ["ALTER EXTENSION SET SCHEMA", "ALTER EXTENSION hstore SET SCHEMA other"],
    ["DROP EXTENSION", "DROP EXTENSION hstore"],
  ]),
];
