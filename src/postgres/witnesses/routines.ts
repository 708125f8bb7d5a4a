import { TABLE } from "./given.ts";
import { on } from "./witness.ts";

const FUNCTIONS = `${TABLE}CREATE FUNCTION plain(x int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT x';
CREATE FUNCTION reads() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM target';
CREATE PROCEDURE work() LANGUAGE plpgsql AS $$ BEGIN UPDATE target SET a = 1 WHERE id = 7; END $$;
CREATE FUNCTION used(x int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT x + 1';
CREATE INDEX target_used_idx ON target (used(a));
CREATE VIEW dependent_view AS SELECT plain(id) FROM target;
CREATE TABLE target_2 (id int PRIMARY KEY, d int DEFAULT used(1), CHECK (used(id) > 0));
CREATE TABLE source (id int PRIMARY KEY);
CREATE AGGREGATE total (int) (SFUNC = int4pl, STYPE = int);
`;

export const routines = [
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
    ["CREATE FUNCTION", "CREATE FUNCTION plain(x int) RETURNS int LANGUAGE sql AS 'SELECT 1'", "it exists"],
    [
      "CREATE FUNCTION in SQL",
      "CREATE FUNCTION fresh() RETURNS SETOF source LANGUAGE sql AS 'SELECT * FROM source'",
    ],
    [
      "CREATE FUNCTION in SQL",
      "CREATE FUNCTION fresh() RETURNS int LANGUAGE sql AS 'DELETE FROM target; SELECT 1'",
      "its SQL changes rows",
    ],
    [
      "CREATE FUNCTION in SQL",
      "CREATE FUNCTION fresh() RETURNS void LANGUAGE sql AS 'ALTER TABLE target ADD COLUMN x int'",
      "its SQL changes a table",
    ],
    [
      "CREATE FUNCTION",
      "CREATE FUNCTION fresh() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT count(*) FROM target); END $$",
    ],
    ["CREATE FUNCTION", "CREATE FUNCTION fresh(t target) RETURNS int LANGUAGE sql AS 'SELECT 1'"],
    [
      "CREATE FUNCTION in SQL",
      "CREATE FUNCTION fresh() RETURNS bigint LANGUAGE sql RETURN (SELECT count(*) FROM source)",
    ],
    [
      "CREATE FUNCTION in SQL",
      "CREATE FUNCTION fresh() RETURNS bigint LANGUAGE sql BEGIN ATOMIC UPDATE target SET a = 1; SELECT 1; END",
    ],
    ["CREATE PROCEDURE", "CREATE PROCEDURE fresh() LANGUAGE plpgsql AS $$ BEGIN DROP TABLE target; END $$"],
    ["CREATE FUNCTION in SQL", "CREATE PROCEDURE fresh() LANGUAGE sql AS 'UPDATE target SET a = 1'"],
    ["ALTER FUNCTION", "ALTER FUNCTION plain(int) STABLE"],
    ["ALTER FUNCTION", "ALTER FUNCTION plain(int) SET search_path = ''"],
    ["ALTER FUNCTION", "ALTER FUNCTION plain(int) SECURITY DEFINER"],
    ["ALTER FUNCTION", "ALTER FUNCTION absent() STABLE"],
    ["ALTER FUNCTION OWNER TO", "ALTER FUNCTION plain(int) OWNER TO app"],
    ["ALTER FUNCTION RENAME", "ALTER FUNCTION plain(int) RENAME TO renamed"],
    ["ALTER FUNCTION DEPENDS ON EXTENSION", "ALTER FUNCTION plain(int) DEPENDS ON EXTENSION plpgsql"],
    ["ALTER PROCEDURE", "ALTER PROCEDURE work() SECURITY DEFINER"],
    ["ALTER PROCEDURE OWNER TO", "ALTER PROCEDURE work() OWNER TO app"],
    ["ALTER PROCEDURE RENAME", "ALTER PROCEDURE work() RENAME TO renamed"],
    ["ALTER ROUTINE", "ALTER ROUTINE work() SECURITY DEFINER"],
    ["ALTER ROUTINE OWNER TO", "ALTER ROUTINE plain(int) OWNER TO app"],
    ["ALTER ROUTINE RENAME", "ALTER ROUTINE plain(int) RENAME TO renamed"],
    ["ALTER AGGREGATE OWNER TO", "ALTER AGGREGATE total(int) OWNER TO app"],
    ["ALTER AGGREGATE RENAME", "ALTER AGGREGATE total(int) RENAME TO renamed"],
    ["DROP FUNCTION", "DROP FUNCTION reads()"],
    ["DROP FUNCTION", "DROP FUNCTION IF EXISTS absent(int)"],
    ["DROP FUNCTION", "DROP FUNCTION plain(int)", "a view calls it"],
    ["DROP FUNCTION", "DROP ROUTINE reads"],
    ["DROP FUNCTION", "DROP PROCEDURE work()"],
    ["DROP FUNCTION", "DROP AGGREGATE total(int)"],
    ["DROP FUNCTION", "DROP AGGREGATE IF EXISTS absent(int)"],
    ["DROP FUNCTION CASCADE", "DROP FUNCTION plain(int) CASCADE", "a view calls it"],
    ["DROP FUNCTION CASCADE", "DROP FUNCTION used(int) CASCADE", "an index, a default and a CHECK call it"],
    ["COMMENT ON FUNCTION", "COMMENT ON FUNCTION plain(int) IS 'words'"],
    ["COMMENT ON PROCEDURE", "COMMENT ON PROCEDURE work() IS 'words'"],
    ["COMMENT ON ROUTINE", "COMMENT ON ROUTINE plain(int) IS 'words'"],
    ["COMMENT ON AGGREGATE", "COMMENT ON AGGREGATE total(int) IS 'words'"],
    [null, "CALL work()"],
    [null, "DO $$ BEGIN UPDATE target SET a = 1 WHERE id = 7; END $$"],
    [null, "DO $$ BEGIN EXECUTE 'ALTER TABLE target ADD COLUMN x float8 DEFAULT random()'; END $$"],
    [null, "DO $$ BEGIN NULL; END $$"],
    [null, "SELECT reads()"],
    ["SELECT", "SELECT plain(1)"],
  ]),
  ...on(
    FUNCTIONS,
    [
      [
        "CREATE FUNCTION",
        "CREATE FUNCTION fresh() RETURNS SETOF source LANGUAGE sql AS 'SELECT * FROM source'",
        "its body is not checked",
      ],
      [
        "CREATE FUNCTION in SQL",
        "CREATE FUNCTION fresh() RETURNS bigint LANGUAGE sql RETURN (SELECT count(*) FROM source)",
        "its body is not checked",
      ],
    ],
    "SET check_function_bodies = off",
  ),
  ...on(`CREATE SCHEMA other;\n${FUNCTIONS}`, [
    ["ALTER FUNCTION SET SCHEMA", "ALTER FUNCTION plain(int) SET SCHEMA other"],
    ["ALTER PROCEDURE SET SCHEMA", "ALTER PROCEDURE work() SET SCHEMA other"],
    ["ALTER ROUTINE SET SCHEMA", "ALTER ROUTINE reads() SET SCHEMA other"],
    ["ALTER AGGREGATE SET SCHEMA", "ALTER AGGREGATE total(int) SET SCHEMA other"],
  ]),
];
