/**
 * npm run bench:tenants: 2,000 equal schemas of one database, one of them changed by hand and one with a table more, beside
 * the catalog query of that database alone. Needs `npm run build` and `npm run servers`; `MAJOR=14`, `TENANTS=200`.
 */
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MAJORS, type Major, startServer } from "../postgres-servers/servers.ts";
import { readCatalog } from "../src/drift/catalog/extract.ts";
import { setForReading } from "../src/drift/catalog/session.ts";
import { connect, type ServerSession } from "../src/shadow/engines/server.ts";
import { median, run } from "./race.ts";
import { printTable, type Verdict, verdict } from "./table.ts";

const ROUNDS = 3;
const ID = "20250101000000_all";
const MIGRATION = Array.from(
  { length: 10 },
  (
    _,
    n,
  ) => `CREATE TABLE t${n} (id bigserial PRIMARY KEY, name varchar(80) NOT NULL, amount numeric(12, 2) DEFAULT 0
  CHECK (amount >= 0), note text);\nCREATE INDEX t${n}_name ON t${n} (lower(name));\n`,
).join("");

/** @param lockgate the built program */
export async function benchTenants(lockgate: string, major: Major = 18, tenants = 2000): Promise<Verdict[]> {
  const server = await startServer(major, { max_locks_per_transaction: "4096" });
  const root = mkdtempSync(join(tmpdir(), "lockgate-bench-tenants-"));
  const admin = await connect(server.url);
  try {
    const folder = join(root, "prisma", "migrations");
    mkdirSync(join(folder, ID), { recursive: true });
    writeFileSync(join(folder, "migration_lock.toml"), 'provider = "postgresql"\n');
    writeFileSync(join(folder, ID, "migration.sql"), MIGRATION);
    for (let n = 0; n < tenants; n++) await deploy(admin, `tenant${n}`);
    await admin.exec("CREATE INDEX by_hand ON tenant7.t1 (note); CREATE TABLE tenant8.stranger (id int)");
    await admin.exec("ANALYZE");
    const urls = Array.from({ length: tenants }, (_, n) => `tenant${n}=${server.url}?schema=tenant${n}\n`);
    writeFileSync(join(root, "tenants.txt"), urls.join(""));
    const drift = {
      name: "drift",
      command: process.execPath,
      args: [lockgate, "drift", "--databases", "tenants.txt", "--output", "json=report.json"],
      cwd: root,
      env: { XDG_CACHE_HOME: root },
      ok: [1],
    };
    await run(drift);
    const rounds: { readonly query: number; readonly whole: number; readonly memory: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const query = await secondsOfCatalog(server.url);
      const { wall, memory } = await run(drift);
      rounds.push({ query, whole: wall, memory });
    }
    const of = (read: (round: (typeof rounds)[number]) => number) => median(rounds.map(read));
    console.log(
      `  catalog query ${of(({ query }) => query).toFixed(1)} s, drift ${of(({ whole }) => whole).toFixed(1)} s, ${of(({ memory }) => memory).toFixed(0)} MB`,
    );
    checkReport(join(root, "report.json"), tenants);
    const ratio = of(({ whole, query }) => whole / query);
    return [
      verdict(`${tenants} tenants on PostgreSQL ${major}: drift / its catalog query, wall`, ratio, "<=", 1.5),
    ];
  } finally {
    await admin.end();
    await server.stop();
    rmSync(root, { recursive: true, force: true });
  }
}

async function deploy(admin: ServerSession, schema: string): Promise<void> {
  const checksum = createHash("sha256").update(MIGRATION).digest("hex");
  const { error } = await admin.exec(`CREATE SCHEMA ${schema}; SET search_path = ${schema}; ${MIGRATION}
    CREATE TABLE _prisma_migrations (id text, checksum text, finished_at timestamptz, migration_name text, logs text,
      rolled_back_at timestamptz, started_at timestamptz);
    INSERT INTO _prisma_migrations VALUES ('1', '${checksum}', now(), '${ID}', NULL, NULL, now())`);
  if (error) throw new Error(error.message);
}

async function secondsOfCatalog(url: string): Promise<number> {
  const session = await connect(url);
  await setForReading(session, "session");
  const start = performance.now();
  await readCatalog(session);
  const seconds = (performance.now() - start) / 1000;
  await session.end();
  return seconds;
}

function checkReport(path: string, tenants: number): void {
  const report = JSON.parse(readFileSync(path, "utf8"));
  const found = report.targets[0].catalog.differences.map(({ name }: { name: string }) => name);
  const clean = report.databases.filter(({ state }: { state: string }) => state === "clean").length;
  console.log(`  ${clean} of ${tenants} clean, found: ${found.join(", ")}`);
  if (clean !== tenants - 2 || found.length !== 2) throw new Error("not what was planted");
}

if (process.argv[1] === import.meta.filename) {
  const major = MAJORS.find((one) => String(one) === process.env.MAJOR) ?? 18;
  const lockgate = process.env.LOCKGATE ?? join(import.meta.dirname, "..", "dist", "cli.js");
  printTable(await benchTenants(lockgate, major, Number(process.env.TENANTS ?? 2000)));
}
