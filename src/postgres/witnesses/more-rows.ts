import { INHERITED, PARTITIONED, TABLE, VIEWED } from "./given.ts";
import { on } from "./witness.ts";

const SOURCE = `${TABLE}CREATE TABLE source (id int PRIMARY KEY, a int);
INSERT INTO source SELECT i, i FROM generate_series(1, 300) i;
`;
const TRIGGERED = `${TABLE}CREATE TABLE source (id int, said text);
CREATE FUNCTION log() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO source VALUES (new.id, 'changed'); RETURN new; END $$;
CREATE TRIGGER logged AFTER UPDATE ON target FOR EACH ROW EXECUTE FUNCTION log();
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN new.b = now(); RETURN new; END $$;
CREATE TRIGGER touched BEFORE INSERT ON target FOR EACH ROW EXECUTE FUNCTION touch();
`;
const SECURED = `${SOURCE}ALTER TABLE target ENABLE ROW LEVEL SECURITY;\n`;

/** Statements that read and change rows. */
export const moreRows = [
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
    ["UPDATE", "UPDATE absent SET a = 1"],
    ["DELETE", "DELETE FROM target USING source WHERE source.id = target.id"],
    ["DELETE", "DELETE FROM target WHERE id IN (SELECT id FROM source)"],
    ["DELETE", "DELETE FROM target WHERE NOT EXISTS (SELECT FROM source WHERE source.id = target.id)"],
    ["DELETE", "DELETE FROM absent"],
    [
      "MERGE",
      "MERGE INTO target t USING source s ON t.id = s.id WHEN MATCHED THEN UPDATE SET a = s.a WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id)",
    ],
    ["MERGE", "MERGE INTO target t USING source s ON t.id = s.id WHEN MATCHED THEN DELETE"],
    [
      "MERGE",
      "MERGE INTO target t USING source s ON t.id = s.id WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id)",
    ],
    ["MERGE", "MERGE INTO target t USING source s ON t.id = s.id WHEN MATCHED THEN DO NOTHING"],
    [
      null,
      "WITH gone AS (DELETE FROM source RETURNING id, a) INSERT INTO target (id, a) SELECT id + 1000, a FROM gone",
    ],
    ["COPY FROM", "COPY target (id) FROM PROGRAM 'echo 1000'"],
    ["COPY FROM", "COPY absent FROM PROGRAM 'echo 1000'"],
    ["COPY TO", "COPY target TO PROGRAM 'cat > /dev/null'"],
    ["COPY TO", "COPY (SELECT * FROM target) TO PROGRAM 'cat > /dev/null'", "a query"],
    ["SELECT", "SELECT * FROM target JOIN source USING (id)"],
    ["SELECT", "SELECT max(id), min(id) FROM target"],
    ["SELECT", "SELECT 1"],
    ["SELECT", "TABLE target"],
    ["SELECT", "VALUES (1)"],
    ["SELECT FOR UPDATE", "SELECT * FROM target FOR UPDATE"],
    ["SELECT FOR UPDATE", "SELECT * FROM target WHERE id = 7 FOR SHARE"],
    ["SELECT FOR UPDATE", "SELECT * FROM target JOIN source USING (id) FOR UPDATE OF target", "of one table"],
    [
      "SELECT FOR UPDATE",
      "SELECT * FROM target t JOIN source s USING (id) FOR NO KEY UPDATE OF t SKIP LOCKED",
    ],
    ["SELECT", "SELECT pg_catalog.set_config('search_path', '', false)"],
    ["SELECT", "SELECT pg_advisory_lock(42)"],
    ["SELECT", "SELECT count(*) FROM pg_catalog.pg_class"],
    ["SELECT", "SELECT table_name FROM information_schema.tables"],
    ["EXPLAIN", "EXPLAIN SELECT * FROM source"],
    ["EXPLAIN", "EXPLAIN UPDATE target SET a = 1"],
    ["EXPLAIN ANALYZE", "EXPLAIN ANALYZE UPDATE target SET a = 1"],
    ["EXPLAIN ANALYZE", "EXPLAIN (ANALYZE, BUFFERS) SELECT * FROM source"],
    ["EXPLAIN", "EXPLAIN (ANALYZE false) DELETE FROM target USING source WHERE target.id = source.id"],
    ["DECLARE CURSOR", "DECLARE c CURSOR FOR SELECT * FROM source"],
    ["PREPARE", "PREPARE p AS SELECT * FROM source"],
    ["PREPARE", "PREPARE p_2 AS UPDATE target SET a = $1 WHERE id IN (SELECT id FROM source)"],
    [null, "EXECUTE absent"],
    [null, "FETCH ALL FROM absent"],
    ["CLOSE CURSOR", "CLOSE ALL"],
  ]),
  ...on(TRIGGERED, [
    [null, "UPDATE target SET a = 1 WHERE id = 7", "a trigger writes another table"],
    [null, "UPDATE target SET a = 1", "a trigger writes another table"],
    ["INSERT", "INSERT INTO target (id, a) VALUES (1000, 1)", "a trigger sets a column"],
    ["DELETE", "DELETE FROM target WHERE id = 7", "its triggers are for other commands"],
  ]),
  ...on(`${TRIGGERED}ALTER TABLE target DISABLE TRIGGER logged;\n`, [
    ["UPDATE", "UPDATE target SET a = 1 WHERE id = 7", "its trigger is disabled"],
  ]),
  ...on(SECURED, [
    ["UPDATE", "UPDATE target SET a = 1", "row level security is on"],
    ["SELECT", "SELECT * FROM target", "row level security is on"],
  ]),
  ...on(`${PARTITIONED}CREATE TABLE source (id int);\nINSERT INTO source VALUES (7), (300);\n`, [
    [
      "MERGE",
      "MERGE INTO target t USING source s ON t.id = s.id WHEN MATCHED THEN UPDATE SET a = 1",
      "partitioned",
    ],
  ]),
  ...on(PARTITIONED, [
    ["COPY FROM partitioned", "COPY target (id) FROM PROGRAM 'echo 7'", "partitioned"],
    ["COPY TO", "COPY (SELECT * FROM target) TO PROGRAM 'cat > /dev/null'", "partitioned"],
    ["COPY TO", "COPY target TO PROGRAM 'cat > /dev/null'", "partitioned"],
    ["SELECT FOR UPDATE", "SELECT * FROM target FOR UPDATE", "partitioned"],
    ["CREATE TABLE AS", "CREATE TABLE fresh AS SELECT * FROM target", "partitioned"],
    ["CREATE VIEW", "CREATE VIEW fresh AS SELECT * FROM target", "partitioned"],
  ]),
  ...on(PARTITIONED.replaceAll("target", "source"), [
    ["EXPLAIN", "EXPLAIN SELECT * FROM source", "partitioned"],
    ["PREPARE", "PREPARE p_3 AS SELECT * FROM source", "partitioned"],
    ["DECLARE CURSOR", "DECLARE c CURSOR FOR SELECT * FROM source", "partitioned"],
  ]),
  ...on(VIEWED, [["SELECT FOR UPDATE", "SELECT * FROM dependent_view FOR UPDATE", "of a view"]]),
  ...on(INHERITED, [
    ["SELECT FOR UPDATE", "SELECT * FROM target FOR UPDATE", "a table inherits from it"],
    ["SELECT", "SELECT max(id) FROM target", "a table inherits from it"],
    ["SELECT", "SELECT count(*) FROM ONLY target", "a table inherits from it"],
    ["COPY TO", "COPY target TO PROGRAM 'cat > /dev/null'", "a table inherits from it"],
  ]),
  ...on(VIEWED, [
    ["COPY FROM", "COPY dependent_view FROM PROGRAM 'echo 7'", "a view"],
    ["COMMENT ON COLUMN", "COMMENT ON COLUMN dependent_view.a IS 'words'", "of a view"],
  ]),
  ...on(TABLE, [
    ["COMMENT ON COLUMN", "COMMENT ON COLUMN target.a IS NULL"],
    ["COMMENT ON COLUMN", "COMMENT ON COLUMN target.absent IS 'words'"],
    ["COMMENT ON TABLE", "COMMENT ON TABLE absent IS 'words'"],
    ["COMMENT ON CONSTRAINT", "COMMENT ON CONSTRAINT target_pkey ON target IS 'words'"],
    ["COMMENT ON CONSTRAINT", "COMMENT ON CONSTRAINT absent ON target IS 'words'"],
  ]),
  ...on("CREATE DOMAIN positive AS int CONSTRAINT small CHECK (VALUE > 0);\n", [
    ["COMMENT ON DOMAIN CONSTRAINT", "COMMENT ON CONSTRAINT small ON DOMAIN positive IS 'words'"],
  ]),
];
