/**
 * Speaks the protocol of Prisma's schema engine for its command line, by the same engine in WebAssembly: the program itself
 * is a download that a test should not need. It reads the database and writes nothing. Run as the CLI runs its engine.
 */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { adapterOver } from "../src/drift/schema/engine/adapter.ts";
import { type ResultSet, resultSet } from "../src/drift/schema/engine/column-types.ts";
import { WebAssembly } from "../src/drift/schema/engine/web-assembly.ts";
import { connect, type ServerSession } from "../src/shadow/engines/server.ts";
import type { Table } from "../src/shadow/engines/session.ts";

const SCHEMA = 'datasource db {\n  provider = "postgresql"\n  url = "postgres://unused"\n}\n';

type Engine = Record<string, (params: unknown) => Promise<unknown>>;

async function startEngine(adapter: object): Promise<Engine> {
  const packages = new URL("node_modules/", import.meta.url);
  const glue = await import(new URL("engine-6.16/schema_engine_bg.js", packages).href);
  const bytes = readFileSync(new URL("engine-6.16/schema_engine_bg.wasm", packages));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes)), {
    "./schema_engine_bg.js": glue,
  });
  const { __wbindgen_start: start } = exports;
  glue.__wbg_set_wasm(exports);
  if (typeof start === "function") start();
  return glue.SchemaEngine.new({ datamodels: [["schema.prisma", SCHEMA]] }, () => {}, adapter);
}

interface Adapter {
  connect(): Promise<{ value: object }>;
}

/** The adapter of the schema check, which reads everything but times; the history has them. */
function adapterFor(session: ServerSession): object {
  const adapter = adapterOver((sql, params) => session.table(sql, params)) as Adapter;
  const queryRaw = async ({ sql, args }: { sql: string; args: readonly unknown[] }) => {
    const table = await session.table(sql, args);
    return { ok: true, value: withTimes(table, resultSet(table)) };
  };
  const connect = async () => ({ ok: true, value: { ...(await adapter.connect()).value, queryRaw } });
  return { ...adapter, connect };
}

/** The OID of timestamptz, and its number in driver-adapter-utils. */
const TIMESTAMPTZ = 1184;
const DATE_TIME = 10;

function withTimes({ columns }: Table, { columnNames, columnTypes, rows }: ResultSet): ResultSet {
  const isTime = columns.map(({ type }) => type === TIMESTAMPTZ);
  const timeOf = (value: unknown) => (value === null ? null : new Date(String(value)).toISOString());
  return {
    columnNames,
    columnTypes: columnTypes.map((type, at) => (isTime[at] ? DATE_TIME : type)),
    rows: rows.map((row) => row.map((value, at) => (isTime[at] ? timeOf(value) : value))),
  };
}

async function serve(url: string): Promise<void> {
  const session = await connect(url);
  const engine = await startEngine(adapterFor(session));
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, method, params } = JSON.parse(line) as { id: number; method: string; params: unknown };
    const answer = await (engine[method]?.(params) ?? Promise.reject(new Error(`no ${method}`))).then(
      (result) => ({ result }),
      (error: unknown) => ({
        error: { code: 4466, message: String(error), data: { is_panic: false, message: String(error) } },
      }),
    );
    process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id, ...answer })}\n`);
  }
}

const args = process.argv.slice(2);
const { url = "" } = JSON.parse(args[args.indexOf("--datasource") + 1] ?? "{}") as { url?: string };
if (!args.includes("can-connect-to-database")) await serve(url);
