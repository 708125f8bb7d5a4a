/**
 * npm run bench:fleet: `drift --databases` with 500 databases and with the same list twenty times over, some of them on a bad
 * day: what grows with the list, and how many connections a server sees at most. Needs `npm run build` and `npm run servers`;
 * `MAJOR=14` for another version, `DATABASES=50` for a smaller one (each takes 8 MB of the disk).
 */
import { createHash, randomUUID } from "node:crypto";
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MAJORS, type Major, startServer } from "../postgres-servers/servers.ts";
import { troubleBefore } from "../src/postgres/troubled-servers.testing.ts";
import { connect, type ServerSession } from "../src/shadow/engines/server.ts";
import { run } from "./race.ts";
import { printTable, type Verdict, verdict } from "./table.ts";

const TABLES = 20;
const TIMES = 20;
const HISTORY = `CREATE TABLE _prisma_migrations (id text, checksum text, finished_at timestamptz,
  migration_name text, logs text, rolled_back_at timestamptz, started_at timestamptz)`;

const MIGRATION = Array.from(
  { length: TABLES },
  (
    _,
    n,
  ) => `CREATE TABLE t${n} (id bigserial PRIMARY KEY, name varchar(80) NOT NULL, amount numeric(12, 2) DEFAULT 0
  CHECK (amount >= 0), note text, created_at timestamptz NOT NULL DEFAULT now());
CREATE UNIQUE INDEX t${n}_name ON t${n} (lower(name));\n`,
).join("");

/** @param lockgate the built program */
export async function benchFleet(lockgate: string, major: Major = 18, databases = 500): Promise<Verdict[]> {
  const server = await startServer(major);
  const root = mkdtempSync(join(tmpdir(), "lockgate-bench-fleet-"));
  const admin = await connect(server.url);
  const trouble = await troubleBefore(server.url.replace(/postgres$/, "fleet0"));
  try {
    writeRepository(root);
    for (let n = 0; n < databases; n++) await createDatabase(admin, server.url, n);
    const url = (n: number) => server.url.replace(/postgres$/, `fleet${n}`);
    const bad = [
      trouble.hanging,
      trouble.refusing,
      trouble.halfOpen,
      trouble.slow,
      await locked(admin, url(0)),
    ];
    const list = [...bad, ...Array.from({ length: databases - bad.length }, (_, n) => url(n))];
    const lines = (times: number) =>
      Array.from({ length: times }, (_, time) =>
        list.map((one, at) => `db${time}-${at}=${one}\n`).join(""),
      ).join("");
    writeFileSync(join(root, "once.txt"), lines(1));
    writeFileSync(join(root, "often.txt"), lines(TIMES));
    const most = watchConnections(admin);
    const drift = (name: string, file: string) => ({
      name,
      command: process.execPath,
      args: [lockgate, "drift", "--databases", file, "--output", `json=${file}.json`],
      cwd: root,
      env: { XDG_CACHE_HOME: root },
      ok: [4],
    });
    const small = await run(drift("once", "once.txt"));
    const large = await run(drift("often", "often.txt"));
    const connections = await most();
    for (const [count, { wall, cpu, memory }] of [
      [databases, small],
      [databases * TIMES, large],
    ] as const) {
      const figures = `wall ${wall.toFixed(1)} s, CPU ${cpu.toFixed(1)} s, ${memory.toFixed(0)} MB`;
      console.log(`  ${`${count} databases`.padEnd(18)} ${figures}`);
    }
    checkReport(join(root, "often.txt.json"), databases * TIMES);
    const [title, many] = [`a fleet on PostgreSQL ${major}`, databases * TIMES];
    return [
      verdict(`${title}: MB of ${many} databases / ${databases}`, large.memory / small.memory, "<=", 1.5),
      verdict(
        `${title}: CPU of one among ${many} / among ${databases}`,
        large.cpu / TIMES / small.cpu,
        "<=",
        1,
      ),
      verdict(`${title}: most connections at once`, connections, "<=", 8),
    ];
  } finally {
    await admin.end();
    await trouble.close();
    await server.stop();
    rmSync(root, { recursive: true, force: true });
  }
}

function writeRepository(root: string): void {
  const folder = join(root, "prisma", "migrations");
  mkdirSync(join(folder, "20250101000000_all"), { recursive: true });
  writeFileSync(join(folder, "migration_lock.toml"), 'provider = "postgresql"\n');
  writeFileSync(join(folder, "20250101000000_all", "migration.sql"), MIGRATION);
}

/** Every tenth has an index that somebody made by hand. */
async function createDatabase(admin: ServerSession, server: string, n: number): Promise<void> {
  const copy = admin.major >= 15 ? "STRATEGY file_copy" : "";
  await admin.query(`CREATE DATABASE fleet${n} ${n === 0 ? "" : `TEMPLATE fleet0 ${copy}`}`);
  if (n % 10 !== 0) return;
  const session = await connect(server.replace(/postgres$/, `fleet${n}`));
  if (n === 0) {
    await session.query(HISTORY);
    await session.exec(MIGRATION);
    const checksum = createHash("sha256").update(MIGRATION).digest("hex");
    const row = [randomUUID(), checksum, "20250101000000_all"];
    await session.query("INSERT INTO _prisma_migrations VALUES ($1, $2, now(), $3, NULL, NULL, now())", row);
  } else {
    await session.query("CREATE INDEX by_hand ON t1 (note)");
  }
  await session.end();
}

/** The URL of a role with another password than it says. */
async function locked(admin: ServerSession, url: string): Promise<string> {
  await admin.query("CREATE ROLE locked LOGIN PASSWORD 'right'");
  const [file] = await admin.query<{ hba_file: string }>("SHOW hba_file");
  const path = file?.hba_file ?? "";
  const rules = readFileSync(path, "utf8");
  writeFileSync(path, "host all locked 127.0.0.1/32 scram-sha-256\n");
  appendFileSync(path, rules);
  await admin.query("SELECT pg_reload_conf()");
  return url.replace("postgres@", "locked:wrong@");
}

/** Looks at the server until it is asked how many sessions of lockgate it saw at most. */
function watchConnections(admin: ServerSession): () => Promise<number> {
  let most = 0;
  let isOver = false;
  const looking = (async () => {
    while (!isOver) {
      const [row] = await admin.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM pg_stat_activity
         WHERE application_name = 'lockgate' AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
      );
      most = Math.max(most, row?.n ?? 0);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  return async () => {
    isOver = true;
    await looking;
    return most;
  };
}

/** A result for each, and what is wrong with the bad ones. */
function checkReport(path: string, count: number): void {
  const report: { databases: { state: string; reason: string | null }[] } = JSON.parse(
    readFileSync(path, "utf8"),
  );
  const reasons = new Map<string, number>();
  for (const { state, reason } of report.databases) {
    const what = reason === null ? state : `${state}: ${reason.replace(/[\d.]+:\d+/g, "<server>")}`;
    reasons.set(what, (reasons.get(what) ?? 0) + 1);
  }
  for (const [what, many] of [...reasons].sort()) console.log(`  ${String(many).padStart(6)}  ${what}`);
  if (report.databases.length !== count)
    throw new Error(`${report.databases.length} results for ${count} databases`);
}

if (process.argv[1] === import.meta.filename) {
  const major = MAJORS.find((one) => String(one) === process.env.MAJOR) ?? 18;
  const lockgate = join(import.meta.dirname, "..", "dist", "cli.js");
  printTable(await benchFleet(lockgate, major, Number(process.env.DATABASES ?? 500)));
}
