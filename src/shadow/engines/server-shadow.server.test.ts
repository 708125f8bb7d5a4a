import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MAJORS, type PostgresServer, startServer } from "../../../postgres-servers/servers.ts";
import { loadParser } from "../../sql/parse.ts";
import type { Rehearsal } from "../rehearse/rehearsal.ts";
import {
  blame,
  errors,
  migration,
  observation,
  run as rehearseOn,
  SCHEMA,
  skipReason,
  type Unscheduled,
} from "../rehearse/rehearse.testing.ts";
import { connect, type ServerSession } from "./server.ts";
import { LIMITS } from "./shadow.ts";

beforeAll(loadParser);

function run(
  shadow: string,
  migrations: readonly Unscheduled[],
  rest: Parameters<typeof rehearseOn>[1] = {},
): Promise<Rehearsal> {
  return rehearseOn(migrations, { ...rest, shadow });
}

const seen = (rehearsal: Rehearsal, id: string, at = 0) => rehearsal.migrations.get(id)?.statements[at];
const CHANGE = () => [
  migration("schema", SCHEMA, { judged: false }),
  migration(
    "rewrite",
    "ALTER TABLE orders ALTER COLUMN total TYPE bigint; CREATE INDEX by_user ON orders (user_id);",
  ),
  migration("block", "DO $$ BEGIN ALTER TABLE users ADD CHECK (id > 0); END $$; DROP TABLE orders;"),
];

/** Statements that run in no transaction, on tables so small that each is done in a moment. */
const ALONE = [
  "CREATE INDEX CONCURRENTLY by_email ON users (email);",
  "REINDEX TABLE CONCURRENTLY users;",
  "VACUUM users;",
  "DROP INDEX CONCURRENTLY by_email;",
];

function expectLocksOfAlone(rehearsal: Rehearsal, statements: readonly string[] = ALONE, at = 0): void {
  for (const sql of statements) {
    expect(seen(rehearsal, sql, at), sql).toMatchObject({
      locksObserved: true,
      observation: { sampled: true, error: null },
    });
    const lock = { relation: "public.users", kind: "r", mode: "SHARE UPDATE EXCLUSIVE" };
    expect(observation(seen(rehearsal, sql, at))?.locks, sql).toContainEqual(lock);
  }
}

async function databases(session: ServerSession): Promise<string[]> {
  const rows = await session.query<{ name: string }>("SELECT datname AS name FROM pg_database ORDER BY 1");
  return rows.map(({ name }) => name);
}

describe.each(MAJORS)("PostgreSQL %i", (major) => {
  let server: PostgresServer;
  let admin: ServerSession;
  beforeAll(async () => {
    server = await startServer(major);
    admin = await connect(server.url);
  });
  afterAll(async () => {
    await admin.end();
    await server.stop();
  });

  test("a rehearsal sees what PGlite sees, and CONCURRENTLY from a second session", async () => {
    const before = await databases(admin);
    const there = await run(server.url, [...CHANGE(), ...ALONE.map((sql) => migration(sql, sql))]);
    expect(there).toMatchObject({ postgres: major, embedded: false, baseFailures: [] });
    const here = await run("pglite", CHANGE());
    for (const id of ["rewrite", "block"]) expect(there.migrations.get(id)).toEqual(here.migrations.get(id));
    expectLocksOfAlone(there);
    expect(await databases(admin)).toEqual(before);
  });
});

