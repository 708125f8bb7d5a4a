/** The built program before servers on a bad day: a message of its own within the limit, the contract's exit code, nothing left. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PostgresServer, startServer } from "../../postgres-servers/servers.ts";
import { commit, folder, put, run } from "../migrations/temporary-repository.testing.ts";
import { type TROUBLES, type TroubledServers, troubleBefore } from "../postgres/troubled-servers.testing.ts";
import { connect, type ServerSession } from "../shadow/engines/server.ts";
import { buildProgram, type EndedProgram, ROOT, startProgram } from "./built-program.testing.ts";

interface Ended extends EndedProgram {
  /** In its folder for temporary files. */
  readonly left: readonly string[];
}

let program: string;
let server: PostgresServer;
let admin: ServerSession;
let troubled: TroubledServers;
let temporary: string;

beforeAll(async () => {
  program = await buildProgram("troubled");
  server = await startServer(16);
  admin = await connect(server.url);
  await admin.query("CREATE DATABASE live");
  troubled = await troubleBefore(
    server.url.replace("postgres@", "postgres:s3cr3t@").replace(/postgres$/, "live"),
  );
  temporary = mkdtempSync(join(tmpdir(), "lockgate-troubled-"));
});
afterAll(async () => {
  await troubled?.close();
  await admin?.end();
  await server?.stop();
  for (const path of [temporary, join(ROOT, "dist-test-troubled")])
    rmSync(path, { recursive: true, force: true });
});

/** A repository with one migration that is merged and one that is new. */
function repository(): string {
  const root = folder({ "migrations/1_a.sql": "CREATE TABLE a (id int);\n" });
  run(root, "init", "-q", "-b", "main");
  commit(root);
  put(root, { "migrations/2_b.sql": "SET lock_timeout = '5s';\nALTER TABLE a ADD b int;\n" });
  return root;
}

async function lockgate(cwd: string, name: string, args: readonly string[]): Promise<Ended> {
  const own = join(temporary, name);
  mkdirSync(own);
  const env = { TMPDIR: own, XDG_CACHE_HOME: join(temporary, "cache") };
  return { ...(await startProgram(program, args, { cwd, env })), left: readdirSync(own) };
}

/** What each command is asked, and what says in its output that the server is at fault. */
const COMMANDS = {
  check: (url: string) => ["check", "--shadow", url, "--format", "json"],
  drift: (url: string) => ["drift", "--database-url", url, "--format", "json"],
  stats: (url: string) => ["stats", "--database-url", url],
};

const saidBy: Readonly<Record<keyof typeof COMMANDS, (ended: Ended) => string>> = {
  check: ({ stdout }) => JSON.parse(stdout).unanalyzed[0].reason,
  drift: ({ stdout }) => JSON.parse(stdout).targets[0].catalog.reason,
  stats: ({ stderr }) => stderr,
};

const LIMIT = { check: 15, drift: 5, stats: 5 } as const;

type Trouble = (typeof TROUBLES)[number] | "unresolvable";

const MESSAGES: Readonly<Record<Exclude<Trouble, "slow">, (seconds: number) => RegExp>> = {
  hanging: (seconds) => new RegExp(`no answer within ${seconds} s`),
  withoutTls: (seconds) => new RegExp(`no answer within ${seconds} s`),
  inTls: (seconds) => new RegExp(`no answer within ${seconds} s`),
  refusing: () => /ECONNREFUSED/,
  closing: () => /Connection terminated unexpectedly|ECONNRESET|EPIPE/,
  http: () => /error establishing an SSL connection/,
  halfOpen: () => /the server stopped answering|no answer within \d+ s/,
  unresolvable: () => /ENOTFOUND|EAI_AGAIN/,
};

test("each has a message of its own, exit code 4, no stack and no password, and nothing is left", async () => {
  const root = repository();
  const urls = { ...troubled, unresolvable: "postgres://postgres:s3cr3t@no-such-host.invalid/live" };
  const cases = (Object.keys(MESSAGES) as (keyof typeof MESSAGES)[]).flatMap((trouble) =>
    (Object.keys(COMMANDS) as (keyof typeof COMMANDS)[])
      // Of a session that goes silent the shadow hears after the minute that its own queries have.
      .filter((command) => trouble !== "halfOpen" || command !== "check")
      .map((command) => ({ trouble, command })),
  );
  await Promise.all(
    cases.map(async ({ trouble, command }) => {
      const ended = await lockgate(root, `${trouble}-${command}`, COMMANDS[command](urls[trouble]));
      const { status, stdout, stderr, left } = ended;
      expect({ trouble, command, status, left }).toEqual({ trouble, command, status: 4, left: [] });
      expect(saidBy[command](ended), `${command} before ${trouble}`).toMatch(
        MESSAGES[trouble](LIMIT[command]),
      );
      expect(stdout + stderr).not.toMatch(/s3cr3t|\n {4}at /);
    }),
  );
  expect(await shadowsOnServer()).toEqual([]);
});

test("a slow server is a server", async () => {
  const root = repository();
  await Promise.all(
    (Object.keys(COMMANDS) as (keyof typeof COMMANDS)[]).map(async (command) => {
      const { status, stderr, left } = await lockgate(
        root,
        `slow-${command}`,
        COMMANDS[command](troubled.slow),
      );
      // Of drift: the live database has not got the table.
      expect({ command, status, left }).toEqual({ command, status: command === "drift" ? 1 : 0, left: [] });
      expect(stderr).not.toMatch(/s3cr3t|\n {4}at /);
    }),
  );
  expect(await shadowsOnServer()).toEqual([]);
});

async function shadowsOnServer(): Promise<string[]> {
  const rows = await admin.query<{ name: string }>(
    "SELECT datname AS name FROM pg_database WHERE datname ~ '^lockgate' ORDER BY 1",
  );
  return rows.map(({ name }) => name);
}
