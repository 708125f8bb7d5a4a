import { INDEXED_TABLE, INHERITED, PARTITIONED, TABLE } from "./given.ts";
import { on } from "./witness.ts";

const SOURCE = `${TABLE}CREATE TABLE source (id int PRIMARY KEY, a int);
INSERT INTO source SELECT i, i FROM generate_series(1, 300) i;
`;
const MODES = [
  "ACCESS SHARE",
  "ROW SHARE",
  "ROW EXCLUSIVE",
  "SHARE UPDATE EXCLUSIVE",
  "SHARE",
  "SHARE ROW EXCLUSIVE",
  "EXCLUSIVE",
  "ACCESS EXCLUSIVE",
];
const TRIGGERED = `${TABLE}CREATE TABLE source (id int, said text);
CREATE FUNCTION log() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO source VALUES (new.id, 'changed'); RETURN new; END $$;
CREATE TRIGGER logged AFTER UPDATE ON target FOR EACH ROW EXECUTE FUNCTION log();
`;

export const statements = [
  ...on(SOURCE, [
    ["INSERT", "INSERT INTO target (id, a) VALUES (1000, 1), (1001, 2) RETURNING id"],
    ["INSERT", "INSERT INTO target (id, a) VALUES (1, 1)", "the key exists"],
    ["INSERT", "INSERT INTO target (id, a) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET a = excluded.a"],
    ["INSERT", "INSERT INTO target DEFAULT VALUES"],
    ["INSERT", "INSERT INTO absent VALUES (1)"],
    ["INSERT SELECT", "INSERT INTO target (id) SELECT i FROM generate_series(1000, 1010) i"],
    [
      "INSERT SELECT",
      "INSERT INTO target (id, a) SELECT id + 1000, a FROM source WHERE a > 10 ON CONFLICT DO NOTHING",
    ],
    ["INSERT SELECT", "INSERT INTO target (id, a) SELECT id + 1000, a FROM target", "from itself"],
    [
      "INSERT SELECT",
      "WITH s AS (SELECT id + 1000 AS id FROM source) INSERT INTO target (id) SELECT id FROM s",
    ],
    ["UPDATE", "UPDATE target SET a = (SELECT max(a) FROM source)"],
    ["UPDATE", "UPDATE target SET a = 1 WHERE id IN (SELECT id FROM source)"],
    ["UPDATE", "UPDATE target AS t SET a = 1 FROM source s WHERE s.id = t.id RETURNING t.id"],
    ["UPDATE", "UPDATE target SET a = 1 WHERE a IS NULL"],
    [
      "UPDATE",
      "WITH s AS (SELECT id FROM source LIMIT 10) UPDATE target SET a = 1 FROM s WHERE s.id = target.id",
    ],
    ["UPDATE", "UPDATE target SET absent = 1"],
    ["DELETE", "DELETE FROM target USING source WHERE source.id = target.id"],
    ["DELETE", "DELETE FROM target WHERE id IN (SELECT id FROM source)"],
    ["DELETE", "DELETE FROM target WHERE NOT EXISTS (SELECT FROM source WHERE source.id = target.id)"],
    [
      "MERGE",
      "MERGE INTO target t USING source s ON t.id = s.id WHEN MATCHED THEN UPDATE SET a = s.a WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id)",
    ],
    ["MERGE", "MERGE INTO target t USING source s ON t.id = s.id WHEN MATCHED THEN DELETE"],
    [
      "WITH moves rows",
      "WITH gone AS (DELETE FROM source RETURNING id, a) INSERT INTO target (id, a) SELECT id + 1000, a FROM gone",
    ],
    ["COPY FROM", "COPY target (id) FROM PROGRAM 'echo 1000'"],
    ["COPY TO", "COPY target TO PROGRAM 'cat > /dev/null'"],
    ["COPY TO", "COPY (SELECT * FROM target) TO PROGRAM 'cat > /dev/null'", "a query"],
    ["SELECT", "SELECT * FROM target JOIN source USING (id)"],
    ["SELECT", "SELECT 1"],
    ["SELECT", "TABLE target"],
    ["SELECT", "VALUES (1)"],
    ["SELECT FOR UPDATE", "SELECT * FROM target FOR UPDATE"],
    ["SELECT FOR UPDATE", "SELECT * FROM target WHERE id = 7 FOR SHARE"],
    ["SELECT FOR UPDATE", "SELECT * FROM target JOIN source USING (id) FOR UPDATE OF target", "of one table"],
    ["EXPLAIN", "EXPLAIN SELECT * FROM target"],
    ["EXPLAIN ANALYZE UPDATE", "EXPLAIN ANALYZE UPDATE target SET a = 1"],
    ["DECLARE CURSOR", "DECLARE c CURSOR FOR SELECT * FROM target"],
    ["PREPARE", "PREPARE p AS SELECT * FROM target"],
    ["SELECT catalog", "SELECT pg_catalog.set_config('search_path', '', false)"],
    ["SELECT advisory lock", "SELECT pg_advisory_lock(42)"],
    ["SELECT catalog", "SELECT count(*) FROM pg_catalog.pg_class"],
  ]),
  ...on(TRIGGERED, [
    [null, "UPDATE target SET a = 1 WHERE id = 7", "a trigger writes another table"],
    [null, "UPDATE target SET a = 1", "a trigger writes another table"],
  ]),
  ...on(`${TABLE}ALTER TABLE target ENABLE ROW LEVEL SECURITY;\n`, [
    ["UPDATE", "UPDATE target SET a = 1", "row level security is on"],
  ]),
  ...on(
    TABLE,
    MODES.map((mode) => [`LOCK TABLE IN ${mode} MODE`, `LOCK TABLE target IN ${mode} MODE`] as const),
  ),
  ...on(TABLE, [
    ["LOCK TABLE", "LOCK TABLE target NOWAIT"],
    ["LOCK TABLE", "LOCK target"],
    ["LOCK TABLE", "LOCK TABLE absent"],
    ["ANALYZE", "ANALYZE target"],
    ["ANALYZE", "ANALYZE target (a)"],
    ["ANALYZE", "ANALYZE"],
    ["VACUUM", "VACUUM target"],
    ["VACUUM", "VACUUM (FREEZE, ANALYZE) target"],
    ["VACUUM FULL", "VACUUM FULL target"],
    ["CHECKPOINT", "CHECKPOINT"],
    ["TRUNCATE", "TRUNCATE absent"],
  ]),
  ...on(INDEXED_TABLE, [
    ["CLUSTER", "CLUSTER target USING target_a_idx"],
    ["CLUSTER", "CLUSTER target", "no index is chosen"],
    ["VACUUM FULL", "VACUUM FULL target", "indexed"],
    ["VACUUM", "VACUUM (INDEX_CLEANUP off) target", "indexed"],
  ]),
  ...on(`${INDEXED_TABLE}CLUSTER target USING target_a_idx;\n`, [
    ["CLUSTER", "CLUSTER target", "an index is chosen"],
  ]),
  ...on(PARTITIONED, [
    ["ANALYZE", "ANALYZE target", "partitioned"],
    ["VACUUM partitioned", "VACUUM target", "partitioned"],
    [
      "MERGE",
      "MERGE INTO target t USING (SELECT 7 AS id) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET a = 1",
      "partitioned",
    ],
    ["COPY FROM partitioned", "COPY target (id) FROM PROGRAM 'echo 7'", "partitioned"],
    ["COPY TO", "COPY (SELECT * FROM target) TO PROGRAM 'cat > /dev/null'", "partitioned"],
    ["SELECT FOR UPDATE", "SELECT * FROM target FOR UPDATE", "partitioned"],
    ["CREATE TABLE AS", "CREATE TABLE fresh AS SELECT * FROM target", "partitioned"],
    ["CREATE VIEW", "CREATE VIEW fresh AS SELECT * FROM target", "partitioned"],
  ]),
  ...on(INHERITED, [
    ["ANALYZE", "ANALYZE target", "a table inherits from it"],
    ["SELECT", "SELECT count(*) FROM ONLY target", "a table inherits from it"],
  ]),
  ...on(TABLE, [
    ["SET", "SET lock_timeout = '5s'"],
    ["SET", "SET LOCAL statement_timeout = 0"],
    ["SET", "SET search_path TO other, public"],
    ["SET", "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE"],
    ["SET", "SET ROLE app"],
    ["SET", "SET SESSION AUTHORIZATION DEFAULT"],
    ["SET", "SET TIME ZONE 'UTC'"],
    ["SET", "SET CONSTRAINTS ALL DEFERRED"],
    ["SET", "SET absent = 1"],
    ["SET", "RESET ALL"],
    ["SET", "RESET lock_timeout"],
    ["SHOW", "SHOW server_version"],
    ["DISCARD", "DISCARD PLANS"],
    ["DISCARD", "DISCARD ALL"],
    ["NOTIFY", "NOTIFY changed, 'words'"],
    ["NOTIFY", "LISTEN changed"],
    ["NOTIFY", "UNLISTEN *"],
    ["SAVEPOINT", "SAVEPOINT s"],
    ["SAVEPOINT", "RELEASE SAVEPOINT absent"],
    ["LOAD", "LOAD 'absent_library'"],
    ["DEALLOCATE", "DEALLOCATE ALL"],
    ["PREPARE TRANSACTION", "PREPARE TRANSACTION 'x'", "nothing was done"],
  ]),
];
