import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Embedded, startPglite } from "../../shadow/engines/pglite.ts";
import type { FoundDifference } from "../drift-report.ts";
import { compareCatalogs } from "./compare-catalogs.ts";
import { extractFacts } from "./extract.ts";
import type { Facts } from "./fact.ts";
import type { OptionalFacts } from "./optional-facts.ts";
import { setForReading } from "./session.ts";
import { withWallClock } from "./wall-clock.ts";

const SCOPE = { schemas: null, ignore: [], platform: [], unavailable: [], history: null, mark: "run `it`" };

let database: Embedded;
let expected: Facts;

beforeAll(async () => {
  database = await startPglite({ dataDir: null, extensions: ["pgcrypto"] });
  const schema = readFileSync(new URL("./rich-schema.sql", import.meta.url), "utf8");
  const { error } = await database.exec(`${schema}; SET search_path = ''`);
  if (error) throw new Error(error.message);
  expected = await extractFacts(database);
});

afterAll(() => database?.close());

/** What differs when `sql` was run by hand. */
async function changedBy(
  sql: string,
  scope: Partial<typeof SCOPE> = {},
  optional: readonly OptionalFacts[] = [],
): Promise<FoundDifference[]> {
  const before = optional.length > 0 ? await extractFacts(database, optional) : expected;
  let actual: Facts;
  await database.query("BEGIN");
  try {
    const { error } = await database.exec(sql);
    if (error) throw new Error(error.message);
    actual = await extractFacts(database, optional);
  } finally {
    await database.query("ROLLBACK");
  }
  return compareCatalogs(before, actual, { ...SCOPE, ...scope }, database);
}

it("is clean against itself", async () => {
  expect(await changedBy("SELECT 1")).toEqual([]);
});

it("says what differs, in plain words, and what to do", async () => {
  expect(
    await changedBy("ALTER TABLE public.counters ALTER hits TYPE bigint, ALTER hits DROP NOT NULL"),
  ).toEqual([
    {
      kind: "changed",
      object: "column",
      name: "public.counters.hits",
      relation: "public.counters",
      expected: "integer, NOT NULL",
      actual: "bigint, nullable",
      message:
        "column public.counters.hits: the migrations make it integer, NOT NULL, the database has bigint, nullable",
      next: "to keep it, put its SQL into a new migration and mark that as applied: run `it`; else undo it in the database",
      sql: "ALTER TABLE public.counters ALTER COLUMN hits TYPE bigint, ALTER COLUMN hits DROP NOT NULL;",
      purpose: "keep it",
    },
  ]);
});

it.each([
  ["DROP INDEX public.users_theme_idx", "CREATE UNIQUE INDEX users_theme_idx ON public.users USING btree"],
  ["CREATE INDEX fast ON public.users (seen_at)", "CREATE INDEX fast ON public.users USING btree (seen_at);"],
  [
    'ALTER TABLE public.users ADD "Legacy" int DEFAULT 5 NOT NULL',
    'ALTER TABLE public.users ADD COLUMN "Legacy" integer NOT NULL DEFAULT 5;',
  ],
  [
    "ALTER TABLE public.users DROP CONSTRAINT users_role_check",
    "ALTER TABLE public.users ADD CONSTRAINT users_role_check CHECK",
  ],
  [
    "ALTER TYPE public.status ADD VALUE 'back' BEFORE 'paid'",
    "ALTER TYPE public.status ADD VALUE 'back' AFTER 'new';",
  ],
  [
    "ALTER TABLE public.users DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE public.users DISABLE ROW LEVEL SECURITY;",
  ],
  [
    "CREATE POLICY p ON public.users FOR UPDATE USING (false)",
    "CREATE POLICY p ON public.users FOR UPDATE TO public USING (false);",
  ],
  [
    "CREATE OR REPLACE VIEW public.admins AS SELECT id, email, name AS who FROM public.users",
    "CREATE OR REPLACE VIEW public.admins AS SELECT id,",
  ],
  [
    "ALTER TABLE public.counters ADD CONSTRAINT few CHECK (hits < 9) NOT VALID",
    "ADD CONSTRAINT few CHECK ((hits < 9)) NOT VALID;",
  ],
])("knows the SQL after %s", async (sql, known) => {
  const [difference] = await changedBy(sql);
  expect(difference?.sql).toContain(known);
});

it("offers SQL that leaves no difference", async () => {
  for (const sql of [
    "ALTER TABLE public.users DROP CONSTRAINT users_role_check; DROP INDEX public.users_theme_idx; DROP VIEW public.joined",
    "DROP POLICY own_user ON public.users; DROP TRIGGER users_touch ON public.users; ALTER TABLE public.counters DROP label",
    "ALTER TYPE public.address DROP ATTRIBUTE zip; DROP FUNCTION public.full_name(public.users); DROP STATISTICS public.orders_stats",
  ]) {
    const lost = (await changedBy(sql)).filter(({ kind }) => kind === "missing");
    const back = lost.map(({ sql }) => sql ?? "").join("\n");
    expect(lost.length).toBeGreaterThan(0);
    expect((await changedBy(`${sql}; ${back}`)).filter(({ kind }) => kind === "missing")).toEqual([]);
  }
});

