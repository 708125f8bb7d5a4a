/**
 * npm run bench:drift: a database of 1,000 tables against its migrations, and five of them. Times the comparison stage by
 * stage, and the whole program beside an empty Node process, as ratios. Needs `npm run build` and `npm run servers`.
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "../postgres-servers/servers.ts";
import { compareCatalogs } from "../src/drift/catalog/compare-catalogs.ts";
import { extractFacts } from "../src/drift/catalog/extract.ts";
import { startPglite } from "../src/shadow/engines/pglite.ts";
import { connect, type ServerSession } from "../src/shadow/engines/server.ts";
import { median, race } from "./race.ts";

const TABLES = 1000;
const MIGRATIONS = 100;
const DATABASES = 5;
const ROUNDS = 5;

const tables = Array.from({ length: TABLES }, (_, n) => tableSql(n));
const migrations = Array.from({ length: MIGRATIONS }, (_, n) => ({
  id: `${20250101000000 + n}_tables`,
  sql: tables.slice((n * TABLES) / MIGRATIONS, ((n + 1) * TABLES) / MIGRATIONS).join(""),
}));

/** Seven columns, four indexes, two checks and a reference, as real tables have. */
function tableSql(n: number): string {
  const parent = n === 0 ? "" : `, CONSTRAINT t${n}_parent FOREIGN KEY (parent_id) REFERENCES t${n - 1} (id)`;
  return `CREATE TYPE kind${n} AS ENUM ('a', 'b');
CREATE TABLE t${n} (id bigserial PRIMARY KEY, name varchar(80) NOT NULL, kind kind${n} NOT NULL DEFAULT 'a',
  amount numeric(12, 2) DEFAULT 0 CHECK (amount >= 0), parent_id bigint, note text CHECK (length(note) < 100),
  created_at timestamptz NOT NULL DEFAULT now()${parent});
CREATE UNIQUE INDEX t${n}_name ON t${n} (lower(name));
CREATE INDEX t${n}_parent_idx ON t${n} (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX t${n}_created ON t${n} (created_at DESC);
`;
}

const server = await startServer(14);
const root = mkdtempSync(join(tmpdir(), "lockgate-bench-drift-"));
const cache = mkdtempSync(join(tmpdir(), "lockgate-bench-cache-"));
try {
  writeRepository();
  const admin = await connect(server.url);
  const urls: string[] = [];
  for (let n = 0; n < DATABASES; n++) {
    await admin.query(n === 0 ? "CREATE DATABASE bench0" : `CREATE DATABASE bench${n} TEMPLATE bench0`);
    const url = server.url.replace(/postgres$/, `bench${n}`);
    urls.push(url);
    if (n > 0) continue;
    const session = await connect(url);
    await deploy(session);
    await session.end();
  }
  await admin.end();
  await stages(urls[0] ?? "");
  await whole(urls);
} finally {
  await server.stop();
  for (const path of [root, cache]) rmSync(path, { recursive: true, force: true });
}

function writeRepository(): void {
  const folder = join(root, "prisma", "migrations");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "migration_lock.toml"), 'provider = "postgresql"\n');
  for (const { id, sql } of migrations) {
    mkdirSync(join(folder, id));
    writeFileSync(join(folder, id, "migration.sql"), sql);
  }
}

async function deploy(session: ServerSession): Promise<void> {
  await session.query(`CREATE TABLE _prisma_migrations (id text, checksum text, finished_at timestamptz,
    migration_name text, logs text, rolled_back_at timestamptz, started_at timestamptz)`);
  for (const { id, sql } of migrations) {
    const { error } = await session.exec(sql);
    if (error) throw new Error(error.message);
    const checksum = createHash("sha256").update(sql).digest("hex");
    const row = [randomUUID(), checksum, id];
    await session.query("INSERT INTO _prisma_migrations VALUES ($1, $2, now(), $3, NULL, NULL, now())", row);
  }
}

/** The comparison itself: both catalogs read, and set against each other, alike and with a difference in every table. */
async function stages(url: string): Promise<void> {
  const live = await connect(url);
  const shadow = await startPglite({ dataDir: null, extensions: [] });
  await shadow.exec(migrations.map(({ sql }) => sql).join(""));
  for (const session of [live, shadow]) await session.query("SET search_path = ''");
  const scope = { schemas: null, ignore: [], platform: [], unavailable: [], history: null, mark: "" };
  const seconds: Record<string, number[]> = {};
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await work();
    const own = seconds[name] ?? [];
    seconds[name] = [...own, (performance.now() - start) / 1000];
    return result;
  };
  const round = async (kind: string): Promise<number> => {
    const start = performance.now();
    const actual = await timed(`${kind}: live catalog read`, () => extractFacts(live));
    const expected = await timed(`${kind}: shadow's catalog read`, () => extractFacts(shadow));
    const found = await timed(`${kind}: compared`, () => compareCatalogs(expected, actual, scope, shadow));
    seconds[`${kind}: together`] = [
      ...(seconds[`${kind}: together`] ?? []),
      (performance.now() - start) / 1000,
    ];
    return found.length;
  };
  for (let n = 0; n < ROUNDS; n++) await round("alike");
  for (let n = 0; n < TABLES; n++) {
    await live.query(`ALTER TABLE public.t${n} ALTER amount SET DEFAULT 1, DROP CONSTRAINT t${n}_note_check,
      ADD CONSTRAINT t${n}_note_check CHECK (length(note) < 200)`);
  }
  let differences = 0;
  for (let n = 0; n < ROUNDS; n++) differences = await round("2,000 differences");
  for (let n = 0; n < TABLES; n++) {
    await live.query(`ALTER TABLE public.t${n} ALTER amount SET DEFAULT 0, DROP CONSTRAINT t${n}_note_check,
      ADD CONSTRAINT t${n}_note_check CHECK (length(note) < 100)`);
  }
  await live.end();
  await shadow.close();
  console.log(`\n${TABLES} tables, PostgreSQL 14 against PGlite, median of ${ROUNDS} rounds`);
  for (const [name, all] of Object.entries(seconds)) {
    console.log(`  ${name.padEnd(42)} ${median(all).toFixed(2).padStart(6)} s`);
  }
  console.log(`  differences found: ${differences}`);
}

async function whole(urls: readonly string[]): Promise<void> {
  const node = process.execPath;
  const lockgate = join(import.meta.dirname, "..", "dist", "cli.js");
  const contestant = (name: string, databases: readonly string[]) => ({
    name,
    command: node,
    args: [lockgate, "drift", "--format", "json", ...databases.flatMap((url) => ["--database-url", url])],
    cwd: root,
    env: { XDG_CACHE_HOME: cache },
    ok: [0],
  });
  const timings = await race(
    [
      { name: "node -e 0", command: node, args: ["-e", "0"], ok: [0] },
      contestant("one database", urls.slice(0, 1)),
      contestant(`${DATABASES} databases`, urls),
    ],
    ROUNDS,
  );
  console.log(
    `\nlockgate drift, ${TABLES} tables in ${MIGRATIONS} migrations, a snapshot of the replay kept`,
  );
  for (const { name, wall, cpu, memory, against } of timings) {
    const ratio = against["node -e 0"]?.wall.toFixed(1) ?? "-";
    console.log(
      `  ${name.padEnd(16)} ${ratio.padStart(6)} x node -e 0  ${wall.toFixed(2)} s  cpu ${cpu.toFixed(2)} s  ${memory.toFixed(0)} MB`,
    );
  }
  const ours = timings.at(-1)?.against["one database"]?.wall;
  console.log(`  ${DATABASES} databases = ${ours?.toFixed(2)} x one`);
}
