import { beforeAll, expect, test } from "vitest";
import { loadParser, parseScript } from "../../sql/parse.ts";
import type { Statement } from "../../sql/statement.ts";
import { extensionsIn, runnable } from "../platforms/extensions.ts";
import { blameFor, type Incident } from "../rehearse/blame.ts";
import { refusalOf } from "../rehearse/refusals.ts";
import { foreignRoles, roleNamesIn } from "../rehearse/roles.ts";
import { dependsOnRows } from "./depends-on-rows.ts";

beforeAll(loadParser);
const read = (sql: string): readonly Statement[] => parseScript(sql).statements;
const first = (sql: string): Statement => {
  const [statement] = read(sql);
  if (!statement) throw new Error(`no statement: ${sql}`);
  return statement;
};

test("extensions are found in statements and in blocks, with what they need", () => {
  const sql = `CREATE EXTENSION IF NOT EXISTS "uuid-ossp"; create extension earthdistance cascade;
    DO $$ BEGIN CREATE EXTENSION IF NOT EXISTS PgCrypto; END $$; SELECT 'extension';`;
  expect(extensionsIn(read(sql))).toEqual(["cube", "earthdistance", "pgcrypto", "uuid-ossp"]);
});

test("a statement on a missing extension is left out, one on a missing version takes the version that there is", () => {
  const available = { names: new Set(["vector"]), versions: new Set(["vector 0.8.1"]) };
  const run = (sql: string) => runnable(first(sql), available);
  expect(run("CREATE EXTENSION pg_cron")).toEqual({ text: null, missing: { name: "pg_cron", create: {} } });
  expect(run("COMMENT ON EXTENSION pg_cron IS 'x'").missing).toEqual({ name: "pg_cron", create: null });
  expect(run("DROP EXTENSION pg_cron").missing?.name).toBe("pg_cron");
  expect(run("DROP EXTENSION IF EXISTS pg_cron").text).toBe("DROP EXTENSION IF EXISTS pg_cron");
  expect(run("ALTER EXTENSION pg_cron UPDATE").missing?.name).toBe("pg_cron");
  expect(run("CREATE EXTENSION vector VERSION '0.8.1'").text).toBe("CREATE EXTENSION vector VERSION '0.8.1'");
  expect(run(`CREATE EXTENSION IF NOT EXISTS vector SCHEMA "my s" VERSION '0.5.0' CASCADE`).text).toBe(
    `CREATE EXTENSION IF NOT EXISTS vector SCHEMA "my s" CASCADE`,
  );
  expect(run("CREATE TABLE pg_cron (id int)").missing).toBeNull();
});

test("roles that are named and never created", () => {
  const sql = `CREATE ROLE made; CREATE USER "Quoted Made";
    DO $$ BEGIN CREATE ROLE made_in_block; END $$;
    GRANT SELECT ON t TO app, made, "Quoted Made", made_in_block, PUBLIC, CURRENT_USER;
    ALTER TABLE t OWNER TO owner; CREATE POLICY p ON t TO authenticated; SET ROLE other;
    CREATE SCHEMA s AUTHORIZATION boss; GRANT pg_read_all_data TO reader; REVOKE admin FROM app;
    ALTER DEFAULT PRIVILEGES FOR ROLE deployer GRANT SELECT ON TABLES TO viewer;`;
  expect(foreignRoles([roleNamesIn(read(sql))])).toEqual(
    ["admin", "app", "authenticated", "boss", "deployer", "other", "owner", "reader", "viewer"].sort(),
  );
});

test("programs and libraries are never run, statements on the whole server only on a server of its own", () => {
  const own = { ownServer: true, ownRoles: true };
  const shared = { ownServer: false, ownRoles: false };
  expect(refusalOf(first("COPY t TO PROGRAM 'id'"), own)).toBe("it runs a program on the server");
  expect(refusalOf(first("LOAD 'auto_explain'"), own)).not.toBeNull();
  expect(refusalOf(first("COPY t TO STDOUT"), shared)).toBeNull();
  expect(refusalOf(first("CREATE ROLE r"), { ownServer: false, ownRoles: true })).toBeNull();
  for (const sql of [
    "CREATE DATABASE d",
    "DROP DATABASE d",
    "ALTER SYSTEM SET work_mem = '1MB'",
    "ALTER DATABASE d SET x.y = 1",
    "CREATE USER u",
    "ALTER ROLE r SET x.y = 1",
    "GRANT a TO b",
  ]) {
    expect(refusalOf(first(sql), own), sql).toBeNull();
    expect(refusalOf(first(sql), shared), sql).not.toBeNull();
  }
});

