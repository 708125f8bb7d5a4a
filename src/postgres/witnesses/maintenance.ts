import { LOCK_MODES } from "../lock-mode.ts";
import { INDEXED_TABLE, INHERITED, PARTITIONED, PARTITIONED_INDEXED, TABLE, VIEWED } from "./given.ts";
import { on } from "./witness.ts";

const MODES = LOCK_MODES.filter((mode) => mode !== "ACCESS EXCLUSIVE");
const MATVIEW = `CREATE TABLE source (id int PRIMARY KEY, a int);
INSERT INTO source SELECT i, i FROM generate_series(1, 300) i;
CREATE MATERIALIZED VIEW target AS SELECT id, a FROM source;
CREATE INDEX target_a_idx ON target (a);
`;

/** LOCK, ANALYZE, VACUUM, CLUSTER. */
export const maintenance = [
  ...on(
    TABLE,
    MODES.map((mode) => [`LOCK TABLE IN ${mode} MODE`, `LOCK TABLE target IN ${mode} MODE`] as const),
  ),
  ...on(TABLE, [
    ["LOCK TABLE", "LOCK TABLE target NOWAIT"],
    ["LOCK TABLE", "LOCK TABLE target IN ACCESS EXCLUSIVE MODE"],
    ["LOCK TABLE", "LOCK TABLE absent"],
    ["ANALYZE", "ANALYZE target"],
    ["ANALYZE", "ANALYZE target (a)"],
    ["ANALYZE", "ANALYZE absent"],
    ["VACUUM", "VACUUM target"],
    ["VACUUM", "VACUUM (FREEZE, ANALYZE) target"],
    ["VACUUM FULL", "VACUUM FULL target"],
    ["VACUUM FULL", "VACUUM (FULL, ANALYZE) target", "and analyzed"],
    ["TRUNCATE", "TRUNCATE absent"],
    ["CLUSTER", "CLUSTER target", "no index is chosen"],
  ]),
  ...on(INDEXED_TABLE, [
    ["CLUSTER", "CLUSTER target USING target_a_idx"],
    ["CLUSTER", "CLUSTER absent USING target_a_idx"],
    ["VACUUM FULL", "VACUUM FULL target", "indexed"],
    ["VACUUM", "VACUUM (INDEX_CLEANUP off) target", "indexed"],
    ["ANALYZE", "ANALYZE", "the whole database"],
    ["VACUUM", "VACUUM", "the whole database"],
    ["VACUUM", "VACUUM (SKIP_LOCKED) target", "indexed"],
  ]),
  ...on(`${INDEXED_TABLE}CLUSTER target USING target_a_idx;\n`, [
    ["CLUSTER", "CLUSTER target", "an index is chosen"],
    ["CLUSTER all", "CLUSTER"],
  ]),
  ...on(MATVIEW, [
    ["ANALYZE", "ANALYZE target", "of a materialized view"],
    ["VACUUM", "VACUUM target", "of a materialized view"],
    ["CLUSTER", "CLUSTER target USING target_a_idx", "of a materialized view"],
    ["REINDEX MATERIALIZED VIEW", "REINDEX TABLE target", "of a materialized view"],
  ]),
  ...on(PARTITIONED, [
    ["ANALYZE", "ANALYZE target", "partitioned"],
    ["VACUUM partitioned", "VACUUM target", "partitioned"],
    ["VACUUM FULL partitioned", "VACUUM FULL target", "partitioned"],
    ["VACUUM partitioned", "VACUUM (ANALYZE) target", "partitioned"],
  ]),
  ...on(PARTITIONED_INDEXED, [["CLUSTER partitioned", "CLUSTER target USING target_a_idx", "partitioned"]]),
  ...on(VIEWED.replaceAll("target", "source").replace("dependent_view", "target"), [
    ["LOCK TABLE view IN SHARE MODE", "LOCK TABLE target IN SHARE MODE", "of a view"],
  ]),
  ...on(PARTITIONED, [
    ["LOCK TABLE IN SHARE MODE", "LOCK TABLE target IN SHARE MODE", "partitioned"],
    ["LOCK TABLE IN SHARE MODE", "LOCK TABLE ONLY target IN SHARE MODE", "partitioned"],
  ]),
  ...on(INHERITED, [
    ["LOCK TABLE IN SHARE MODE", "LOCK TABLE target IN SHARE MODE", "a table inherits from it"],
    ["ANALYZE", "ANALYZE target", "a table inherits from it"],
    ["VACUUM", "VACUUM target", "a table inherits from it"],
  ]),
];
