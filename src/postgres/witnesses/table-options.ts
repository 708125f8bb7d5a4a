import { INDEXED_TABLE, INHERITED, PARTITIONED, TABLE, VIEWED } from "./given.ts";
import { on } from "./witness.ts";

const LOGGED = `CREATE UNLOGGED TABLE target (id int PRIMARY KEY);
INSERT INTO target SELECT i FROM generate_series(1, 300) i;
`;
const TYPED = `CREATE TYPE pair AS (x int, y int);
CREATE TABLE target (x int, y int);
CREATE TABLE child OF pair;
`;
const OWNED = "CREATE TABLE target (id serial PRIMARY KEY, a int GENERATED ALWAYS AS IDENTITY);\n";

export const tableOptions = [
  ...on(INDEXED_TABLE, [
    ["ALTER TABLE SET (storage)", "ALTER TABLE target SET (fillfactor = 70)"],
    [
      "ALTER TABLE SET (storage)",
      "ALTER TABLE target SET (autovacuum_enabled = false, parallel_workers = 2)",
    ],
    ["ALTER TABLE SET (storage)", "ALTER TABLE target RESET (fillfactor)"],
    ["ALTER TABLE SET (storage)", "ALTER TABLE target SET (toast_tuple_target = 4000)"],
    ["ALTER TABLE SET (user_catalog_table)", "ALTER TABLE target SET (user_catalog_table = true)"],
    ["ALTER TABLE CLUSTER ON", "ALTER TABLE target CLUSTER ON target_a_idx"],
    ["ALTER TABLE CLUSTER ON", "ALTER TABLE target SET WITHOUT CLUSTER"],
    ["ALTER TABLE REPLICA IDENTITY", "ALTER TABLE target REPLICA IDENTITY FULL"],
    ["ALTER TABLE REPLICA IDENTITY", "ALTER TABLE target REPLICA IDENTITY USING INDEX target_pkey"],
    ["ALTER TABLE REPLICA IDENTITY", "ALTER TABLE target REPLICA IDENTITY DEFAULT"],
    ["ALTER TABLE SET UNLOGGED", "ALTER TABLE target SET UNLOGGED"],
    ["ALTER TABLE SET LOGGED", "ALTER TABLE target SET LOGGED", "it is logged"],
    ["ALTER TABLE SET TABLESPACE", "ALTER TABLE target SET TABLESPACE other_space"],
    ["ALTER TABLE SET TABLESPACE same", "ALTER TABLE target SET TABLESPACE pg_default", "it is there"],
    ["ALTER TABLE SET ACCESS METHOD same", "ALTER TABLE target SET ACCESS METHOD heap", "it has it"],
    ["ALTER TABLE OWNER TO", "ALTER TABLE target OWNER TO lockgate", "it is the owner"],
    ["ALTER TABLE OWNER TO", "ALTER TABLE target OWNER TO CURRENT_USER"],
    ["ALTER TABLE DISABLE ROW LEVEL SECURITY", "ALTER TABLE target DISABLE ROW LEVEL SECURITY"],
    ["ALTER TABLE ENABLE ROW LEVEL SECURITY", "ALTER TABLE target FORCE ROW LEVEL SECURITY"],
    ["ALTER TABLE DISABLE ROW LEVEL SECURITY", "ALTER TABLE target NO FORCE ROW LEVEL SECURITY"],
    ["ALTER TABLE DISABLE TRIGGER", "ALTER TABLE target DISABLE TRIGGER USER"],
    ["ALTER TABLE ENABLE TRIGGER", "ALTER TABLE target ENABLE TRIGGER ALL"],
    ["ALTER TABLE ALL IN TABLESPACE", "ALTER TABLE ALL IN TABLESPACE pg_default SET TABLESPACE other_space"],
    [null, "ALTER TABLE target SET (fillfactor = 70), ALTER COLUMN a SET STATISTICS 100"],
    ["ALTER TABLE SET WITHOUT OIDS", "ALTER TABLE target SET WITHOUT OIDS"],
  ]),
  ...on(LOGGED, [
    ["ALTER TABLE SET LOGGED", "ALTER TABLE target SET LOGGED"],
    ["ALTER TABLE SET UNLOGGED", "ALTER TABLE target SET UNLOGGED", "it is unlogged"],
  ]),
  ...on(TYPED, [
    ["ALTER TABLE OF", "ALTER TABLE target OF pair"],
    ["ALTER TABLE NOT OF", "ALTER TABLE child NOT OF"],
    ["CREATE TABLE", "CREATE TABLE fresh OF pair"],
  ]),
  ...on(OWNED, [
    ["ALTER TABLE OWNER TO", "ALTER TABLE target OWNER TO app", "it owns sequences"],
    ["ALTER TABLE RENAME", "ALTER TABLE target RENAME TO renamed", "it owns sequences"],
    ["DROP TABLE", "DROP TABLE target", "it owns sequences"],
    ["TRUNCATE", "TRUNCATE target RESTART IDENTITY", "it owns sequences"],
    ["TRUNCATE", "TRUNCATE target CONTINUE IDENTITY", "it owns sequences"],
  ]),
  ...on(`CREATE SCHEMA other;\n${OWNED}`, [
    ["ALTER TABLE SET SCHEMA", "ALTER TABLE target SET SCHEMA other", "it owns sequences"],
    ["CREATE TABLE", "CREATE TABLE other.fresh (id int)"],
    ["DROP TABLE IF EXISTS absent", "DROP TABLE IF EXISTS other.absent, absent"],
    ["ALTER TABLE SET SCHEMA", "ALTER TABLE target SET SCHEMA absent"],
  ]),
  ...on(
    `CREATE SCHEMA other;\nCREATE TABLE other.target (id int PRIMARY KEY, a int);\nINSERT INTO other.target SELECT i, i FROM generate_series(1, 300) i;\nCREATE TABLE target (id int PRIMARY KEY);\n`,
    [
      ["ALTER TABLE ADD COLUMN", 'ALTER TABLE "other"."target" ADD COLUMN x int', "in another schema"],
      [
        "ALTER TABLE ADD COLUMN volatile default",
        "ALTER TABLE other.target ADD COLUMN x float8 DEFAULT random()",
        "in another schema",
      ],
      ["DROP TABLE", "DROP TABLE other.target, public.target", "of two schemas"],
      ["CREATE INDEX", "CREATE INDEX ON other.target (a)", "in another schema"],
      ["ALTER TABLE RENAME", "ALTER TABLE other.target RENAME TO renamed", "in another schema"],
    ],
  ),
  ...on(VIEWED, [
    ["ALTER TABLE OWNER TO", "ALTER TABLE dependent_view OWNER TO app", "of a view"],
    ["ALTER TABLE RENAME", "ALTER TABLE dependent_view RENAME TO renamed", "of a view"],
    ["DROP TABLE", "DROP TABLE dependent_view", "of a view"],
  ]),
  ...on(PARTITIONED, [
    ["ALTER TABLE DISABLE TRIGGER", "ALTER TABLE target DISABLE TRIGGER ALL", "partitioned"],
    ["ALTER TABLE REPLICA IDENTITY", "ALTER TABLE target REPLICA IDENTITY FULL", "partitioned"],
    ["CREATE TABLE LIKE", "CREATE TABLE fresh (LIKE target)", "partitioned"],
  ]),
  ...on(INHERITED, [
    ["ALTER TABLE SET (storage)", "ALTER TABLE target SET (fillfactor = 70)", "a table inherits from it"],
    ["ALTER TABLE SET UNLOGGED", "ALTER TABLE target SET UNLOGGED", "a table inherits from it"],
  ]),
  ...on(TABLE, [
    ["CREATE TABLE LIKE", "CREATE TABLE fresh (LIKE target)"],
    [
      "CREATE TABLE LIKE",
      "CREATE TABLE fresh (LIKE target INCLUDING DEFAULTS INCLUDING INDEXES EXCLUDING CONSTRAINTS)",
    ],
    ["CREATE TABLE LIKE", "CREATE TABLE fresh (id int, LIKE target INCLUDING COMMENTS)", "a column twice"],
    ["CREATE TABLE AS", "CREATE TABLE IF NOT EXISTS fresh AS SELECT id FROM target WHERE a > 10"],
    ["CREATE TABLE AS", "SELECT id, a INTO fresh FROM target"],
    ["CREATE TABLE AS", "CREATE TEMP TABLE fresh AS SELECT * FROM target"],
    ["CREATE TABLE AS IF NOT EXISTS existing", "CREATE TABLE IF NOT EXISTS target AS SELECT 1 AS id"],
    ["CREATE TABLE AS", "CREATE TABLE fresh AS SELECT 1 AS id"],
    ["CREATE TABLE AS", "CREATE TABLE fresh AS TABLE target"],
    ["CREATE TABLE", "CREATE TABLE target (id int)", "it exists"],
    [
      "CREATE TABLE",
      "CREATE TABLE fresh (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), t timestamptz NOT NULL DEFAULT now())",
    ],
    ["CREATE TABLE", "CREATE TABLE fresh (id int, EXCLUDE USING btree (id WITH =))"],
    ["CREATE TABLE", "CREATE TABLE fresh (id int GENERATED ALWAYS AS (1) STORED)"],
    ["CREATE TABLE", "CREATE TABLE fresh (id int) TABLESPACE other_space"],
  ]),
];
