/** What fix writes, run beside the migrations as they were on real servers: another tool reads both schemas, and the rows are compared. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PostgresServer, startServer } from "../../postgres-servers/servers.ts";
import { load } from "../../schema-tools/tools.ts";
import { fix } from "../fix.ts";
import type { Migration } from "../migrations/migration.ts";
import { selectMigrations } from "../migrations/select.ts";
import { connect, type ServerSession } from "../shadow/engines/server.ts";
import { contentsOf } from "../shadow/rows/contents.ts";
import { diffContents } from "../shadow/rows/diff-contents.ts";
import { fillTables } from "../shadow/rows/fill-tables.ts";
import { loadParser, parseScript } from "../sql/parse.ts";
import { CASES } from "./cases.testing.ts";
import type { FixCase } from "./fix-case.testing.ts";
import type { FixStep } from "./fix-report.ts";
import { type Repository, repositoryOf } from "./repository.testing.ts";
import { isMadeUp } from "./rows.ts";

/** What is used of @supabase/pg-delta. */
interface PgDelta {
  extract(pool: pg.Pool): Promise<{ readonly factBase: object }>;
  plan(from: object, to: object): { readonly deltas: readonly object[] };
}

let delta: PgDelta;
const cache = mkdtempSync(join(tmpdir(), "lockgate-fix-cache-"));

beforeAll(async () => {
  const folder = "@supabase/pg-delta/dist";
  delta = { ...(await load(`${folder}/extract/extract.js`)), ...(await load(`${folder}/plan/plan.js`)) };
  await loadParser();
});
afterAll(() => rmSync(cache, { recursive: true, force: true }));

/** Every migration in the runner's order. */
async function migrationsIn(root: string): Promise<readonly Migration[]> {
  const selected = await selectMigrations({
    cwd: root,
    paths: [],
    all: true,
    base: null,
    staged: false,
    tool: null,
    declared: [],
    env: {},
  });
  if (selected.kind !== "selected") throw new Error(selected.reason);
  return selected.targets[0]?.migrations ?? [];
}

/** As its tool sends it: a whole file at once, or statement by statement. The first error ends it. */
async function run(session: ServerSession, { sql, transaction, reader }: Migration): Promise<string | null> {
  const texts =
    transaction === "statement" ? parseScript(sql, reader).statements.map(({ text }) => text) : [sql];
  for (const text of texts) {
    const { error } = await session.exec(text);
    if (error) return error.message;
  }
  return null;
}

