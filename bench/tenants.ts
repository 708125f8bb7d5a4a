/**
 * npm run bench:tenants: 2,000 schemas of one database, some of them not as they should be, beside the catalog query of that
 * database alone, and beside what a database with one schema takes: the start, one replay. A tenant that is behind costs a replay more. Needs `npm run build` and
 * `npm run servers`; `MAJOR=14`, `TENANTS=200`, `ROUNDS=7`, `LOCKGATE=<another built program>`.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MAJORS, type Major, startServer } from "../postgres-servers/servers.ts";
import { readCatalog } from "../src/drift/catalog/extract.ts";
import { setForReading } from "../src/drift/catalog/session.ts";
import { connect, type ServerSession } from "../src/shadow/engines/server.ts";
import { type Cost, costOf, secondsOfEnded } from "./cpu.ts";
import { median, run } from "./race.ts";
import { printTable, type Verdict, verdict } from "./table.ts";
import { BEHIND, checkReport, deployTenants, plantTrouble, writeRepository } from "./tenant-database.ts";

interface Round {
  /** The catalog query alone; the run on all that have all migrations; on all; on the database with one schema. */
  readonly query: Cost;
  readonly level: Cost;
  readonly whole: Cost;
  readonly one: Cost;
  readonly memory: number;
}

/** @param lockgate the built program */
export async function benchTenants(
  lockgate: string,
  { major = 18, tenants = 2000, rounds = 3 }: { major?: Major; tenants?: number; rounds?: number } = {},
): Promise<Verdict[]> {
  const server = await startServer(major, { max_locks_per_transaction: "4096" });
  const root = mkdtempSync(join(tmpdir(), "lockgate-bench-tenants-"));
  const admin = await connect(server.url);
  try {
    writeRepository(root);
    await deployTenants(admin, tenants);
    await plantTrouble(admin);
    await admin.query("CREATE DATABASE one");
    const small = server.url.replace(/postgres$/, "one");
    const inSmall = await connect(small);
    await deployTenants(inSmall, 1);
    await inSmall.end();
    const urls = Array.from({ length: tenants }, (_, n) => `tenant${n}=${server.url}?schema=tenant${n}\n`);
    writeFileSync(join(root, "tenants.txt"), urls.join(""));
    writeFileSync(join(root, "level.txt"), urls.filter((_, n) => n !== BEHIND).join(""));
    writeFileSync(join(root, "one.txt"), `tenant0=${small}?schema=tenant0\n`);
    const sessions = await cpuOfSessions(admin);
    const drift = (list: string, ok: number) => ({
      name: "drift",
      command: process.execPath,
      args: [lockgate, "drift", "--databases", list, "--output", "json=report.json"],
      cwd: root,
      env: { XDG_CACHE_HOME: root },
      ok: [ok],
    });
    const costOfDrift = async (list: string, ok: number) => {
      const before = await sessions();
      const { wall, cpu, memory } = await run(drift(list, ok));
      return { wall, cpu: cpu + (await sessions()) - before, memory };
    };
    await costOfDrift("tenants.txt", 1);
    const all: Round[] = [];
    for (let round = 0; round < rounds; round++) {
      const before = await sessions();
      const { wall, cpu } = await costOf(() => readWholeCatalog(server.url));
      const query = { wall, cpu: cpu + (await sessions()) - before };
      const one = await costOfDrift("one.txt", 0);
      const level = await costOfDrift("level.txt", 1);
      const { memory, ...whole } = await costOfDrift("tenants.txt", 1);
      all.push({ query, level, whole, one, memory });
    }
    checkReport(join(root, "report.json"), tenants);
    const of = (read: (round: Round) => number) => median(all.map(read));
    const said = (name: "query" | "level" | "whole" | "one") =>
      `wall ${of((round) => round[name].wall).toFixed(1)} s, CPU ${of((round) => round[name].cpu).toFixed(1)} s`;
    console.log(`  catalog query:     ${said("query")}\n  of one schema:     ${said("one")}`);
    console.log(`  of one version:    ${said("level")}\n  with one behind:   ${said("whole")}`);
    const title = `${tenants} tenants on PostgreSQL ${major}`;
    const ratio = (what: "wall" | "cpu") => of(({ level, query }) => level[what] / query[what]);
    const more = (what: "wall" | "cpu") =>
      of(({ whole, one, query }) => (whole[what] - one[what]) / query[what]);
    return [
      verdict(`${title}: drift / its catalog query, wall`, ratio("wall"), "<=", 1.5),
      verdict(`${title}: drift / its catalog query, CPU`, ratio("cpu"), "<=", 1.5),
      verdict(`${title}, one behind: what is more than of one / query, wall`, more("wall"), "<=", 1.5),
      verdict(`${title}, one behind: what is more than of one / query, CPU`, more("cpu"), "<=", 1.5),
      verdict(
        `${title}: MB`,
        of((round) => round.memory),
        "<=",
        400,
      ),
    ];
  } finally {
    await admin.end();
    await server.stop();
    rmSync(root, { recursive: true, force: true });
  }
}

/** CPU seconds of all sessions of the server that have ended. */
async function cpuOfSessions(admin: ServerSession): Promise<() => Promise<number>> {
  const [row] = await admin.query<{ folder: string }>("SELECT current_setting('data_directory') AS folder");
  const [pid] = readFileSync(join(row?.folder ?? "", "postmaster.pid"), "utf8").split("\n");
  return async () => {
    // A session ends a moment after its client.
    await new Promise((resolve) => setTimeout(resolve, 200));
    return secondsOfEnded(Number(pid));
  };
}

async function readWholeCatalog(url: string): Promise<void> {
  const session = await connect(url);
  await setForReading(session, "session");
  await readCatalog(session);
  await session.end();
}

if (process.argv[1] === import.meta.filename) {
  const major = MAJORS.find((one) => String(one) === process.env.MAJOR) ?? 18;
  const lockgate = process.env.LOCKGATE ?? join(import.meta.dirname, "..", "dist", "cli.js");
  const [tenants, rounds] = [Number(process.env.TENANTS ?? 2000), Number(process.env.ROUNDS ?? 3)];
  printTable(await benchTenants(lockgate, { major, tenants, rounds }));
}
