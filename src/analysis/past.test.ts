import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { check } from "../index.ts";

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "past-"));
});

afterEach(() => rmSync(cwd, { recursive: true, force: true }));

function write(path: string, text: string): string {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), text);
  return path;
}

/** Judges the last of these files, the others being its past. */
async function last(
  files: readonly string[],
  isStatic: boolean,
  tool: "golang-migrate" | "sql" = "golang-migrate",
) {
  const end = tool === "sql" ? "sql" : "up.sql";
  const paths = files.map((sql, at) => write(`db/migrations/000${at + 1}_m.${end}`, sql));
  const { report, exit } = await check({
    cwd,
    paths: paths.slice(-1),
    env: {},
    settings: { static: isStatic },
    noCache: true,
  });
  // That no lock_timeout is set is said of the repository.
  const rules = report.findings
    .filter(({ level, path }) => level !== "note" && path !== null)
    .map(({ rule }) => rule);
  const reasons = report.unanalyzed.map(({ reason }) => reason).join("\n");
  return {
    report,
    exit,
    rules,
    reasons,
    remarks: report.migrations.flatMap(({ remarks }) => remarks).join("\n"),
  };
}

const JOBS = "CREATE TABLE jobs (id bigserial PRIMARY KEY, owner bigint REFERENCES people (id));";

describe.each([true, false])("static: %s", (isStatic) => {
  test.each([
    ["a table that is referred to", JOBS],
    ["a table that is altered", "ALTER TABLE people ADD COLUMN x int;"],
    ["a type", "ALTER TYPE status ADD VALUE IF NOT EXISTS 'paused' AFTER 'active';"],
    ["a type of a column", "CREATE TABLE jobs (id int, s status, m public.mood);"],
    ["a function", "CREATE TABLE jobs (id text DEFAULT nanoid());"],
    [
      "a trigger's function",
      "CREATE TABLE j (id int); CREATE TRIGGER t BEFORE UPDATE ON j FOR EACH ROW EXECUTE FUNCTION touch();",
    ],
    ["a schema", "CREATE TABLE app.jobs (id int); CREATE TYPE app.mood AS ENUM ('a');"],
    ["a view", "CREATE OR REPLACE VIEW v AS SELECT id FROM people JOIN teams USING (id);"],
    ["a sequence", "ALTER SEQUENCE numbers RESTART; SELECT setval('numbers', 5);"],
    ["a role", "CREATE TABLE j (id int); GRANT SELECT ON j TO reader; ALTER TABLE j OWNER TO app;"],
    ["an extension", "CREATE TABLE j (id uuid DEFAULT uuid_generate_v4(), mail citext, place geometry);"],
    ["a publication", "ALTER PUBLICATION events ADD TABLE people;"],
    ["a domain", "ALTER DOMAIN positive ADD CONSTRAINT p CHECK (VALUE > 0) NOT VALID;"],
  ])("%s that an older database has is not said to be missing", async (_what, sql) => {
    for (const tool of ["golang-migrate", "sql"] as const) {
      const { rules } = await last([sql], isStatic, tool);
      expect(rules).not.toContain("fails-always");
    }
  });

  test("what follows a past that needs more than it makes is judged by the worst case", async () => {
    const { rules, remarks, report, exit } = await last(
      [JOBS, "ALTER TABLE people ALTER COLUMN y TYPE bigint;\nCREATE INDEX ON jobs (owner);"],
      isStatic,
    );
    expect(rules).toEqual([
      "rewrites-table",
      "loses-statistics",
      "blocks-writes-while-indexing",
      "holds-lock-across-work",
    ]);
    expect(report.findings[0]?.because).toMatchObject({ relation: "public.people", evidence: "assumed" });
    expect(remarks).toContain("Nothing in the repository makes people: it is taken to exist");
    expect(exit).toBe(1);
  });

  test.each([
    ["a table that was dropped", [JOBS, "DROP TABLE jobs;", "ALTER TABLE jobs ADD COLUMN x int;"]],
    ["a column that the table never had", [JOBS, "ALTER TABLE jobs DROP COLUMN x;"]],
    [
      "a misspelt table of a whole past",
      ["CREATE TABLE jobs (id int);", "ALTER TABLE job ADD COLUMN x int;"],
    ],
    [
      "a type that a whole past never made",
      ["CREATE TABLE jobs (id int);", "ALTER TABLE jobs ADD x statuz;"],
    ],
    ["a renamed table", ["CREATE TABLE jobs (id int);", "ALTER TABLE jobs RENAME TO j;", "DROP TABLE jobs;"]],
  ])("%s fails", async (_what, files) => {
    expect((await last(files, isStatic)).rules).toEqual(["fails-always"]);
  });

  test("a file by itself that drops what may exist destroys it", async () => {
    const sql = "DROP TABLE IF EXISTS people;\nALTER TABLE IF EXISTS orders DROP COLUMN total;";
    expect((await last([sql], isStatic, "sql")).rules).toEqual(["drops-table", "drops-column"]);
  });

  test.each([
    [
      "SET NOT NULL",
      "ALTER TABLE people ADD CONSTRAINT c CHECK (x IS NOT NULL) NOT VALID;\nALTER TABLE people VALIDATE CONSTRAINT c;\nALTER TABLE people ALTER COLUMN x SET NOT NULL;\nALTER TABLE people DROP CONSTRAINT c;",
    ],
    [
      "UNIQUE",
      "CREATE UNIQUE INDEX CONCURRENTLY u ON people (x);\nALTER TABLE people ADD CONSTRAINT u UNIQUE USING INDEX u;",
    ],
    [
      "a foreign key",
      "ALTER TABLE people ADD CONSTRAINT f FOREIGN KEY (team) REFERENCES teams (id) NOT VALID;\nALTER TABLE people VALIDATE CONSTRAINT f;",
    ],
  ])("%s in parts works by what the same file has proven", async (_what, sql) => {
    expect((await last([sql], isStatic, "sql")).rules).toEqual([]);
  });

  test.each([
    ["UPDATE alembic_version SET version_num = 'b' WHERE version_num = 'a';"],
    ["DELETE FROM alembic_version WHERE alembic_version.version_num = 'a';"],
    ["INSERT INTO schema_migrations (version) VALUES ('20260101');"],
    [
      "UPDATE databasechangeloglock SET locked = TRUE WHERE id = 1 AND locked = FALSE;\nDELETE FROM databasechangeloglock;",
    ],
    ['DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" = \'a\';'],
  ])("a tool's own row of a migration is no work on rows: %s", async (row) => {
    const sql = `BEGIN;\nALTER TABLE people ADD COLUMN x int;\n${row}\nCOMMIT;\n`;
    expect((await last([sql], isStatic, "sql")).rules).toEqual([]);
  });
});

