/** Another tool's reading of every planted difference: that it is one, whatever we say of it. */
import { readFileSync } from "node:fs";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type PostgresServer, startServer } from "../../../postgres-servers/servers.ts";
import { load } from "../../../schema-tools/tools.ts";
import { connect, type ServerSession } from "../../shadow/engines/server.ts";
import { PLANTED } from "./planted.testing.ts";

/** What is used of @supabase/pg-delta. */
interface PgDelta {
  extract(pool: pg.Pool): Promise<{ readonly factBase: object }>;
  plan(from: object, to: object): { readonly deltas: readonly object[] };
}

/** What it does not model. */
const NOT_SEEN: readonly string[] = [
  "ALTER TABLE public.events_2025 ALTER payload SET DEFAULT '[]'",
  "DROP STATISTICS public.orders_stats",
  "DROP OPERATOR public.=== (text, text)",
  "ALTER TEXT SEARCH CONFIGURATION public.english_plain DROP MAPPING FOR url",
];

let server: PostgresServer;
let admin: ServerSession;
let other: PgDelta;
let base: object;

const urlOf = (database: string) => server.url.replace(/postgres$/, database);

async function factsOf(database: string): Promise<object> {
  const pool = new pg.Pool({ connectionString: urlOf(database) });
  try {
    return (await other.extract(pool)).factBase;
  } finally {
    await pool.end();
  }
}

async function run(database: string, sql: string): Promise<void> {
  const session = await connect(urlOf(database));
  const { error } = await session.exec(sql);
  await session.end();
  if (error) throw new Error(`${error.message}: ${sql}`);
}

beforeAll(async () => {
  const folder = "@supabase/pg-delta/dist";
  other = { ...(await load(`${folder}/extract/extract.js`)), ...(await load(`${folder}/plan/plan.js`)) };
  server = await startServer(16);
  admin = await connect(server.url);
  await admin.query("CREATE DATABASE rich");
  await run("rich", readFileSync(new URL("./rich-schema.sql", import.meta.url), "utf8"));
  base = await factsOf("rich");
});

afterAll(async () => {
  await admin?.end();
  await server?.stop();
});

it("sees no difference where there is none", async () => {
  await admin.query("CREATE DATABASE same TEMPLATE rich");
  expect(other.plan(base, await factsOf("same")).deltas).toEqual([]);
});

it("sees every planted difference but what it does not model", async () => {
  const unseen: string[] = [];
  for (const [index, { sql }] of PLANTED.entries()) {
    const database = `planted${index}`;
    await admin.query(`CREATE DATABASE ${database} TEMPLATE rich`);
    await run(database, sql);
    if (other.plan(base, await factsOf(database)).deltas.length === 0) unseen.push(sql);
    await admin.query(`DROP DATABASE ${database}`);
  }
  expect(unseen).toEqual(NOT_SEEN);
});
