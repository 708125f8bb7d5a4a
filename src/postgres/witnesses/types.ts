import { TABLE } from "./given.ts";
import { on } from "./witness.ts";

const DOMAIN = `CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE DOMAIN free AS int;
CREATE TABLE target (id int PRIMARY KEY, p positive, f free);
INSERT INTO target SELECT i, i, i FROM generate_series(1, 300) i;
CREATE TABLE target_2 (id int PRIMARY KEY, f free[]);
INSERT INTO target_2 SELECT i, ARRAY[i] FROM generate_series(1, 300) i;
`;
const UNUSED_DOMAIN = "CREATE DOMAIN free AS int;\n";
const NOT_VALID = `CREATE DOMAIN free AS int;
CREATE TABLE target (id int PRIMARY KEY, f free);
INSERT INTO target SELECT i, i FROM generate_series(1, 300) i;
ALTER DOMAIN free ADD CONSTRAINT free_check CHECK (VALUE > 0) NOT VALID;
`;
const NULLS =
  "CREATE DOMAIN free AS int;\nCREATE TABLE target (id int, f free);\nINSERT INTO target VALUES (1, NULL);\n";
const PARTITIONED_DOMAIN = `CREATE DOMAIN free AS int;
CREATE TABLE target (id int, f free) PARTITION BY RANGE (id);
CREATE TABLE part PARTITION OF target FOR VALUES FROM (1) TO (1000);
INSERT INTO target SELECT i, i FROM generate_series(1, 300) i;
`;
const COMPOSITE = `CREATE TYPE pair AS (x int, y int);
CREATE TABLE target (id int PRIMARY KEY, c pair);
INSERT INTO target SELECT i, (i, i)::pair FROM generate_series(1, 300) i;
`;
const ENUM = `CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE target (id int PRIMARY KEY, m mood DEFAULT 'ok', ms mood[]);
INSERT INTO target SELECT i FROM generate_series(1, 300) i;
CREATE INDEX target_m_idx ON target (m);
`;
const BASE = `CREATE TYPE base;
CREATE FUNCTION base_in(cstring) RETURNS base LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION base_out(base) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE base (INPUT = base_in, OUTPUT = base_out, LIKE = int4);
CREATE TABLE target (id int PRIMARY KEY, b base);
INSERT INTO target SELECT i, i::text::base FROM generate_series(1, 300) i;
`;

