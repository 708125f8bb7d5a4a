import { beforeAll, expect, test } from "vitest";
import { loadParser, parseScript } from "../../sql/parse.ts";
import { derive } from "../derive.ts";
import { createModel } from "../schema/model.ts";
import { applyStatement } from "./statements.ts";

beforeAll(loadParser);

/** Whether a statement is told to fail, in a database that these statements have made from nothing. */
function fails(given: string, sql: string): boolean {
  const model = createModel({ complete: true });
  for (const { node } of parseScript(given).statements) applyStatement(model, node, { transaction: null });
  const [statement] = parseScript(sql).statements;
  if (!statement) throw new Error(`no statement: ${sql}`);
  const { effects } = derive(statement.node, model, { major: 18, timeZone: null, transaction: null });
  return effects.some((effect) => effect.kind === "fail" && effect.when === "always");
}

test.each([
  "INSERT INTO absent VALUES (1)",
  "UPDATE mine.absent SET a = 1",
  "COMMENT ON TABLE absent IS 'words'",
  "ALTER TABLE absent ADD COLUMN a int",
  "ALTER FUNCTION absent() STABLE",
])("what no statement has made is not there: %s", (sql) => {
  expect(fails("CREATE SCHEMA mine", sql)).toBe(true);
});

test.each([
  ["of the platform", "", "INSERT INTO storage.buckets (id) VALUES ('a')"],
  ["of the platform", "", "ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY"],
  ["of the platform", "", "ALTER FUNCTION auth.uid() OWNER TO postgres"],
  ["of PostgreSQL", "", "GRANT SELECT ON pg_catalog.pg_stat_activity TO app"],
  ["of PostgreSQL", "", "GRANT SELECT ON information_schema.tables TO app"],
  ["of an extension", "CREATE EXTENSION postgis", "UPDATE spatial_ref_sys SET srtext = ''"],
  ["of an extension", "CREATE EXTENSION pg_stat_statements", "GRANT SELECT ON pg_stat_statements TO app"],
  [
    "of an extension",
    "CREATE SCHEMA partman; CREATE EXTENSION pg_partman SCHEMA partman",
    "UPDATE partman.part_config SET retention = '1 day'",
  ],
])("what others make may be there: %s", (_whose, given, sql) => {
  expect(fails(given, sql)).toBe(false);
});
