import { TABLE } from "./given.ts";
import { on } from "./witness.ts";

const VIEW = `CREATE TABLE source (id int PRIMARY KEY, a int, b text);
INSERT INTO source SELECT i, i, 'text ' || i FROM generate_series(1, 300) i;
CREATE VIEW target AS SELECT id, a FROM source;
`;
const VIEWS = `${VIEW}CREATE VIEW dependent_view AS SELECT id FROM target;\n`;
const MATVIEW = `CREATE TABLE source (id int PRIMARY KEY, a int, b text);
INSERT INTO source SELECT i, i, 'text ' || i FROM generate_series(1, 300) i;
CREATE MATERIALIZED VIEW target AS SELECT id, a FROM source;
CREATE UNIQUE INDEX target_id_idx ON target (id);
CREATE INDEX target_a_idx ON target (a);
`;
const FUNCTION = "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;\n";
const TRIGGER = `${TABLE}${FUNCTION}CREATE TRIGGER touched BEFORE UPDATE ON target FOR EACH ROW EXECUTE FUNCTION touch();\n`;

export const views = [
  ...on(VIEW, [
    ["CREATE VIEW", "CREATE VIEW fresh AS SELECT id FROM source", "of a table"],
    ["CREATE VIEW", "CREATE VIEW fresh AS SELECT t.id FROM target t JOIN source s USING (id)"],
    ["CREATE VIEW", "CREATE VIEW fresh WITH (security_barrier) AS SELECT 1 AS x WITH LOCAL CHECK OPTION"],
    ["CREATE VIEW", "CREATE VIEW fresh WITH (security_invoker = true) AS SELECT id FROM source"],
    [
      "CREATE VIEW",
      "CREATE RECURSIVE VIEW fresh (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM fresh WHERE n < 10",
    ],
    ["CREATE VIEW", "CREATE VIEW target AS SELECT 1 AS x", "it exists"],
    [
      "CREATE OR REPLACE VIEW existing target",
      "CREATE OR REPLACE VIEW target AS SELECT id, a, b FROM source",
    ],
    [
      "CREATE OR REPLACE VIEW existing target",
      "CREATE OR REPLACE VIEW target AS SELECT id FROM source",
      "a column goes",
    ],
    ["DROP VIEW", "DROP VIEW target", "nothing depends on it"],
    ["DROP VIEW IF EXISTS absent", "DROP VIEW IF EXISTS absent"],
    ["ALTER VIEW RENAME", "ALTER VIEW target RENAME TO renamed"],
    ["ALTER VIEW RENAME COLUMN", "ALTER VIEW target RENAME COLUMN a TO renamed"],
    ["ALTER VIEW OWNER TO", "ALTER VIEW target OWNER TO app"],
    ["ALTER VIEW SET", "ALTER VIEW target SET (security_barrier = true)"],
    ["ALTER VIEW SET", "ALTER VIEW target RESET (security_barrier)"],
    ["ALTER VIEW ALTER COLUMN SET DEFAULT", "ALTER VIEW target ALTER COLUMN a SET DEFAULT 7"],
    ["COMMENT ON VIEW", "COMMENT ON VIEW target IS 'words'"],
    ["SELECT", "SELECT count(*) FROM target", "of a view"],
    ["INSERT view", "INSERT INTO target VALUES (1000, 1)", "into a view"],
    ["UPDATE view", "UPDATE target SET a = 1", "of a view"],
    ["DELETE view", "DELETE FROM target WHERE id = 7", "of a view"],
    ["LOCK TABLE view", "LOCK TABLE target", "of a view"],
    ["GRANT ON TABLE", "GRANT SELECT ON target TO app", "of a view"],
    ["CREATE RULE", "CREATE RULE r AS ON INSERT TO target DO INSTEAD NOTHING", "of a view"],
    ["DROP TABLE CASCADE", "DROP TABLE source CASCADE", "a view depends on it, as source"],
  ]),
  ...on(`CREATE SCHEMA other;\n${VIEW}`, [["ALTER VIEW SET SCHEMA", "ALTER VIEW target SET SCHEMA other"]]),
  ...on(`CREATE SCHEMA other;\n${MATVIEW}`, [
    ["ALTER MATERIALIZED VIEW SET SCHEMA", "ALTER MATERIALIZED VIEW target SET SCHEMA other"],
  ]),
  ...on(`${VIEW}CREATE VIEW target_2 AS SELECT 1 AS x;\n`, [["DROP VIEW", "DROP VIEW target, target_2"]]),
  ...on(VIEWS, [
    ["DROP VIEW", "DROP VIEW target", "a view depends on it"],
    ["DROP VIEW CASCADE", "DROP VIEW target CASCADE", "a view depends on it"],
    [
      "CREATE OR REPLACE VIEW existing target",
      "CREATE OR REPLACE VIEW target AS SELECT id, a, b FROM source",
      "a view depends on it",
    ],
    ["ALTER VIEW RENAME", "ALTER VIEW target RENAME TO renamed", "a view depends on it"],
    ["DROP TABLE CASCADE", "DROP TABLE source CASCADE", "views depend on each other"],
  ]),
  ...on(MATVIEW, [
    ["CREATE MATERIALIZED VIEW", "CREATE MATERIALIZED VIEW fresh AS SELECT id FROM source"],
    [
      "CREATE MATERIALIZED VIEW",
      "CREATE MATERIALIZED VIEW IF NOT EXISTS fresh AS SELECT id FROM source WITH NO DATA",
    ],
    [
      "CREATE MATERIALIZED VIEW IF NOT EXISTS existing",
      "CREATE MATERIALIZED VIEW IF NOT EXISTS target AS SELECT id FROM source",
    ],
    ["REFRESH MATERIALIZED VIEW", "REFRESH MATERIALIZED VIEW target"],
    ["REFRESH MATERIALIZED VIEW WITH NO DATA", "REFRESH MATERIALIZED VIEW target WITH NO DATA"],
    ["REFRESH MATERIALIZED VIEW CONCURRENTLY", "REFRESH MATERIALIZED VIEW CONCURRENTLY target"],
    ["DROP MATERIALIZED VIEW", "DROP MATERIALIZED VIEW target"],
    ["DROP MATERIALIZED VIEW IF EXISTS absent", "DROP MATERIALIZED VIEW IF EXISTS absent"],
    ["ALTER MATERIALIZED VIEW RENAME", "ALTER MATERIALIZED VIEW target RENAME TO renamed"],
    ["ALTER MATERIALIZED VIEW RENAME COLUMN", "ALTER MATERIALIZED VIEW target RENAME COLUMN a TO renamed"],
    ["ALTER MATERIALIZED VIEW OWNER TO", "ALTER MATERIALIZED VIEW target OWNER TO app"],
    ["ALTER MATERIALIZED VIEW SET (storage)", "ALTER MATERIALIZED VIEW target SET (fillfactor = 70)"],
    ["ALTER MATERIALIZED VIEW SET TABLESPACE", "ALTER MATERIALIZED VIEW target SET TABLESPACE other_space"],
    ["ALTER MATERIALIZED VIEW CLUSTER ON", "ALTER MATERIALIZED VIEW target CLUSTER ON target_a_idx"],
    ["COMMENT ON MATERIALIZED VIEW", "COMMENT ON MATERIALIZED VIEW target IS 'words'"],
    [
      "ALTER TABLE ALTER COLUMN TYPE",
      "ALTER TABLE source ALTER COLUMN a TYPE bigint",
      "a materialized view selects it",
    ],
    ["DROP TABLE CASCADE", "DROP TABLE source CASCADE", "a materialized view depends on it"],
    ["TRUNCATE", "TRUNCATE target", "of a materialized view"],
    ["INSERT", "INSERT INTO target VALUES (1000, 1)", "into a materialized view"],
  ]),
  ...on(MATVIEW.replace("CREATE UNIQUE INDEX target_id_idx", "CREATE INDEX target_id_idx"), [
    [
      "REFRESH MATERIALIZED VIEW CONCURRENTLY",
      "REFRESH MATERIALIZED VIEW CONCURRENTLY target",
      "it has no unique index",
    ],
  ]),
  ...on(TRIGGER, [
    [
      "CREATE TRIGGER",
      "CREATE TRIGGER other AFTER INSERT ON target FOR EACH STATEMENT EXECUTE FUNCTION touch()",
    ],
    [
      "CREATE TRIGGER",
      "CREATE OR REPLACE TRIGGER touched AFTER UPDATE OF a ON target FOR EACH ROW WHEN (new.a > 1) EXECUTE FUNCTION touch()",
    ],
    [
      "CREATE TRIGGER",
      "CREATE TRIGGER touched BEFORE UPDATE ON target FOR EACH ROW EXECUTE FUNCTION touch()",
      "it exists",
    ],
    [
      "CREATE TRIGGER",
      "CREATE TRIGGER t AFTER UPDATE ON target REFERENCING NEW TABLE AS n FOR EACH STATEMENT EXECUTE PROCEDURE touch()",
    ],
    [
      "CREATE CONSTRAINT TRIGGER",
      "CREATE CONSTRAINT TRIGGER t AFTER INSERT ON target DEFERRABLE FOR EACH ROW EXECUTE FUNCTION touch()",
    ],
    ["ALTER TRIGGER RENAME", "ALTER TRIGGER touched ON target RENAME TO renamed"],
    ["ALTER TRIGGER DEPENDS ON EXTENSION", "ALTER TRIGGER touched ON target DEPENDS ON EXTENSION plpgsql"],
    ["COMMENT ON TRIGGER", "COMMENT ON TRIGGER touched ON target IS 'words'"],
    ["DROP TRIGGER", "DROP TRIGGER touched ON target CASCADE"],
    ["DROP TRIGGER", "DROP TRIGGER absent ON target"],
    ["DROP TRIGGER IF EXISTS absent", "DROP TRIGGER IF EXISTS absent ON absent"],
    ["DROP FUNCTION", "DROP FUNCTION touch()", "a trigger calls it"],
    ["DROP FUNCTION CASCADE", "DROP FUNCTION touch() CASCADE", "a trigger calls it"],
    ["ALTER TABLE ENABLE TRIGGER", "ALTER TABLE target ENABLE ALWAYS TRIGGER touched"],
    ["ALTER TABLE ENABLE TRIGGER", "ALTER TABLE target ENABLE REPLICA TRIGGER touched"],
    [
      "CREATE FUNCTION",
      "CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
      "a trigger calls it",
    ],
    ["CREATE RULE", "CREATE RULE r AS ON UPDATE TO target DO ALSO NOTIFY changed"],
    ["CREATE RULE", "CREATE OR REPLACE RULE r AS ON DELETE TO target DO INSTEAD NOTHING"],
    [
      "CREATE EVENT TRIGGER",
      "CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION touch()",
      "not for events",
    ],
  ]),
  ...on(`${TABLE}CREATE RULE r AS ON DELETE TO target DO INSTEAD NOTHING;\n`, [
    ["DROP RULE", "DROP RULE r ON target"],
    ["DROP RULE IF EXISTS absent", "DROP RULE IF EXISTS absent ON target"],
    ["ALTER RULE RENAME", "ALTER RULE r ON target RENAME TO renamed"],
    ["ALTER TABLE DISABLE RULE", "ALTER TABLE target DISABLE RULE r"],
    ["ALTER TABLE ENABLE RULE", "ALTER TABLE target ENABLE RULE r"],
    ["COMMENT ON RULE", "COMMENT ON RULE r ON target IS 'words'"],
  ]),
  ...on(`${TABLE}CREATE POLICY p ON target USING (a > 0);\n`, [
    [
      "CREATE POLICY",
      "CREATE POLICY q ON target AS RESTRICTIVE FOR SELECT TO app USING (a IN (SELECT id FROM target))",
    ],
    ["ALTER POLICY", "ALTER POLICY p ON target USING (a > 1)"],
    ["ALTER POLICY RENAME", "ALTER POLICY p ON target RENAME TO renamed"],
    ["DROP POLICY", "DROP POLICY p ON target"],
    ["DROP POLICY", "DROP POLICY IF EXISTS p ON target"],
    ["DROP POLICY IF EXISTS absent", "DROP POLICY IF EXISTS absent ON target"],
    ["COMMENT ON POLICY", "COMMENT ON POLICY p ON target IS 'words'"],
    ["ALTER TABLE DROP COLUMN", "ALTER TABLE target DROP COLUMN a", "a policy uses it"],
    ["ALTER TABLE DROP COLUMN CASCADE", "ALTER TABLE target DROP COLUMN a CASCADE", "a policy uses it"],
  ]),
  ...on(`${TABLE}CREATE TABLE source (id int PRIMARY KEY);\nINSERT INTO source VALUES (1);\n`, [
    [
      "CREATE POLICY",
      "CREATE POLICY p ON target USING (EXISTS (SELECT FROM source WHERE id = a))",
      "it reads another table",
    ],
    [
      "CREATE RULE",
      "CREATE RULE r AS ON INSERT TO target DO ALSO INSERT INTO source VALUES (new.id)",
      "it writes another table",
    ],
  ]),
  ...on(
    `CREATE TABLE target (id int, a int) PARTITION BY RANGE (id);\nCREATE TABLE part PARTITION OF target FOR VALUES FROM (1) TO (200);\n${FUNCTION}`,
    [
      [
        "CREATE TRIGGER",
        "CREATE TRIGGER touched AFTER UPDATE ON target FOR EACH ROW EXECUTE FUNCTION touch()",
        "partitioned",
      ],
      ["CREATE POLICY", "CREATE POLICY p ON target USING (a > 0)", "partitioned"],
    ],
  ),
  ...on(
    `CREATE TABLE target (id int, a int) PARTITION BY RANGE (id);\nCREATE TABLE part PARTITION OF target FOR VALUES FROM (1) TO (200);\n${FUNCTION}CREATE TRIGGER touched AFTER UPDATE ON target FOR EACH ROW EXECUTE FUNCTION touch();\n`,
    [
      ["DROP TRIGGER", "DROP TRIGGER touched ON target", "partitioned"],
      ["ALTER TRIGGER RENAME", "ALTER TRIGGER touched ON target RENAME TO renamed", "partitioned"],
      ["ALTER TABLE DISABLE TRIGGER", "ALTER TABLE target DISABLE TRIGGER touched", "partitioned"],
    ],
  ),
];
