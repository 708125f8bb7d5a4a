import { INDEXED_TABLE, TABLE, VIEWED } from "./given.ts";
import { on } from "./witness.ts";

const MATVIEW = `${TABLE}CREATE MATERIALIZED VIEW dependent_matview AS SELECT id, a FROM target;\n`;
const INVALID = `${TABLE}CREATE INDEX target_a_idx ON target (a);\nUPDATE pg_index SET indisvalid = false WHERE indexrelid = 'target_a_idx'::regclass;\n`;

export const moreIndexes = [
  ...on(`CREATE EXTENSION pg_trgm;\nCREATE EXTENSION btree_gist;\n${TABLE}`, [
    ["CREATE INDEX", "CREATE INDEX ON target USING gin (b gin_trgm_ops)"],
    ["CREATE INDEX", "CREATE INDEX ON target USING gist (a)"],
    ["CREATE INDEX", "CREATE INDEX ON target USING brin (d)"],
    ["CREATE INDEX", "CREATE INDEX ON target USING spgist (b)"],
    ["CREATE INDEX", "CREATE INDEX ON target (a DESC NULLS LAST, b) INCLUDE (c) WITH (fillfactor = 70)"],
    ["CREATE INDEX", "CREATE UNIQUE INDEX ON target (lower(b)) WHERE a IS NOT NULL"],
    ["CREATE INDEX", "CREATE UNIQUE INDEX ON target (a) NULLS NOT DISTINCT"],
    ["CREATE INDEX", "CREATE INDEX ON target (a) TABLESPACE other_space"],
    ["CREATE INDEX", "CREATE INDEX ON target (random())"],
    ["CREATE INDEX", "CREATE INDEX ON target (absent)"],
    ["CREATE INDEX", "CREATE INDEX target_pkey ON target (a)", "the name is taken"],
    ["CREATE INDEX", "CREATE INDEX ON absent (a)"],
    [
      "CREATE INDEX CONCURRENTLY",
      "CREATE INDEX CONCURRENTLY ON target USING gin (b gin_trgm_ops) WHERE a > 10",
    ],
    ["CREATE INDEX CONCURRENTLY", "CREATE INDEX CONCURRENTLY ON target (lower(b))"],
    ["ALTER TABLE ADD EXCLUDE", "ALTER TABLE target ADD EXCLUDE USING gist (a WITH =)"],
  ]),
  ...on(INDEXED_TABLE, [
    [
      "CREATE INDEX CONCURRENTLY IF NOT EXISTS existing",
      "CREATE INDEX CONCURRENTLY IF NOT EXISTS target_a_idx ON target (a)",
      "it exists",
    ],
    ["DROP INDEX CONCURRENTLY", "DROP INDEX CONCURRENTLY IF EXISTS target_a_idx"],
    ["DROP INDEX CONCURRENTLY IF EXISTS absent", "DROP INDEX CONCURRENTLY IF EXISTS absent"],
    ["DROP INDEX", "DROP INDEX absent"],
    ["DROP INDEX CASCADE", "DROP INDEX target_a_idx CASCADE"],
    ["DROP INDEX", "DROP INDEX target_a_idx, target_pkey", "one is the primary key's"],
    ["ALTER INDEX RENAME", "ALTER INDEX target_pkey RENAME TO renamed"],
    ["ALTER INDEX IF EXISTS absent", "ALTER INDEX IF EXISTS absent RENAME TO renamed"],
    ["ALTER INDEX RENAME", "ALTER INDEX IF EXISTS target_a_idx RENAME TO renamed"],
    ["ALTER TABLE RENAME index", "ALTER TABLE target_a_idx RENAME TO renamed", "of an index"],
    ["ALTER INDEX RENAME table", "ALTER INDEX target RENAME TO renamed", "of a table"],
    ["ALTER INDEX SET (storage)", "ALTER INDEX target_a_idx SET (fillfactor = 70)"],
    ["ALTER INDEX SET (storage)", "ALTER INDEX target_a_idx RESET (fillfactor)"],
    ["ALTER INDEX SET TABLESPACE", "ALTER INDEX target_a_idx SET TABLESPACE other_space"],
    ["ALTER INDEX DEPENDS ON EXTENSION", "ALTER INDEX target_a_idx DEPENDS ON EXTENSION plpgsql"],
    ["REINDEX INDEX", "REINDEX (VERBOSE) INDEX target_a_idx"],
    ["REINDEX TABLE", "REINDEX (TABLESPACE other_space) TABLE target"],
    ["REINDEX SCHEMA", "REINDEX SCHEMA public"],
    ["REINDEX SCHEMA CONCURRENTLY", "REINDEX SCHEMA CONCURRENTLY public"],
    ["COMMENT ON INDEX", "COMMENT ON INDEX target_a_idx IS 'words'"],
  ]),
  ...on(INVALID, [
    ["REINDEX INDEX", "REINDEX INDEX target_a_idx", "it is invalid"],
    ["DROP INDEX", "DROP INDEX target_a_idx", "it is invalid"],
    [
      "ALTER TABLE ADD UNIQUE USING INDEX",
      "ALTER TABLE target ADD UNIQUE USING INDEX target_a_idx",
      "it is invalid",
    ],
  ]),
  ...on(
    `${TABLE}CREATE UNIQUE INDEX target_lower_idx ON target (lower(b));\nCREATE UNIQUE INDEX target_part_idx ON target (a) WHERE a > 1;\nCREATE INDEX target_a_idx ON target (a);\n`,
    [
      [
        "ALTER TABLE ADD UNIQUE USING INDEX",
        "ALTER TABLE target ADD UNIQUE USING INDEX target_lower_idx",
        "on an expression",
      ],
      [
        "ALTER TABLE ADD UNIQUE USING INDEX",
        "ALTER TABLE target ADD UNIQUE USING INDEX target_part_idx",
        "partial",
      ],
      [
        "ALTER TABLE ADD UNIQUE USING INDEX",
        "ALTER TABLE target ADD UNIQUE USING INDEX target_a_idx",
        "not unique",
      ],
      ["ALTER TABLE ADD UNIQUE USING INDEX", "ALTER TABLE target ADD UNIQUE USING INDEX absent"],
    ],
  ),
  ...on(MATVIEW, [
    ["CREATE INDEX", "CREATE INDEX ON dependent_matview (a)", "of a materialized view"],
    [
      "CREATE INDEX CONCURRENTLY materialized view",
      "CREATE UNIQUE INDEX CONCURRENTLY ON dependent_matview (id)",
    ],
    ["REINDEX TABLE", "REINDEX TABLE dependent_matview", "of a materialized view"],
  ]),
  ...on(VIEWED, [["CREATE INDEX", "CREATE INDEX ON dependent_view (a)", "of a view"]]),
  ...on(`CREATE TEMP TABLE target (id int);\nINSERT INTO target SELECT i FROM generate_series(1, 300) i;\n`, [
    ["CREATE INDEX", "CREATE INDEX ON target (id)", "temporary"],
    ["CREATE INDEX CONCURRENTLY temporary", "CREATE INDEX CONCURRENTLY ON target (id)", "temporary"],
  ]),
];