test("extensions and schemas that the past uses without making them are there in the rehearsal", async () => {
  const { report, rules, exit } = await last(
    [
      "CREATE TABLE app.people (id uuid DEFAULT uuid_generate_v4(), mail citext);\nCREATE INDEX ON app.people USING gin (mail gin_trgm_ops);",
      "CREATE INDEX people_mail ON app.people (mail);",
    ],
    false,
  );
  expect({ rules, exit }).toEqual({ rules: ["blocks-writes-while-indexing"], exit: 1 });
  expect(report.findings[0]?.because?.evidence).toBe("both");
  expect(report.targets[0]?.remarks).toEqual([
    "No migration creates the extensions citext, pg_trgm, uuid-ossp: taken to be there (`extensions` in the config says so).",
    "No migration creates the schema app: taken to be there (`prelude` in the config says so).",
  ]);
});

test.each([
  ["SELECT pg_create_logical_replication_slot('cdc', 'pgoutput');", "logical replication"],
  ["ALTER DATABASE shop SET work_mem = '8MB';", 'the database "shop"'],
  ["CREATE TABLE fast (id int) TABLESPACE ssd;", 'the tablespace "ssd"'],
  ["ALTER TABLE jobs ADD COLUMN a text COMPRESSION lz4;", "built with"],
  ["SELECT current_setting('app.tenant');", 'the setting "app.tenant"'],
])("a limit of the shadow is no failure of the migration: %s", async (sql, lack) => {
  const { rules, remarks, reasons } = await last(["CREATE TABLE jobs (id int);", sql], false);
  expect(rules).toEqual([]);
  expect(`${remarks}${reasons}`).toContain(lack);
});
