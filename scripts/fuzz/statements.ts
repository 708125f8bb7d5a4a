/** Statements at random over one schema: most run, and what they meet is what the ones before them left. */
import fc from "fast-check";

/** What the statements begin with: every kind of relation, type and routine that the templates name. */
export const SCHEMA = `CREATE EXTENSION citext;
CREATE SCHEMA s;
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE DOMAIN plain AS text;
CREATE DOMAIN checked AS text CHECK (VALUE <> '');
CREATE SEQUENCE sq;
CREATE FUNCTION vol() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;
CREATE FUNCTION stab() RETURNS int LANGUAGE sql STABLE AS $$ SELECT 1 $$;
CREATE FUNCTION trg() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
${["t0", "t1", "t2", "t3", "s.t4", "parent"]
  .map(
    (
      table,
    ) => `CREATE TABLE ${table} (id int PRIMARY KEY, a int, b bigint, c text, d varchar(20), e timestamp,
  f numeric(10,2), g mood, h checked);`,
  )
  .join("\n")}
CREATE TABLE child () INHERITS (parent);
CREATE TABLE p (id int PRIMARY KEY, a int, b bigint, c text, d varchar(20), e timestamp, f numeric(10,2), g mood, h checked)
  PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (100);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (100) TO (200);
CREATE TABLE pdef PARTITION OF p DEFAULT;
CREATE VIEW v AS SELECT id, a FROM t0;
`;

const WORDS: Readonly<Record<string, readonly string[]>> = {
  table: ["t0", "t1", "t2", "t3", "t0", "t1", "s.t4", "parent", "child", "p", "p1"],
  col: ["a", "b", "c", "d", "e", "f", "g", "h"],
  type: [
    ...[
      "int",
      "bigint",
      "text",
      "varchar(20)",
      "varchar(50)",
      "numeric(10,2)",
      "numeric(12,2)",
      "numeric",
      "timestamp",
    ],
    ...[
      "timestamp(3)",
      "timestamptz",
      "date",
      "boolean",
      "uuid",
      "jsonb",
      "char(5)",
      "real",
      "text[]",
      "mood",
      "plain",
    ],
    ...["checked", "inet", "citext", "interval", "bytea", "oid"],
  ],
  default: [
    ...[
      "0",
      "'a'",
      "now()",
      "random()",
      "gen_random_uuid()",
      "NULL",
      "clock_timestamp()",
      "vol()",
      "stab()",
      "'{}'",
    ],
    ...["CURRENT_DATE", "nextval('sq')", "-1", "'x'::text || 'y'", "now() + interval '1 day'"],
  ],
  test: ["{col} IS NOT NULL", "{col}::text <> ''", "{col} IS NOT NULL AND {col} IS NOT NULL", "true"],
  unique: ["", "", "UNIQUE "],
  where: ["", "", " WHERE {col} IS NOT NULL"],
  keys: ["{col}", "{col}", "{col}, {col}", "lower({col}::text)", "({col} IS NULL)"],
  not_valid: ["", "", " NOT VALID"],
  only: ["", "", "", "ONLY ", "IF EXISTS "],
  if_exists: ["", "IF EXISTS "],
  cascade: ["", " CASCADE"],
  bound: ["300) TO (310", "320) TO (330", "0) TO (100", "5000) TO (6000", "340) TO (350"],
  clause: [
    ...["ADD COLUMN {new} {type}", "ADD COLUMN {new} {type} NOT NULL DEFAULT {default}"],
    ...[
      "ADD COLUMN {new} {type} DEFAULT {default}",
      "ADD COLUMN IF NOT EXISTS {col} {type} DEFAULT {default}",
    ],
    ...["ADD COLUMN {new} int GENERATED ALWAYS AS IDENTITY", "ADD COLUMN {new} serial"],
    "ADD COLUMN {new} text GENERATED ALWAYS AS ({col}::text) STORED",
    ...["ADD COLUMN {new} int REFERENCES {table} (id)", "ADD COLUMN {new} int UNIQUE"],
    ...["ADD COLUMN {new} int CHECK ({test})", "DROP COLUMN {if_exists}{col}{cascade}"],
    ...[
      "ALTER COLUMN {col} TYPE {type}",
      "ALTER COLUMN {col} TYPE {type}",
      "ALTER COLUMN {col} TYPE {type} USING NULL",
    ],
    ...["ALTER COLUMN {col} SET NOT NULL", "ALTER COLUMN {col} DROP NOT NULL"],
    ...["ALTER COLUMN {col} SET DEFAULT {default}", "ALTER COLUMN {col} DROP DEFAULT"],
    ...["ALTER COLUMN {col} SET STATISTICS 50", "ALTER COLUMN {col} SET STORAGE EXTERNAL"],
    ...["ADD CONSTRAINT {new} CHECK ({test}){not_valid}", "ADD CONSTRAINT {new} UNIQUE ({col})"],
    "ADD CONSTRAINT {new} FOREIGN KEY ({col}) REFERENCES {table} (id){not_valid}",
    ...["DROP CONSTRAINT {if_exists}{old}{cascade}", "VALIDATE CONSTRAINT {old}"],
    ...[
      "SET (fillfactor = 70)",
      "SET UNLOGGED",
      "SET LOGGED",
      "ENABLE ROW LEVEL SECURITY",
      "REPLICA IDENTITY FULL",
    ],
  ],
};

