import { INDEXED_TABLE, PARTITIONED, TABLE } from "./given.ts";
import { on } from "./witness.ts";

export const indexes = [
  ...on(TABLE, [
    ["CREATE INDEX", "CREATE INDEX target_a_idx ON target (a)"],
    ["CREATE INDEX", "CREATE UNIQUE INDEX target_a_idx ON target (a)"],
    ["CREATE INDEX", "CREATE INDEX IF NOT EXISTS target_a_idx ON target (a)"],
    ["CREATE INDEX", "CREATE INDEX ON target USING hash (b)"],
    ["CREATE INDEX", "CREATE INDEX ON target (lower(b)) WHERE a > 100"],
    ["CREATE INDEX CONCURRENTLY", "CREATE INDEX CONCURRENTLY target_a_idx ON target (a)"],
    [
      "CREATE INDEX CONCURRENTLY",
      "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS target_a_idx ON target (a)",
    ],
    ["DROP INDEX IF EXISTS absent", "DROP INDEX IF EXISTS absent"],
  ]),
  ...on(INDEXED_TABLE, [
    ["CREATE INDEX", "CREATE INDEX IF NOT EXISTS target_a_idx ON target (a)", "it exists"],
    ["DROP INDEX", "DROP INDEX target_a_idx"],
    ["DROP INDEX", "DROP INDEX IF EXISTS target_a_idx"],
    ["DROP INDEX", "DROP INDEX target_pkey"],
    ["DROP INDEX CONCURRENTLY", "DROP INDEX CONCURRENTLY target_a_idx"],
    ["ALTER INDEX RENAME", "ALTER INDEX target_a_idx RENAME TO renamed"],
    ["REINDEX INDEX", "REINDEX INDEX target_a_idx"],
    ["REINDEX TABLE", "REINDEX TABLE target"],
    ["REINDEX INDEX CONCURRENTLY", "REINDEX INDEX CONCURRENTLY target_a_idx"],
    ["REINDEX TABLE CONCURRENTLY", "REINDEX TABLE CONCURRENTLY target"],
  ]),
  ...on(PARTITIONED, [["CREATE INDEX", "CREATE INDEX target_a_idx ON target (a)", "partitioned"]]),
];