describe("a shared server", () => {
  let server: PostgresServer;
  let admin: ServerSession;
  const as = (role: string, database: string) => {
    const url = new URL(server.url);
    url.username = role;
    url.pathname = `/${database}`;
    return url.href;
  };
  const on = async <T>(database: string, work: (session: ServerSession) => Promise<T>): Promise<T> => {
    const session = await connect(as("postgres", database));
    try {
      return await work(session);
    } finally {
      await session.end();
    }
  };
  beforeAll(async () => {
    server = await startServer(16);
    admin = await connect(server.url);
    for (const sql of [
      "CREATE ROLE creator LOGIN CREATEDB",
      "CREATE ROLE owner LOGIN",
      "CREATE ROLE nobody LOGIN",
      "CREATE DATABASE live",
      "CREATE DATABASE given OWNER owner",
      "CREATE DATABASE filled OWNER owner",
    ])
      await admin.query(sql);
    for (const database of ["live", "filled"])
      await on(database, (session) => session.query("CREATE TABLE precious AS SELECT 1 AS id"));
  });
  afterAll(async () => {
    await admin.end();
    await server.stop();
  });

  test("the live database is refused in every spelling, and untouched", async () => {
    const { port } = new URL(server.url);
    const live = `postgres://postgres@127.0.0.1:${port}/live`;
    for (const spelling of [
      live,
      `postgresql://postgres@localhost:${port}/live`,
      `postgres://creator@127.0.0.1:${port}/%6cive?application_name=x`,
      `postgres://postgres@/live?host=127.0.0.1&port=${port}`,
    ])
      await expect(run(spelling, CHANGE(), { live }), spelling).rejects.toThrow(
        "the shadow is the live database",
      );
    expect(await on("live", (session) => session.query("SELECT id FROM precious"))).toEqual([{ id: 1 }]);
    const down = `postgres://someone:s3cret@127.0.0.1:1/live`;
    const told = await run(as("creator", "postgres"), CHANGE(), { live: down }).catch(
      (error: Error) => error.message,
    );
    expect(told).toContain("whether the shadow is the live database cannot be told");
    expect(told).not.toContain("s3cret");
  });

  test("a role that may not create databases needs an empty one of its own, and leaves it empty", async () => {
    await expect(run(as("owner", "filled"), CHANGE())).rejects.toThrow(
      "is not empty: it has the relation precious",
    );
    expect(await on("filled", (session) => session.query("SELECT id FROM precious"))).toEqual([{ id: 1 }]);
    await expect(run(as("nobody", "given"), CHANGE())).rejects.toThrow(
      "neither owns the database given nor may create one",
    );

    for (const _ of [1, 2]) {
      const rehearsal = await run(as("owner", "given"), [
        ...CHANGE(),
        migration(
          "more",
          "CREATE SCHEMA s; CREATE FUNCTION s.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TYPE e AS ENUM ();",
        ),
      ]);
      expect(observation(seen(rehearsal, "more", 2))?.error).toBeNull();
      expect(rehearsal.remarks).toEqual([
        "The shadow's server has other databases: statements on roles and on the whole server were not run.",
      ]);
    }
    // What a run that was killed left there is known as lockgate's own.
    await on("given", async (session) => {
      await session.query("SET ROLE owner");
      await session.query("CREATE TABLE left_behind (id int)");
      await session.query("COMMENT ON DATABASE given IS 'lockgate shadow 2026-01-01T00:00:00.000Z'");
    });
    await run(as("owner", "given"), CHANGE());
    const left = await on("given", (session) => session.query("SELECT FROM pg_class WHERE oid >= 16384"));
    expect(left).toEqual([]);
  });

  test("a role that may create databases gets one, and nothing is left of it, nor of killed runs", async () => {
    await admin.query("CREATE DATABASE lockgate_shadow_0123456789ab_01234567 OWNER creator");
    await admin.query("CREATE DATABASE lockgate_shadow_of_someone OWNER creator");
    const rehearsal = await run(as("creator", "filled"), [
      ...CHANGE(),
      migration(
        "server-wide",
        "CREATE DATABASE other; ALTER SYSTEM SET work_mem = '1MB'; CREATE ROLE app; GRANT SELECT ON users TO app;",
        {
          transaction: "statement",
        },
      ),
    ]);
    expect(rehearsal.migrations.get("server-wide")?.statements.map(({ kind }) => kind === "skipped")).toEqual(
      [true, true, true, false],
    );
    expect(blame(seen(rehearsal, "server-wide", 3))).toEqual({
      kind: "environment",
      lack: 'the role "app"',
      option: "prelude",
    });
    expect(await databases(admin)).toEqual([
      "filled",
      "given",
      "live",
      "lockgate_shadow_of_someone",
      "postgres",
      "template0",
      "template1",
    ]);
    await admin.query("DROP DATABASE lockgate_shadow_of_someone");
  });

  test("locks of what runs alone are seen by a role that may lock no catalog, whatever the migration's lock_timeout", async () => {
    const concurrently = ALONE.filter((sql) => !sql.startsWith("VACUUM"));
    const rehearsal = await run(as("creator", "postgres"), [
      migration("schema", SCHEMA, { judged: false }),
      ...concurrently.map((sql) =>
        migration(sql, `SET lock_timeout = '1ms'; ${sql}`, { transaction: "statement", tool: "sql" }),
      ),
    ]);
    expectLocksOfAlone(rehearsal, concurrently, 1);
  });

  test("sessions that are ended, statements that never end and an interrupt leave no database behind", async () => {
    const before = await databases(admin);
    const url = as("creator", "postgres");
    const killed = await run(url, [
      migration("schema", SCHEMA),
      migration("kills", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'creator';"),
      migration("later", "ALTER TABLE users ADD COLUMN a int;"),
    ]);
    expect(skipReason(seen(killed, "kills"))).toContain("the session ended");
    expect(killed.migrations.get("later")?.rehearsed).toBe(false);

    const endless = migration("endless", "DO $$ BEGIN LOOP END LOOP; END $$;");
    const cut = await run(url, [endless], { limits: { ...LIMITS, statementMs: 1500 } });
    expect(skipReason(seen(cut, "endless"))).toBe("it runs longer than 1.5 s");

    const abort = new AbortController();
    const onProgress = () => void setTimeout(() => abort.abort(new Error("interrupted")), 1000);
    await expect(run(url, [endless], { signal: abort.signal, onProgress })).rejects.toThrow("interrupted");
    expect(await databases(admin)).toEqual(before);
  });

  test("COPY from stdin, floods of rows and foreign messages do no harm", async () => {
    const rehearsal = await run(as("creator", "postgres"), [
      migration("schema", SCHEMA, { judged: false }),
      migration("copy", "COPY users FROM stdin;\n1\tx\n\\.\n", { tool: "sql", transaction: "statement" }),
      migration("rows", "SELECT repeat('x', 1000) FROM generate_series(1, 300000);"),
      migration(
        "leftovers",
        "SET search_path = ''; PREPARE s AS SELECT 1; SET client_min_messages = error; LISTEN x;",
      ),
      migration("last", "ALTER TABLE users ADD CHECK (id > 0);"),
    ]);
    for (const id of ["copy", "rows", "leftovers"])
      expect(observation(seen(rehearsal, id))?.error, id).toBeNull();
    expect(observation(seen(rehearsal, "last"))?.scans).toEqual([
      { relation: "public.users", why: "verifies rows" },
    ]);
  });
});

test("a server of one's own runs what concerns roles, and has none of them afterwards", async () => {
  const server = await startServer(17);
  try {
    const roles = () => [
      migration(
        "roles",
        "CREATE ROLE app; GRANT SELECT ON TABLE t TO app; GRANT SELECT ON TABLE t TO foreign_role;",
        { transaction: "statement" },
      ),
    ];
    for (const _ of [1, 2]) {
      const rehearsal = await run(server.url, [
        migration("schema", "CREATE TABLE t (id int);", { judged: false }),
        ...roles(),
      ]);
      expect(errors(rehearsal, "roles")).toEqual([null, null, null]);
      expect(rehearsal.remarks).toEqual([
        "The shadow was opened as a superuser: migrations can run programs and read files on its server.",
        "No migration creates the role foreign_role: it was created without privileges.",
      ]);
    }
  } finally {
    await server.stop();
  }
});

test("no secret of a URL is in an error", async () => {
  const url = "postgres://someone:p%40ss%2Fword@127.0.0.1:1/db";
  const told = await run(url, []).catch((error: Error) => error.message);
  expect(told).toContain("the shadow's server cannot be reached");
  expect(told).not.toMatch(/p%40ss|p@ss/);
});
