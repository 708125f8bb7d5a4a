/** A folder with a small migration tool of its own, run and recorded on the embedded PostgreSQL. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, onTestFinished } from "vitest";
import { rowNamesOf } from "../migrations/tools/row-names.ts";
import { pgliteShadow } from "../shadow/engines/pglite-shadow.ts";
import { LIMITS, type Shadow } from "../shadow/engines/shadow.ts";
import { loadParser } from "../sql/parse.ts";
import { capture } from "./capture.ts";
import type { CaptureServer } from "./capture-server.ts";
import type { Recording } from "./recording.ts";
import { type CapturedCommand, captureRun, type RunOptions } from "./run.ts";

const PACKAGES = join(import.meta.dirname, "../../node_modules");

/** Runs migrations/*.cjs that its table does not name, each in a transaction, as most tools do. */
export const TOOL = `
const { Client } = require("pg");
const { readdirSync } = require("node:fs");
(async () => {
  const client = new Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  await client.query("CREATE TABLE IF NOT EXISTS done (name text PRIMARY KEY)");
  const done = (await client.query("SELECT name FROM done")).rows.map(({ name }) => name);
  for (const name of readdirSync("migrations").sort()) {
    if (done.includes(name)) continue;
    await client.query("BEGIN");
    await require("./migrations/" + name).up(client);
    await client.query("INSERT INTO done (name) VALUES ($1)", [name]);
    await client.query("COMMIT");
  }
  await client.end();
})().catch((error) => { console.error(error.message); process.exit(1); });
`;

/** A migration that runs each of these. */
export function running(...statements: readonly string[]): string {
  const calls = statements.map((sql) => `  await client.query(${JSON.stringify(sql)});\n`).join("");
  return `exports.up = async (client) => {\n${calls}};\n`;
}

export interface ProjectOptions extends Partial<Omit<CapturedCommand, "cwd">> {
  /** The caller's environment. */
  readonly callerEnv?: Readonly<Record<string, string>>;
  readonly isIsolated?: boolean;
  /** Where the project is, its files included. Default: a new folder. */
  readonly root?: string;
  /** Ids; left out: all. */
  readonly judged?: readonly string[];
  /** As the config names it. */
  readonly historyTable?: string;
  /** A commit. */
  readonly base?: string;
  /** The folder in which snapshots are kept, by databases of their own. */
  readonly snapshots?: string;
}

/** A new folder with these files by path, and the packages of this repository. */
export function projectWith(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "lockgate-project-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries({ "migrate.cjs": TOOL, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  symlinkSync(PACKAGES, join(root, "node_modules"));
  return root;
}

let shared: Promise<Shadow> | null = null;
afterAll(async () => (await shared)?.close());

/** One embedded PostgreSQL for all tests of a file, emptied before each run: it takes seconds to start. */
async function sharedShadow(extensions: readonly string[]): Promise<Shadow> {
  if (extensions.length > 0) return pgliteShadow({ extensions, snapshot: null, limits: LIMITS });
  shared ??= pgliteShadow({ extensions, snapshot: null, limits: LIMITS });
  const shadow = await shared;
  await shadow.session.exec("ROLLBACK");
  await shadow.session.exec("DISCARD ALL");
  await shadow.session.exec(`DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
      EXECUTE format('DROP SCHEMA %I CASCADE', name);
    END LOOP;
  END $$; CREATE SCHEMA public`);
  return { ...shadow, close: async () => {} };
}

function ownShadow(extensions: readonly string[], snapshot: string | null): Promise<Shadow> {
  return pgliteShadow({ extensions, snapshot, limits: LIMITS });
}

/** A command that connects nowhere. */
export async function runAlone(source: string, options: Pick<RunOptions, "isIsolated"> = {}) {
  const root = projectWith({ "migrate.cjs": source });
  const nobody: CaptureServer = {
    engine: "pglite",
    earlyCommits: [],
    sessions: 0,
    save: null,
    connect: () => Promise.reject(new Error("there is no server")),
    close: async () => {},
  };
  const command = { argv: ["node", "migrate.cjs"], cwd: root, env: {}, passEnv: [], timeoutMs: 30_000 };
  return captureRun(
    nobody,
    command,
    { PATH: process.env.PATH, HOME: process.env.HOME },
    { dir: root, ...options },
  );
}

/** The migrations of a project: all, or those that are judged upon the others. */
export async function recordProject(
  files: Readonly<Record<string, string>>,
  {
    argv = ["node", "migrate.cjs"],
    env = {},
    passEnv = [],
    timeoutMs = 30_000,
    callerEnv = {},
    isIsolated,
    root = projectWith(files),
    judged,
    historyTable,
    base,
    snapshots,
  }: ProjectOptions = {},
): Promise<Recording> {
  await loadParser();
  const paths = Object.keys(files).filter((path) => path.startsWith("migrations/"));
  const migrations = paths.sort().map((path) => {
    const source = files[path] ?? "";
    return { id: path.slice("migrations/".length), path, source, keys: rowNamesOf("sql", path, source) };
  });
  return capture({
    root,
    dir: "migrations",
    tool: null,
    historyTable: historyTable ?? null,
    command: { argv, cwd: root, env, passEnv, timeoutMs },
    setup: null,
    schemaCheck: null,
    files: migrations,
    judged: new Set(judged ?? migrations.map(({ id }) => id)),
    base: base ?? null,
    extensions: [],
    openShadow: snapshots === undefined ? sharedShadow : ownShadow,
    snapshots: snapshots === undefined ? null : { folder: snapshots, database: null },
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...callerEnv },
    isIsolated,
  });
}