const TEMPLATES: readonly string[] = [
  ...Array<string>(30).fill("ALTER TABLE {only}{table} {clause}"),
  ...Array<string>(8).fill("ALTER TABLE {table} {clause}, {clause}"),
  ...Array<string>(8).fill("CREATE {unique}INDEX {new} ON {table} ({keys}){where}"),
  ...["ALTER TABLE {table} RENAME COLUMN {col} TO {col}", "ALTER TABLE {table} RENAME TO {new}"],
  ...[
    "ALTER TABLE {table} ADD CONSTRAINT {new} UNIQUE USING INDEX {old}",
    "ALTER INDEX {old} RENAME TO {new}",
  ],
  ...[
    "DROP INDEX {if_exists}{old}{cascade}",
    "DROP TABLE {if_exists}{old}{cascade}",
    "REINDEX TABLE {table}",
  ],
  ...[
    "CREATE TABLE {new} (id int PRIMARY KEY, r int REFERENCES {table} (id))",
    "CREATE TABLE {new} AS SELECT * FROM {table}",
  ],
  ...[
    "CREATE TABLE {new} (LIKE {table} INCLUDING ALL)",
    "CREATE VIEW {new} AS SELECT id, {col} FROM {table}",
  ],
  ...["CREATE MATERIALIZED VIEW {new} AS SELECT id, {col} FROM {table}", "REFRESH MATERIALIZED VIEW {old}"],
  ...["DROP VIEW {if_exists}{old}{cascade}", "TRUNCATE {table}{cascade}", "LOCK TABLE {table}"],
  ...["UPDATE {table} SET {col} = NULL", "DELETE FROM {table} WHERE id = 1", "DELETE FROM {table}"],
  ...[
    "INSERT INTO {table} (id) SELECT id FROM {table}",
    "UPDATE {table} x SET {col} = NULL FROM {table} y WHERE x.id = y.id",
  ],
  ...[
    "ALTER TYPE mood ADD VALUE '{new}'",
    "ALTER DOMAIN plain ADD CONSTRAINT {new} CHECK (VALUE <> 'z'){not_valid}",
  ],
  ...[
    "ALTER DOMAIN checked SET NOT NULL",
    "ALTER DOMAIN checked DROP NOT NULL",
    "ALTER DOMAIN plain DROP CONSTRAINT {old}",
  ],
  ...[
    "CREATE TRIGGER {new} AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION trg()",
    "COMMENT ON TABLE {table} IS 'x'",
  ],
  ...["CREATE POLICY {new} ON {table} USING (true)", "GRANT SELECT ON {table} TO PUBLIC"],
  ...[
    "CREATE STATISTICS {new} ON id, {col} FROM {table}",
    "ALTER TABLE {table} SET SCHEMA s",
    "ALTER SEQUENCE sq RESTART",
  ],
  ...["CREATE TABLE {new} PARTITION OF p FOR VALUES FROM ({bound})", "ALTER TABLE p DETACH PARTITION {old}"],
  ...["ALTER TABLE p DETACH PARTITION p1", "ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM ({bound})"],
  ...[
    "ALTER TABLE p {clause}",
    "ALTER TABLE parent {clause}",
    "CREATE INDEX {new} ON p ({col})",
    "DROP TABLE pdef",
  ],
  ...["ALTER TABLE child NO INHERIT parent", "ALTER TABLE child INHERIT parent"],
  "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_class WHERE relname = '{old}') THEN ALTER TABLE {table} {clause}; END IF; END $$",
  "MERGE INTO {table} x USING {table} y ON x.id = y.id WHEN MATCHED THEN DELETE",
];

/** The same statements for the same seed. `{new}` is a name of its own, `{old}` one that was given before. */
export function statementsOf(seed: number, count: number): string[] {
  let names = 0;
  const statement = fc.gen().map((pick) => {
    const fill = (text: string): string =>
      text.replace(/\{(\w+)\}/g, (_, word: string) => {
        if (word === "new") return `n${++names}`;
        if (word === "old") return `n${pick(fc.integer, { min: 1, max: Math.max(names, 1) })}`;
        return fill(pick(fc.constantFrom<string[]>, ...(WORDS[word] ?? [])));
      });
    return fill(pick(fc.constantFrom<string[]>, ...TEMPLATES));
  });
  return fc.sample(statement, { seed, numRuns: count });
}
