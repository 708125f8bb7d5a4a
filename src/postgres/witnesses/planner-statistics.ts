/** Statements on tables with all kinds of statistics, for what becomes of those: measured by scripts/measure-consequences.ts alone. */
import { A_PARTITION, INHERITED, PARTITIONED, TABLE } from "./given.ts";
import { on, type Witness } from "./witness.ts";

/** Columns with statistics, an index with an expression and two statistics objects. */
const WITH_STATISTICS = `${TABLE}CREATE INDEX target_lower_idx ON target (lower(c));
CREATE INDEX target_sum_idx ON target ((a + id));
CREATE STATISTICS target_stats (dependencies, ndistinct, mcv) ON a, c FROM target;
CREATE STATISTICS target_expression ON (a + 1) FROM target;
CREATE STATISTICS target_other (dependencies) ON b, d FROM target;
`;

const GENERATED = `CREATE TABLE target (id int PRIMARY KEY, a int, g int GENERATED ALWAYS AS (a + 1) STORED);
INSERT INTO target SELECT i, i FROM generate_series(1, 300) i;
`;

const OF_TYPE = `CREATE TYPE pair AS (x int, y varchar(20));
CREATE TABLE target OF pair;
INSERT INTO target SELECT i, i FROM generate_series(1, 300) i;
`;

const statements = [
  "ALTER TABLE target ALTER COLUMN c TYPE varchar(2000)",
  "ALTER TABLE target ALTER COLUMN c TYPE varchar(20)",
  "ALTER TABLE target ALTER COLUMN c TYPE text",
  'ALTER TABLE target ALTER COLUMN c TYPE varchar(20) COLLATE "C"',
  "ALTER TABLE target ALTER COLUMN a TYPE bigint",
  "ALTER TABLE target ALTER COLUMN a TYPE int USING a + 1",
  "ALTER TABLE target ALTER COLUMN a TYPE bigint, ALTER COLUMN c TYPE text",
  "ALTER TABLE target ADD COLUMN e uuid DEFAULT gen_random_uuid()",
  "ALTER TABLE target ADD COLUMN e int DEFAULT 1",
  "ALTER TABLE target DROP COLUMN b",
  "ALTER TABLE target RENAME COLUMN a TO renamed",
  "ALTER TABLE target RENAME TO renamed",
  "ALTER TABLE target ALTER COLUMN a SET STATISTICS 500",
  "ALTER TABLE target ALTER COLUMN a SET STATISTICS 0",
  "ALTER TABLE target ALTER COLUMN a SET (n_distinct = 5)",
  "ALTER TABLE target ALTER COLUMN a SET NOT NULL",
  "ALTER TABLE target ALTER COLUMN a SET DEFAULT 1",
  "ALTER TABLE target SET UNLOGGED",
  "TRUNCATE target",
  "CLUSTER target USING target_pkey",
  "VACUUM FULL target",
  "REINDEX TABLE target",
  "REINDEX TABLE CONCURRENTLY target",
  "REINDEX INDEX CONCURRENTLY target_sum_idx",
  "DELETE FROM target",
  "ALTER STATISTICS target_stats SET STATISTICS 50",
  "ANALYZE target",
].map((sql) => [null, sql, "with statistics"] as const);

export const plannerStatistics: readonly Witness[] = [
  ...on(WITH_STATISTICS, statements),
  ...on(GENERATED, [
    [null, "ALTER TABLE target ALTER COLUMN g SET EXPRESSION AS (a + 2)", "with statistics"],
    [null, "ALTER TABLE target ALTER COLUMN g DROP EXPRESSION", "with statistics"],
    [null, "ALTER TABLE target ALTER COLUMN g TYPE bigint", "with statistics"],
  ]),
  ...on(OF_TYPE, [
    [null, "ALTER TYPE pair ALTER ATTRIBUTE y TYPE varchar(50) CASCADE", "with statistics"],
    [null, "ALTER TABLE target NOT OF", "with statistics"],
  ]),
  ...on(PARTITIONED, [
    [null, "ALTER TABLE target ALTER COLUMN a TYPE bigint", "partitioned, with statistics"],
    [null, "ALTER TABLE target DETACH PARTITION part_2", "partitioned, with statistics"],
    [null, "DROP TABLE part_2", "partitioned, with statistics"],
  ]),
  ...on(A_PARTITION, [
    [null, "ALTER TABLE target ALTER COLUMN a SET NOT NULL", "a partition, with statistics"],
    [null, "CREATE TABLE fresh PARTITION OF parent DEFAULT", "a partition, with statistics"],
  ]),
  ...on(INHERITED, [
    [null, "ALTER TABLE target ALTER COLUMN a TYPE bigint", "inherited, with statistics"],
    [null, "ALTER TABLE child NO INHERIT target", "inherited, with statistics"],
    [null, "ALTER TABLE child ALTER COLUMN extra TYPE bigint", "inherited, with statistics"],
  ]),
];
