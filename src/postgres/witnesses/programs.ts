import { INHERITED, PARTITIONED, TABLE, VIEWED } from "./given.ts";
import { on } from "./witness.ts";

const FUNCTIONS = `${TABLE}CREATE FUNCTION plain(x int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT x';
CREATE FUNCTION reads() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM target';
CREATE PROCEDURE work() LANGUAGE plpgsql AS $$ BEGIN UPDATE target SET a = 1 WHERE id = 7; END $$;
CREATE FUNCTION used(x int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT x + 1';
CREATE INDEX target_used_idx ON target (used(a));
CREATE VIEW dependent_view AS SELECT plain(id) FROM target;
CREATE TABLE target_2 (id int PRIMARY KEY, d int DEFAULT used(1), CHECK (used(id) > 0));
`;
const SCHEMAS = `CREATE SCHEMA other;
CREATE TABLE other.target (id int PRIMARY KEY, a int);
CREATE VIEW other.target_2 AS SELECT 1 AS x;
CREATE SEQUENCE other.numbers;
CREATE TYPE other.mood AS ENUM ('a');
CREATE TABLE target (id int REFERENCES other.target, m other.mood);
CREATE SCHEMA empty;
`;
const EXTENSIONS = `CREATE EXTENSION citext;
CREATE EXTENSION pg_trgm;
CREATE TABLE target (id int PRIMARY KEY, c citext, t text);
INSERT INTO target SELECT i, i, i FROM generate_series(1, 300) i;
CREATE INDEX target_t_idx ON target USING gin (t gin_trgm_ops);
CREATE EXTENSION hstore;
`;
const SEQUENCES = `CREATE SEQUENCE numbers;
CREATE TABLE target (id serial PRIMARY KEY, a int DEFAULT nextval('numbers'), b int);
INSERT INTO target (b) SELECT i FROM generate_series(1, 300) i;
CREATE SEQUENCE loose;
`;
const PUBLISHED = `${TABLE}CREATE TABLE target_2 (id int PRIMARY KEY);
CREATE PUBLICATION p FOR TABLE target;
CREATE PUBLICATION q FOR ALL TABLES;
`;
const STATISTICS = `${TABLE}CREATE STATISTICS stats ON a, b FROM target;\n`;