describe.each([15, 18] as const)("on PostgreSQL %i", (major) => {
  let server: PostgresServer;
  let admin: ServerSession;
  let number = 0;

  beforeAll(async () => {
    server = await startServer(major);
    admin = await connect(server.url);
  });
  afterAll(async () => {
    await admin?.end();
    await server?.stop();
  });

  /** A database in which these ran on tables with rows, and how that ended. */
  async function database(
    before: readonly Migration[],
    steps: readonly (Migration | string)[],
    fill: object,
  ) {
    const name = `d${++number}`;
    await admin.query(`CREATE DATABASE ${name}`);
    const url = server.url.replace(/postgres$/, name);
    const session = await connect(url);
    try {
      for (const migration of before) expect(await run(session, migration)).toBeNull();
      await fillTables(session, fill);
      const filled = await contentsOf(session);
      let failure: string | null = null;
      for (const step of steps) {
        failure ??= typeof step === "string" ? await byHand(session, step) : await run(session, step);
      }
      const contents = await contentsOf(session);
      const order = await session.query(
        `SELECT attrelid::regclass::text || '.' || attname AS name, row_number() OVER (PARTITION BY attrelid ORDER BY attnum)::int AS at
         FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped AND attrelid >= 16384 ORDER BY 1`,
      );
      return { url, failure, filled, contents, order };
    } finally {
      await session.end();
    }
  }

  async function factsOf(url: string): Promise<object> {
    const pool = new pg.Pool({ connectionString: url });
    try {
      return (await delta.extract(pool)).factBase;
    } finally {
      await pool.end();
    }
  }

  const mine = CASES.filter(({ from = 14 }) => from <= major);
  it.each(mine.map((one) => [one.name, one] as const))("%s", async (_, one) => {
    using repository = repositoryOf(one);
    const merged = (await migrationsIn(repository.root)).slice(0, 1);
    const original = (await migrationsIn(repository.root)).slice(1);
    const options = {
      cwd: repository.root,
      settings: { base: "main", shadow: server.url, pgVersion: String(major) },
      env: { XDG_CACHE_HOME: cache },
    };
    const { report, exit } = await fix({ ...options, write: true });
    expect(report.left.map(({ rule }) => rule)).toEqual(one.left ?? []);
    expect(exit).toBe(one.nothing ? 3 : one.left === undefined ? 0 : 1);
    const proven = report.migrations.filter(({ planned }) => planned === undefined);
    const proofs = proven.flatMap(({ steps }) => steps.map(({ proof }) => proof.schema));
    expect(new Set(proofs)).toEqual(
      new Set(proofs.length === 0 ? [] : [one.originalFails ? "not compared" : "equal"]),
    );

    const written = repository.files();
    const again = await fix({ ...options, write: true });
    expect(again.exit).toBe(one.left === undefined ? 3 : 1);
    expect(repository.files()).toEqual(written);

    await comparedOnServer(repository, one, { merged, original, report });
  });

  async function comparedOnServer(
    repository: Repository,
    { originalFails }: FixCase,
    known: {
      merged: readonly Migration[];
      original: readonly Migration[];
      report: Awaited<ReturnType<typeof fix>>["report"];
    },
  ): Promise<void> {
    const steps = known.report.migrations.flatMap((one) => (one.planned ? [] : one.steps));
    const later = steps.filter(({ phase, path }) => phase === "next release" && path !== null);
    repository.write(Object.fromEntries(later.map(({ path, sql }) => [path ?? "", sql])));
    const files = (await migrationsIn(repository.root)).slice(1);
    const inOrder = withHandwork(steps, files);
    for (const fill of [{}, { nulls: false, duplicates: false }]) {
      const one = await database(known.merged, known.original, fill);
      const other = await database(known.merged, inOrder, fill);
      if (one.failure !== null) continue;
      expect(other.failure).toBeNull();
      const differences = diffContents(one.contents, other.contents, { before: one.filled });
      expect(differences.filter((each) => !isMadeUp(each, one.contents, other.contents))).toEqual([]);
      expect(delta.plan(await factsOf(one.url), await factsOf(other.url)).deltas).toEqual([]);
      return;
    }
    // What fails on every kind of rows is compared on none.
    if (originalFails) return;
    const one = await database(known.merged, known.original, { rows: 0 });
    const other = await database(known.merged, inOrder, { rows: 0 });
    expect([one.failure, other.failure]).toEqual([null, null]);
    expect(delta.plan(await factsOf(one.url), await factsOf(other.url)).deltas).toEqual([]);
  }
});

/** The migrations, with what is run by hand in its place among them. */
function withHandwork(steps: readonly FixStep[], migrations: readonly Migration[]): (Migration | string)[] {
  const byHand = steps.filter(({ phase }) => phase === "outside");
  const ahead = byHand.filter(({ when }) => when === undefined).map(({ sql }) => sql);
  const open = byHand.filter(({ when }) => when !== undefined).map(({ sql }) => sql);
  const next = new Set(steps.filter(({ phase }) => phase === "next release").map(({ path }) => path));
  // What the tool's own index does not name yet is sent by hand.
  const unlisted = steps.filter(
    ({ phase, path }) => phase === "next release" && !migrations.some((one) => one.path === path),
  );
  const first = migrations.findIndex(({ path }) => next.has(path));
  const at = first < 0 ? migrations.length : first;
  return [
    ...ahead,
    ...migrations.slice(0, at),
    ...open,
    ...migrations.slice(at),
    ...unlisted.map(({ sql }) => sql),
  ];
}

/** Until it changes no row. */
async function byHand(session: ServerSession, sql: string): Promise<string | null> {
  for (let round = 0; round < 100; round += 1) {
    let changed = 0;
    for (const { text } of parseScript(sql).statements) {
      const { error, rowCount } = await session.exec(text);
      if (error) return error.message;
      changed += /^\s*(?:UPDATE|DELETE|INSERT)/i.test(text) ? (rowCount ?? 0) : 0;
    }
    if (changed === 0) return null;
  }
  return "it does not come to its end";
}