const error = (sqlstate: string, message: string) => ({
  sqlstate,
  message,
  position: null,
  detail: null,
  hint: null,
});
const incident = (text: string, blame: Incident["blame"] = null): Incident => ({
  migration: "m1",
  path: "m1.sql",
  line: 3,
  text,
  blame,
});
const cron = incident("CREATE EXTENSION pg_cron", {
  kind: "extension",
  extension: "pg_cron",
  through: null,
});

test("an error is blamed on what was missing before it, by name", () => {
  const failed = incident('CREATE TABLE "orders" (id missing_type)');
  const gone = error("42P01", 'relation "public.orders" does not exist');
  expect(blameFor(gone, [failed])).toEqual({
    kind: "earlier failure",
    migration: "m1",
    path: "m1.sql",
    line: 3,
  });
  expect(blameFor(gone, [])).toBeNull();
  expect(blameFor(gone, [incident("CREATE TABLE users (id int)")])).toBeNull();
  expect(blameFor(error("42701", 'column "a" of relation "orders" already exists'), [failed])).toBeNull();
});

test("an error is blamed on a missing extension where an extension can bring what is missing", () => {
  const blame = { kind: "extension", extension: "pg_cron", through: null };
  expect(blameFor(error("42883", "function cron.schedule(unknown) does not exist"), [cron])).toEqual(blame);
  expect(blameFor(error("3F000", 'schema "cron" does not exist'), [cron])).toEqual(blame);
  expect(blameFor(error("42P01", 'relation "cron.job" does not exist'), [cron])).toEqual(blame);
  expect(blameFor(error("42P01", 'relation "orders" does not exist'), [cron])).toBeNull();
  expect(blameFor(error("42703", 'column "a" does not exist'), [cron])).toBeNull();
  // What depends on a statement that the extension failed is the extension's, too.
  const geo = incident("CREATE TABLE places (at geography)", {
    kind: "extension",
    extension: "postgis",
    through: null,
  });
  expect(blameFor(error("42P01", 'relation "places" does not exist'), [geo])).toEqual({
    kind: "extension",
    extension: "postgis",
    through: "m1.sql:3",
  });
  // Of several extensions, the one in whose schema it would be.
  const net = incident("CREATE EXTENSION pg_net", { kind: "extension", extension: "pg_net", through: null });
  expect(blameFor(error("42883", "function cron.schedule(unknown) does not exist"), [cron, net])).toEqual(
    blame,
  );
});

test("what no migration that is read makes may be made by one that is not", () => {
  const gone = error("42P01", 'relation "orders" does not exist');
  expect(blameFor(gone, [], { gap: "migrations/1_orders.go", made: null })).toEqual({
    kind: "gap",
    path: "migrations/1_orders.go",
  });
  expect(
    blameFor(error("22012", "division by zero"), [], { gap: "migrations/1_orders.go", made: null }),
  ).toBeNull();
});

test("roles, languages and databases of the live server are no fault of the migration", () => {
  const lacks = (sqlstate: string, message: string) => blameFor(error(sqlstate, message), []);
  const role = { kind: "environment", lack: 'the role "app"', option: "prelude" };
  expect(lacks("42704", 'role "app" does not exist')).toEqual(role);
  expect(lacks("22023", 'role "app" does not exist')).toEqual(role);
  expect(lacks("3D000", 'database "shop" does not exist')).toMatchObject({ lack: 'the database "shop"' });
  expect(blameFor(error("42704", 'type "mood" does not exist'), [])).toBeNull();
});

test("statements that depend on rows name their tables", () => {
  const depends = (sql: string) => dependsOnRows(first(sql), null);
  expect(depends("UPDATE orders SET total = 0")).toBe("UPDATE depends on the rows of orders");
  expect(depends("INSERT INTO a SELECT * FROM shop.b")).toBe("INSERT depends on the rows of shop.b");
  expect(depends("WITH x AS (SELECT * FROM b) DELETE FROM a USING x WHERE a.id = x.id")).toBe(
    "DELETE depends on the rows of a, b",
  );
  expect(depends("CREATE TABLE c AS SELECT * FROM a")).toBe("CREATE TABLE AS depends on the rows of a");
  for (const sql of [
    "INSERT INTO a VALUES (1)",
    "SELECT 1",
    "ALTER TABLE a ADD COLUMN b int",
    "COPY a FROM STDIN",
  ])
    expect(depends(sql), sql).toBeNull();
});