it("compares only the schemas that are asked for, and not what is named", async () => {
  const sql =
    "ALTER SEQUENCE billing.invoice_numbers CYCLE INCREMENT 3; ALTER TABLE public.counters ADD extra int, DROP label";
  const names = async (scope: Partial<typeof SCOPE> | object) =>
    (await changedBy(sql, scope)).map(({ name }) => name);
  expect(await names({})).toEqual([
    "public.counters.extra",
    "public.counters.label",
    "billing.invoice_numbers",
  ]);
  expect(await names({ schemas: ["billing"] })).toEqual(["billing.invoice_numbers"]);
  expect(await names({ ignore: ["public.counters.e*", "billing.*"] })).toEqual(["public.counters.label"]);
  expect(await names({ ignore: ["public.count*"] })).toEqual(["billing.invoice_numbers"]);
});

it("takes what was granted and revoked for what nobody touched, and a right that PUBLIC lost for a difference", async () => {
  const roles = "GRANT SELECT ON public.users TO PUBLIC; REVOKE SELECT ON public.users FROM PUBLIC;";
  expect(await changedBy(roles, {}, ["grants"])).toEqual([]);
  const lost =
    "CREATE FUNCTION public.secret() RETURNS int LANGUAGE sql AS 'SELECT 1'; REVOKE ALL ON FUNCTION public.secret() FROM PUBLIC;";
  const [, grants] = await changedBy(lost, {}, ["grants"]);
  expect(grants).toMatchObject({ object: "grants", name: "function public.secret()", actual: "grants none" });
});

it("compares comments, grants, owners and storage parameters on request", async () => {
  const sql = `COMMENT ON COLUMN public.users.name IS 'x'; GRANT SELECT ON public.users TO PUBLIC; CREATE ROLE app;
    GRANT UPDATE (name) ON public.users TO app; GRANT USAGE ON SCHEMA billing TO app;
    ALTER TABLE public.sessions OWNER TO app; ALTER TABLE public.users SET (fillfactor = 70)`;
  expect(await changedBy(sql)).toEqual([]);
  const names = (await changedBy(sql, {}, ["comments", "grants", "owners", "storage"])).map(
    ({ message }) => message,
  );
  expect(names).toEqual([
    "comment table column public.users.name: only the database has it",
    "grants schema billing: only the database has it",
    "grants table column public.users.name: only the database has it",
    "grants table public.users: only the database has it",
    "storage parameters table public.users: only the database has it",
  ]);
});

it("names what stands in a schema that only the live database has", async () => {
  const sql =
    "CREATE SCHEMA own; CREATE TABLE own.t (id int PRIMARY KEY, n int); CREATE VIEW own.v AS SELECT 1 AS one";
  const found = await changedBy(sql);
  expect(found.map(({ kind, object, name }) => `${kind} ${object} ${name}`).sort()).toEqual([
    "unexpected schema own",
    "unexpected table own.t",
    "unexpected view own.v",
  ]);
});

it("tells columns apart whose dots stand elsewhere", async () => {
  const given = 'CREATE TABLE public."a.b" (); CREATE TABLE public."a" ()';
  await database.query("BEGIN");
  try {
    await database.exec(given);
    const before = await extractFacts(database);
    await database.exec('ALTER TABLE public."a.b" ADD c int; ALTER TABLE public.a ADD "b.c" int');
    const found = await compareCatalogs(before, await extractFacts(database), SCOPE, database);
    expect(found.map(({ name, relation, sql }) => [name, relation, sql])).toEqual([
      ["public.a.b.c", "public.a", 'ALTER TABLE public.a ADD COLUMN "b.c" integer;'],
      ["public.a.b.c", "public.a.b", 'ALTER TABLE public."a.b" ADD COLUMN c integer;'],
    ]);
  } finally {
    await database.query("ROLLBACK");
  }
});

it("reads times by the wall clock of the server that ran the migrations", async () => {
  const made = (zone: string) => `SET LOCAL TimeZone = '${zone}';
    CREATE TABLE public.visits (at timestamptz NOT NULL DEFAULT '2026-01-01', CHECK (at > '2020-01-01'))
      PARTITION BY RANGE (at);
    CREATE TABLE public.visits_jan PARTITION OF public.visits FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')`;
  const read = async (sql: string, zone: string): Promise<Facts> => {
    await database.query("BEGIN");
    try {
      const { error } = await database.exec(sql);
      if (error) throw new Error(error.message);
      await setForReading(database, "transaction", { TimeZone: zone });
      return await extractFacts(database);
    } finally {
      await database.query("ROLLBACK");
    }
  };
  const wanted = await read(made("UTC"), "UTC");
  const there = await read(made("Europe/Berlin"), "UTC");
  const local = await read(made("Europe/Berlin"), "Europe/Berlin");
  expect((await compareCatalogs(wanted, there, SCOPE, database)).length).toBeGreaterThan(0);
  expect(await compareCatalogs(wanted, withWallClock(wanted, there, local), SCOPE, database)).toEqual([]);
  const other = made("Europe/Berlin").replace("2026-02-01", "2026-03-01");
  const moved = withWallClock(wanted, await read(other, "UTC"), await read(other, "Europe/Berlin"));
  expect((await compareCatalogs(wanted, moved, SCOPE, database)).map(({ name }) => name)).toEqual([
    "public.visits_jan",
  ]);
});