export const types = [
  ...on(DOMAIN, [
    ["CREATE DOMAIN", "CREATE DOMAIN fresh AS text NOT NULL DEFAULT '' CHECK (VALUE <> 'x')"],
    ["ALTER DOMAIN ADD CONSTRAINT", "ALTER DOMAIN free ADD CONSTRAINT free_check CHECK (VALUE > 0)"],
    ["ALTER DOMAIN ADD CONSTRAINT", "ALTER DOMAIN positive ADD CHECK (VALUE < 1000)"],
    ["ALTER DOMAIN ADD CONSTRAINT", "ALTER DOMAIN positive ADD CHECK (VALUE < 10)", "rows violate it"],
    [
      "ALTER DOMAIN ADD CONSTRAINT NOT VALID",
      "ALTER DOMAIN positive ADD CONSTRAINT small CHECK (VALUE < 1000) NOT VALID",
    ],
    ["ALTER DOMAIN SET NOT NULL", "ALTER DOMAIN positive SET NOT NULL"],
    ["ALTER DOMAIN DROP NOT NULL", "ALTER DOMAIN positive DROP NOT NULL"],
    ["ALTER DOMAIN SET DEFAULT", "ALTER DOMAIN positive SET DEFAULT 3"],
    ["ALTER DOMAIN SET DEFAULT", "ALTER DOMAIN positive DROP DEFAULT"],
    ["ALTER DOMAIN DROP CONSTRAINT", "ALTER DOMAIN positive DROP CONSTRAINT positive_check"],
    ["ALTER DOMAIN DROP CONSTRAINT", "ALTER DOMAIN positive DROP CONSTRAINT IF EXISTS absent"],
    ["ALTER DOMAIN RENAME CONSTRAINT", "ALTER DOMAIN positive RENAME CONSTRAINT positive_check TO renamed"],
    ["ALTER DOMAIN RENAME", "ALTER DOMAIN positive RENAME TO renamed"],
    ["ALTER DOMAIN OWNER TO", "ALTER DOMAIN positive OWNER TO app"],
    ["ALTER DOMAIN VALIDATE CONSTRAINT", "ALTER DOMAIN positive VALIDATE CONSTRAINT absent"],
    ["DROP DOMAIN", "DROP DOMAIN positive", "a column has it"],
    ["DROP DOMAIN CASCADE", "DROP DOMAIN positive CASCADE", "a column has it"],
    ["DROP DOMAIN CASCADE", "DROP DOMAIN free CASCADE", "columns have it, one an array"],
    ["COMMENT ON DOMAIN", "COMMENT ON DOMAIN positive IS 'words'"],
  ]),
  ...on(UNUSED_DOMAIN, [
    [
      "ALTER DOMAIN ADD CONSTRAINT",
      "ALTER DOMAIN free ADD CONSTRAINT free_check CHECK (VALUE > 0)",
      "no column has it",
    ],
    ["DROP DOMAIN", "DROP DOMAIN free"],
    ["DROP DOMAIN", "DROP DOMAIN IF EXISTS free"],
    ["DROP DOMAIN", "DROP DOMAIN IF EXISTS absent"],
  ]),
  ...on(NOT_VALID, [
    ["ALTER DOMAIN VALIDATE CONSTRAINT", "ALTER DOMAIN free VALIDATE CONSTRAINT free_check"],
  ]),
  ...on(`${DOMAIN}ALTER DOMAIN positive SET NOT NULL;\n`, [
    ["ALTER DOMAIN SET NOT NULL", "ALTER DOMAIN positive SET NOT NULL", "it is already"],
  ]),
  ...on(NULLS, [["ALTER DOMAIN SET NOT NULL", "ALTER DOMAIN free SET NOT NULL", "a row has NULL"]]),
  ...on(PARTITIONED_DOMAIN, [
    ["ALTER DOMAIN ADD CONSTRAINT", "ALTER DOMAIN free ADD CHECK (VALUE > 0)", "of a partitioned table"],
  ]),
  ...on(COMPOSITE, [
    ["CREATE TYPE", "CREATE TYPE fresh AS (x int)"],
    ["CREATE TYPE", "CREATE TYPE fresh AS RANGE (subtype = int)"],
    ["CREATE TYPE", "CREATE TYPE fresh"],
    ["ALTER TYPE ADD ATTRIBUTE", "ALTER TYPE pair ADD ATTRIBUTE z int", "a column has it"],
    ["ALTER TYPE ADD ATTRIBUTE", "ALTER TYPE pair ADD ATTRIBUTE z int CASCADE", "a column has it"],
    ["ALTER TYPE DROP ATTRIBUTE", "ALTER TYPE pair DROP ATTRIBUTE y", "a column has it"],
    ["ALTER TYPE ALTER ATTRIBUTE", "ALTER TYPE pair ALTER ATTRIBUTE y TYPE bigint", "a column has it"],
    ["ALTER TYPE RENAME ATTRIBUTE", "ALTER TYPE pair RENAME ATTRIBUTE y TO renamed", "a column has it"],
    ["DROP TYPE", "DROP TYPE pair", "a column has the composite"],
    ["DROP TYPE CASCADE", "DROP TYPE pair CASCADE", "a column has the composite"],
  ]),
  ...on("CREATE TYPE pair AS (x int, y int);\n", [
    ["ALTER TYPE ADD ATTRIBUTE", "ALTER TYPE pair ADD ATTRIBUTE z int"],
    ["ALTER TYPE DROP ATTRIBUTE", "ALTER TYPE pair DROP ATTRIBUTE y"],
    ["ALTER TYPE ALTER ATTRIBUTE", "ALTER TYPE pair ALTER ATTRIBUTE y TYPE bigint"],
    ["DROP TYPE", "DROP TYPE pair"],
  ]),
  ...on(
    "CREATE TYPE pair AS (x int, y int);\nCREATE TABLE target OF pair;\nINSERT INTO target SELECT i, i FROM generate_series(1, 300) i;\n",
    [
      ["ALTER TYPE ADD ATTRIBUTE", "ALTER TYPE pair ADD ATTRIBUTE z int", "a table is of it"],
      ["ALTER TYPE ADD ATTRIBUTE CASCADE", "ALTER TYPE pair ADD ATTRIBUTE z int CASCADE", "a table is of it"],
      [
        "ALTER TYPE ALTER ATTRIBUTE CASCADE",
        "ALTER TYPE pair ALTER ATTRIBUTE y TYPE bigint CASCADE",
        "a table is of it",
      ],
      ["ALTER TYPE DROP ATTRIBUTE CASCADE", "ALTER TYPE pair DROP ATTRIBUTE y CASCADE", "a table is of it"],
      [
        "ALTER TYPE RENAME ATTRIBUTE CASCADE",
        "ALTER TYPE pair RENAME ATTRIBUTE y TO renamed CASCADE",
        "a table is of it",
      ],
    ],
  ),
  ...on(ENUM, [
    ["ALTER TYPE ADD VALUE", "ALTER TYPE mood ADD VALUE 'ok'", "it exists"],
    ["ALTER TYPE ADD VALUE", "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'ok'"],
    ["ALTER TYPE ADD VALUE", "ALTER TYPE mood ADD VALUE 'meh' AFTER 'sad'"],
    ["ALTER TYPE RENAME VALUE", "ALTER TYPE mood RENAME VALUE 'absent' TO 'x'"],
    ["ALTER TYPE OWNER TO", "ALTER TYPE mood OWNER TO app"],
    ["DROP TYPE CASCADE", "DROP TYPE mood CASCADE", "columns have it, one is indexed"],
    ["DROP TYPE", "DROP TYPE IF EXISTS absent"],
    ["COMMENT ON TYPE", "COMMENT ON TYPE mood IS 'words'"],
    ["CREATE TYPE", "CREATE TYPE mood AS ENUM ('a')", "it exists"],
    [
      "ALTER TABLE ALTER COLUMN TYPE",
      "ALTER TABLE target ALTER COLUMN m TYPE text",
      "it is indexed and has a default",
    ],
  ]),
  ...on(`CREATE SCHEMA other;\nCREATE DOMAIN free AS int;\n${ENUM}`, [
    ["ALTER TYPE SET SCHEMA", "ALTER TYPE mood SET SCHEMA other"],
    ["ALTER DOMAIN SET SCHEMA", "ALTER DOMAIN free SET SCHEMA other"],
  ]),
  ...on(BASE, [
    ["ALTER TYPE SET", "ALTER TYPE base SET (ANALYZE = NONE)", "a base type"],
    ["DROP TYPE CASCADE", "DROP TYPE base CASCADE", "a base type"],
  ]),
  ...on(`${TABLE}CREATE COLLATION words FROM "C";\nCREATE TABLE source (w text COLLATE words);\n`, [
    ["CREATE COLLATION", 'CREATE COLLATION fresh FROM "C"'],
    ["DROP COLLATION", "DROP COLLATION words", "a column has it"],
    ["DROP COLLATION CASCADE", "DROP COLLATION words CASCADE", "a column has it"],
    ["CREATE CAST", "CREATE CAST (text AS int) WITH INOUT AS ASSIGNMENT"],
    ["CREATE OPERATOR", "CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq)"],
    ["CREATE AGGREGATE", "CREATE AGGREGATE total (int) (SFUNC = int4pl, STYPE = int)"],
    ["CREATE TEXT SEARCH CONFIGURATION", "CREATE TEXT SEARCH CONFIGURATION fresh (COPY = simple)"],
  ]),
];
