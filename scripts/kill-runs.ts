/**
 * Ends runs at random moments as a CI that is cancelled does, by SIGKILL, SIGTERM and Ctrl-C in turn, with a shadow on a
 * server and with the embedded one, from an empty cache and a filled one: `npm run kill-runs -- [times]`, default 50. Ends
 * with 1 when the next run says something else, when processes stay, or when anything is left on the server: by a run
 * that could clean up at once, by one that could not after the next run. Linux; needs `npm run servers` and a build.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startServer } from "../postgres-servers/servers.ts";
import { connect } from "../src/shadow/engines/server.ts";

const times = Number(process.argv[2] ?? 50);
const program = join(import.meta.dirname, "../dist/cli.js");
const folder = mkdtempSync(join(tmpdir(), "lockgate-kills-"));
const [root, cache, temporary] = ["root", "cache", "tmp"].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];
mkdirSync(join(root, "migrations"), { recursive: true });
mkdirSync(temporary);
writeFileSync(
  join(root, "migrations/1.sql"),
  `CREATE ROLE tenant;\nCREATE TABLE t (id int);\n${"CREATE INDEX ON t (id);\n".repeat(50)}`,
);
writeFileSync(
  join(root, "migrations/2.sql"),
  `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I IS_TEMPLATE true', current_database()); END $$;
ALTER ROLE CURRENT_USER SET default_transaction_read_only = on;
ALTER TABLE t ALTER id TYPE bigint;
SELECT pg_sleep(0.3);
`,
);

const SIGNALS = ["SIGKILL", "SIGTERM", "SIGINT"] as const;
/** What a run ends with that obeys a signal; before it listens to them, the signal itself ends it, which shells show alike. */
const EXITS: Readonly<Record<(typeof SIGNALS)[number], number | null>> = {
  SIGKILL: null,
  SIGTERM: 143,
  SIGINT: 130,
};
/** How long what a killed run started may go on. */
const ORPHAN_MS = 5_000;

const server = await startServer(16);
try {
  const shadows = { pglite: "pglite", server: server.url };
  let wrong = 0;
  const ends: Record<string, number> = {};
  for (const [name, shadow] of Object.entries(shadows)) {
    const { output: expected, ms: whole } = await run(shadow, null);
    const clean = await leftOnServer();
    for (let time = 0; time < times / 2; time++) {
      const signal = SIGNALS[time % SIGNALS.length] ?? "SIGKILL";
      if (time % 2 === 0) rmSync(cache, { recursive: true, force: true });
      const killed = await run(shadow, { signal, afterMs: Math.random() * whole });
      const faults = [
        ...(await orphansOf(killed.mark)),
        ...(killed.ended || killed.exit === null || killed.exit === EXITS[signal]
          ? []
          : [`exit ${killed.exit}`]),
        ...(signal === "SIGKILL" ? [] : since(clean, await leftOnServer())),
        ...(signal === "SIGKILL" ? [] : readdirSync(temporary)),
      ];
      // What a killed run asked for last goes on in the server, and holds the lock of its database until it is done.
      await sessionsEnded();
      const next = await run(shadow, null);
      if (next.output !== expected) faults.push("the next run says something else");
      faults.push(...since(clean, await leftOnServer()));
      if (faults.length > 0) wrong++;
      const how = killed.ended ? "ended before" : signal;
      ends[how] = (ends[how] ?? 0) + 1;
      console.log(
        `${name} ${time + 1}: ${how} after ${killed.ms.toFixed(0)} ms: ${faults.join("; ") || "nothing left"}`,
      );
    }
  }
  const counts = Object.entries(ends).map(([how, count]) => `${how} ${count}`);
  console.log(`${counts.join(", ")}; ${wrong} left something or went wrong`);
  process.exitCode = wrong === 0 ? 0 : 1;
} finally {
  await server.stop();
  rmSync(folder, { recursive: true });
}

interface Ran {
  readonly output: string;
  readonly ms: number;
  readonly exit: number | null;
  /** The signal came too late. */
  readonly ended: boolean;
  /** In the environment of all that it started. */
  readonly mark: string;
}

async function run(
  shadow: string,
  kill: { readonly signal: NodeJS.Signals; readonly afterMs: number } | null,
): Promise<Ran> {
  const [start, mark] = [performance.now(), randomUUID()];
  const args = [program, "check", "--all", "--shadow", shadow, "--format", "json"];
  const env = { ...process.env, XDG_CACHE_HOME: cache, TMPDIR: temporary, LOCKGATE_KILL_MARK: mark };
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "pipe", "ignore"] });
  let output = "";
  child.stdout.on("data", (text) => {
    output += text;
  });
  const closed = closing(child);
  const timer = kill && setTimeout(() => child.kill(kill.signal), kill.afterMs);
  const { code, signal } = await closed;
  if (timer !== null) clearTimeout(timer);
  const ended = signal === null && (code ?? 4) < 4;
  return { output, ms: performance.now() - start, exit: code, ended, mark };
}

function closing(child: ChildProcess): Promise<{ code: number | null; signal: string | null }> {
  return new Promise((done) => child.once("exit", (code, signal) => done({ code, signal })));
}

/** What runs on although the program that started it has ended. */
async function orphansOf(mark: string): Promise<string[]> {
  const deadline = performance.now() + ORPHAN_MS;
  for (;;) {
    const alive = readdirSync("/proc").filter(
      (name) => /^\d+$/.test(name) && environmentOf(name).includes(mark),
    );
    if (alive.length === 0) return [];
    if (performance.now() > deadline) return [`${alive.length} processes stay`];
    await sleep(100);
  }
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1");
  } catch {
    return "";
  }
}

function since(before: readonly string[], now: readonly string[]): string[] {
  return now.filter((name) => !before.includes(name));
}

async function sessionsEnded(): Promise<void> {
  const session = await connect(server.url);
  const others = `SELECT FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`;
  const deadline = performance.now() + ORPHAN_MS;
  while ((await session.query(others)).length > 0 && performance.now() < deadline) await sleep(50);
  await session.end();
}

/** Databases, roles and settings that a new server does not have. */
async function leftOnServer(): Promise<string[]> {
  const session = await connect(server.url);
  const rows = await session.query<{ name: string }>(
    `SELECT datname AS name FROM pg_database WHERE datname NOT IN ('postgres', 'template0', 'template1')
     UNION ALL SELECT 'role ' || rolname FROM pg_roles WHERE rolname !~ '^pg_' AND rolname <> 'postgres'
     UNION ALL SELECT 'setting ' || setting FROM pg_db_role_setting, unnest(setconfig) AS setting ORDER BY 1`,
  );
  await session.end();
  return rows.map(({ name }) => name);
}