export const programs = [
  ...on(FUNCTIONS, [
    [
      "CREATE FUNCTION",
      "CREATE OR REPLACE FUNCTION plain(x int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT x + 2'",
    ],
    [
      "CREATE FUNCTION",
      "CREATE OR REPLACE FUNCTION plain(x int) RETURNS text LANGUAGE sql AS 'SELECT 1'",
      "the result differs",
    ],
    [
      "CREATE FUNCTION",
      "CREATE FUNCTION fresh() RETURNS SETOF target LANGUAGE sql AS 'SELECT * FROM target'",
    ],
    ["CREATE FUNCTION", "CREATE FUNCTION fresh(t target) RETURNS int LANGUAGE sql AS 'SELECT 1'"],
    [
      "CREATE FUNCTION SQL body",
      "CREATE FUNCTION fresh() RETURNS bigint LANGUAGE sql RETURN (SELECT count(*) FROM target)",
    ],
    ["CREATE PROCEDURE", "CREATE PROCEDURE fresh() LANGUAGE plpgsql AS $$ BEGIN DROP TABLE target; END $$"],
    ["ALTER FUNCTION", "ALTER FUNCTION plain(int) STABLE"],
    ["ALTER FUNCTION", "ALTER FUNCTION plain(int) SET search_path = ''"],
    ["ALTER FUNCTION", "ALTER FUNCTION plain(int) OWNER TO app"],
    ["ALTER FUNCTION", "ALTER FUNCTION plain(int) RENAME TO renamed"],
    ["ALTER FUNCTION", "ALTER FUNCTION plain(int) SECURITY DEFINER"],
    ["ALTER PROCEDURE", "ALTER PROCEDURE work() RENAME TO renamed"],
    ["DROP FUNCTION", "DROP FUNCTION reads()"],
    ["DROP FUNCTION", "DROP FUNCTION IF EXISTS absent(int)"],
    ["DROP FUNCTION", "DROP FUNCTION plain(int)", "a view calls it"],
    ["DROP FUNCTION CASCADE", "DROP FUNCTION plain(int) CASCADE", "a view calls it"],
    ["DROP FUNCTION CASCADE", "DROP FUNCTION used(int) CASCADE", "an index, a default and a CHECK call it"],
    ["DROP PROCEDURE", "DROP PROCEDURE work()"],
    ["DROP FUNCTION", "DROP ROUTINE reads"],
    [null, "CALL work()"],
    [null, "DO $$ BEGIN UPDATE target SET a = 1 WHERE id = 7; END $$"],
    [null, "DO $$ BEGIN EXECUTE 'ALTER TABLE target ADD COLUMN x float8 DEFAULT random()'; END $$"],
    [null, "DO $$ BEGIN NULL; END $$"],
    [null, "SELECT reads()"],
    [null, "SELECT plain(1)"],
    ["COMMENT ON FUNCTION", "COMMENT ON FUNCTION plain(int) IS 'words'"],
    ["GRANT other", "GRANT EXECUTE ON FUNCTION plain(int) TO app"],
    ["GRANT other", "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM app"],
    ["ALTER FUNCTION", "ALTER FUNCTION absent() STABLE"],
  ]),
  ...on(SCHEMAS, [
    ["CREATE SCHEMA", "CREATE SCHEMA fresh AUTHORIZATION app"],
    ["CREATE SCHEMA", "CREATE SCHEMA fresh CREATE TABLE fresh (id int)"],
    ["CREATE SCHEMA", "CREATE SCHEMA other", "it exists"],
    ["CREATE SCHEMA", "CREATE SCHEMA IF NOT EXISTS other"],
    ["ALTER SCHEMA RENAME", "ALTER SCHEMA other RENAME TO renamed"],
    ["ALTER SCHEMA OWNER TO", "ALTER SCHEMA other OWNER TO app"],
    ["DROP SCHEMA", "DROP SCHEMA empty"],
    ["DROP SCHEMA", "DROP SCHEMA IF EXISTS absent"],
    ["DROP SCHEMA", "DROP SCHEMA other", "it is not empty"],
    ["DROP SCHEMA CASCADE", "DROP SCHEMA other CASCADE"],
    ["COMMENT ON SCHEMA", "COMMENT ON SCHEMA other IS 'words'"],
    ["GRANT other", "GRANT USAGE ON SCHEMA other TO app"],
    ["GRANT ON ALL TABLES", "GRANT SELECT ON ALL TABLES IN SCHEMA other TO app"],
    ["ALTER DEFAULT PRIVILEGES", "ALTER DEFAULT PRIVILEGES IN SCHEMA other GRANT SELECT ON TABLES TO app"],
  ]),
  ...on(EXTENSIONS, [
    ["CREATE EXTENSION", "CREATE EXTENSION IF NOT EXISTS hstore"],
    ["CREATE EXTENSION", 'CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA public'],
    ["CREATE EXTENSION", "CREATE EXTENSION absent_extension"],
    ["CREATE EXTENSION", "CREATE EXTENSION citext", "it exists"],
    ["DROP EXTENSION", "DROP EXTENSION hstore"],
    ["DROP EXTENSION", "DROP EXTENSION IF EXISTS absent"],
    ["DROP EXTENSION", "DROP EXTENSION citext", "a column has its type"],
    ["DROP EXTENSION CASCADE", "DROP EXTENSION citext CASCADE", "a column has its type"],
    ["DROP EXTENSION CASCADE", "DROP EXTENSION pg_trgm CASCADE", "an index uses it"],
    ["ALTER EXTENSION", "ALTER EXTENSION hstore UPDATE"],
    ["COMMENT ON EXTENSION", "COMMENT ON EXTENSION hstore IS 'words'"],
  ]),
  ...on(`CREATE SCHEMA other;\n${EXTENSIONS}`, [
    ["ALTER EXTENSION", "ALTER EXTENSION hstore SET SCHEMA other"],
  ]),
  ...on(SEQUENCES, [
    ["CREATE SEQUENCE", "CREATE SEQUENCE IF NOT EXISTS numbers"],
    ["CREATE SEQUENCE", "CREATE SEQUENCE fresh AS int START 5 INCREMENT 2 CACHE 10"],
    ["CREATE SEQUENCE OWNED BY", "CREATE SEQUENCE fresh OWNED BY target.b"],
    ["ALTER SEQUENCE", "ALTER SEQUENCE numbers INCREMENT BY 10"],
    ["ALTER SEQUENCE", "ALTER SEQUENCE numbers AS bigint"],
    ["ALTER SEQUENCE", "ALTER SEQUENCE IF EXISTS target_id_seq MAXVALUE 100000"],
    ["ALTER SEQUENCE", "ALTER SEQUENCE IF EXISTS absent RESTART"],
    ["ALTER SEQUENCE OWNED BY", "ALTER SEQUENCE numbers OWNED BY target.a"],
    ["ALTER SEQUENCE OWNED BY NONE", "ALTER SEQUENCE target_id_seq OWNED BY NONE"],
    ["ALTER SEQUENCE RENAME", "ALTER SEQUENCE numbers RENAME TO renamed"],
    ["ALTER SEQUENCE OWNER TO", "ALTER SEQUENCE numbers OWNER TO app"],
    ["ALTER SEQUENCE OWNER TO", "ALTER SEQUENCE target_id_seq OWNER TO app", "it is owned by a column"],
    ["ALTER SEQUENCE SET LOGGED", "ALTER SEQUENCE numbers SET UNLOGGED"],
    ["DROP SEQUENCE", "DROP SEQUENCE loose"],
    ["DROP SEQUENCE", "DROP SEQUENCE IF EXISTS absent"],
    ["DROP SEQUENCE", "DROP SEQUENCE numbers", "a default uses it"],
    ["DROP SEQUENCE CASCADE", "DROP SEQUENCE numbers CASCADE", "a default uses it"],
    ["COMMENT ON SEQUENCE", "COMMENT ON SEQUENCE numbers IS 'words'"],
    ["GRANT ON SEQUENCE", "GRANT USAGE ON SEQUENCE numbers TO app"],
    ["GRANT ON SEQUENCE", "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO app"],
    ["SELECT setval", "SELECT setval('numbers', 100)"],
    ["SELECT setval", "SELECT nextval('numbers')"],
    ["SELECT setval from table", "SELECT setval('target_id_seq', (SELECT max(id) FROM target))"],
  ]),
  ...on(`CREATE SCHEMA other;\n${SEQUENCES}`, [
    ["ALTER SEQUENCE SET SCHEMA", "ALTER SEQUENCE numbers SET SCHEMA other"],
  ]),
  ...on(PUBLISHED, [
    ["CREATE PUBLICATION", "CREATE PUBLICATION fresh"],
    ["CREATE PUBLICATION FOR ALL TABLES", "CREATE PUBLICATION fresh FOR ALL TABLES"],
    ["CREATE PUBLICATION FOR TABLE", "CREATE PUBLICATION fresh FOR TABLE target, target_2"],
    ["CREATE PUBLICATION FOR TABLE", "CREATE PUBLICATION fresh FOR TABLE target (id, a) WHERE (a > 1)"],
    ["CREATE PUBLICATION FOR TABLES IN SCHEMA", "CREATE PUBLICATION fresh FOR TABLES IN SCHEMA public"],
    ["ALTER PUBLICATION ADD TABLE", "ALTER PUBLICATION p ADD TABLE target_2"],
    ["ALTER PUBLICATION SET TABLE", "ALTER PUBLICATION p SET TABLE target_2"],
    ["ALTER PUBLICATION DROP TABLE", "ALTER PUBLICATION p DROP TABLE target"],
    ["ALTER PUBLICATION SET", "ALTER PUBLICATION p SET (publish = 'insert')"],
    ["ALTER PUBLICATION RENAME", "ALTER PUBLICATION p RENAME TO renamed"],
    ["ALTER PUBLICATION OWNER TO", "ALTER PUBLICATION p OWNER TO lockgate"],
    ["DROP PUBLICATION", "DROP PUBLICATION p"],
    ["DROP PUBLICATION", "DROP PUBLICATION IF EXISTS absent"],
    ["DROP TABLE", "DROP TABLE target", "it is published"],
    ["ALTER TABLE DROP COLUMN", "ALTER TABLE target DROP COLUMN a", "the table is published"],
  ]),
  ...on(PARTITIONED, [
    ["CREATE PUBLICATION FOR TABLE", "CREATE PUBLICATION fresh FOR TABLE target", "partitioned"],
  ]),
  ...on(INHERITED, [
    ["CREATE PUBLICATION FOR TABLE", "CREATE PUBLICATION fresh FOR TABLE target", "a table inherits from it"],
  ]),
  ...on(STATISTICS, [
    ["CREATE STATISTICS", "CREATE STATISTICS fresh (dependencies) ON a, c FROM target"],
    ["CREATE STATISTICS", "CREATE STATISTICS IF NOT EXISTS fresh ON lower(b), a FROM target"],
    ["CREATE STATISTICS", "CREATE STATISTICS IF NOT EXISTS stats ON a, c FROM target", "it exists"],
    ["ALTER STATISTICS SET STATISTICS", "ALTER STATISTICS stats SET STATISTICS 500"],
    ["ALTER STATISTICS RENAME", "ALTER STATISTICS stats RENAME TO renamed"],
    ["ALTER STATISTICS OWNER TO", "ALTER STATISTICS stats OWNER TO app"],
    ["DROP STATISTICS", "DROP STATISTICS stats"],
    ["DROP STATISTICS IF EXISTS absent", "DROP STATISTICS IF EXISTS absent"],
    ["COMMENT ON STATISTICS", "COMMENT ON STATISTICS stats IS 'words'"],
    ["ALTER TABLE DROP COLUMN", "ALTER TABLE target DROP COLUMN a", "extended statistics are on it"],
  ]),
  ...on(TABLE, [
    ["GRANT ON TABLE", "GRANT ALL PRIVILEGES ON TABLE target TO app WITH GRANT OPTION"],
    ["GRANT ON TABLE", "GRANT SELECT (a, b) ON target TO app"],
    ["GRANT ON TABLE", "GRANT SELECT ON target TO PUBLIC"],
    ["GRANT ON ALL TABLES", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO app"],
    ["REVOKE ON TABLE", "REVOKE SELECT ON target FROM app"],
    ["REVOKE ON ALL TABLES", "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM app"],
    ["GRANT ON TABLE", "GRANT SELECT ON target TO absent"],
    ["GRANT other", "GRANT CONNECT ON DATABASE postgres TO app"],
    ["GRANT role", "GRANT app TO lockgate"],
    ["GRANT role", "REVOKE app FROM lockgate"],
    ["CREATE ROLE", "CREATE ROLE fresh LOGIN"],
    ["CREATE ROLE", "CREATE USER fresh PASSWORD 'x'"],
    ["ALTER ROLE", "ALTER ROLE app SET lock_timeout = '5s'"],
    ["ALTER ROLE", "ALTER ROLE app RENAME TO renamed"],
    ["DROP ROLE", "DROP ROLE app"],
    ["DROP ROLE", "DROP ROLE IF EXISTS absent"],
    ["REASSIGN OWNED", "REASSIGN OWNED BY app TO lockgate"],
    ["DROP OWNED", "DROP OWNED BY app"],
    ["ALTER DATABASE SET", "ALTER DATABASE postgres SET lock_timeout = '5s'"],
    ["COMMENT ON COLUMN", "COMMENT ON COLUMN target.a IS NULL"],
    ["COMMENT ON TABLE", "COMMENT ON TABLE absent IS 'words'"],
    ["COMMENT ON DATABASE", "COMMENT ON DATABASE postgres IS 'words'"],
    ["COMMENT ON ROLE", "COMMENT ON ROLE app IS 'words'"],
    ["COMMENT ON CONSTRAINT", "COMMENT ON CONSTRAINT target_pkey ON target IS 'words'"],
    ["SECURITY LABEL", "SECURITY LABEL ON TABLE target IS 'words'"],
    ["CREATE DATABASE", "CREATE DATABASE fresh"],
    ["DROP DATABASE IF EXISTS absent", "DROP DATABASE IF EXISTS absent"],
    ["CREATE TABLESPACE", "CREATE TABLESPACE fresh LOCATION ''"],
    ["ALTER SYSTEM", "ALTER SYSTEM SET lock_timeout = '5s'"],
    ["CREATE LANGUAGE", "CREATE LANGUAGE absent"],
    ["CREATE ACCESS METHOD", "CREATE ACCESS METHOD fresh TYPE TABLE HANDLER heap_tableam_handler"],
    [
      "CREATE SUBSCRIPTION",
      "CREATE SUBSCRIPTION fresh CONNECTION 'host=localhost' PUBLICATION p WITH (connect = false)",
    ],
    ["DROP SUBSCRIPTION", "DROP SUBSCRIPTION IF EXISTS absent"],
    ["CREATE EXTENSION", "CREATE EXTENSION file_fdw"],
  ]),
  ...on(
    `${TABLE}CREATE FUNCTION on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;\n`,
    [["CREATE EVENT TRIGGER", "CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION on_ddl()"]],
  ),
  ...on(
    `${TABLE}CREATE FUNCTION on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;\nCREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION on_ddl();\n`,
    [
      ["ALTER EVENT TRIGGER", "ALTER EVENT TRIGGER e DISABLE"],
      ["DROP EVENT TRIGGER", "DROP EVENT TRIGGER e"],
      ["DROP TABLE", "DROP TABLE target", "an event trigger watches"],
    ],
  ),
  ...on(
    `CREATE EXTENSION file_fdw;\nCREATE SERVER files FOREIGN DATA WRAPPER file_fdw;\nCREATE FOREIGN TABLE target (id int, a int) SERVER files OPTIONS (filename '/dev/null', format 'csv');\n`,
    [
      [
        "CREATE FOREIGN TABLE",
        "CREATE FOREIGN TABLE fresh (id int) SERVER files OPTIONS (filename '/dev/null')",
      ],
      ["CREATE SERVER", "CREATE SERVER fresh FOREIGN DATA WRAPPER file_fdw"],
      ["CREATE USER MAPPING", "CREATE USER MAPPING FOR app SERVER files"],
      ["ALTER FOREIGN TABLE ADD COLUMN", "ALTER FOREIGN TABLE target ADD COLUMN x int"],
      ["ALTER FOREIGN TABLE DROP COLUMN", "ALTER FOREIGN TABLE target DROP COLUMN a"],
      ["ALTER FOREIGN TABLE OPTIONS", "ALTER FOREIGN TABLE target OPTIONS (SET filename '/dev/zero')"],
      ["ALTER FOREIGN TABLE RENAME", "ALTER FOREIGN TABLE target RENAME TO renamed"],
      ["ALTER SERVER", "ALTER SERVER files OPTIONS (ADD x 'y')"],
      ["DROP FOREIGN TABLE", "DROP FOREIGN TABLE target"],
      ["DROP SERVER", "DROP SERVER files", "a foreign table is on it"],
      ["DROP SERVER CASCADE", "DROP SERVER files CASCADE", "a foreign table is on it"],
      [
        "DROP FOREIGN DATA WRAPPER CASCADE",
        "DROP FOREIGN DATA WRAPPER file_fdw CASCADE",
        "an extension has it",
      ],
    ],
  ),
  ...on(VIEWED, [["COMMENT ON COLUMN", "COMMENT ON COLUMN dependent_view.a IS 'words'", "of a view"]]),
];
