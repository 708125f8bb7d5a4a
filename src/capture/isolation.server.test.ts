/** A real server stands beside the command, on the machine's own localhost. */
import { type AddressInfo, connect, createServer } from "node:net";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type PostgresServer, startServer } from "../../postgres-servers/servers.ts";
import { recordProject, running } from "./capture.testing.ts";
import { canIsolate } from "./isolation.ts";
import { shortfallsOf } from "./shortfalls.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await startServer(18, { unix_socket_directories: "/tmp" });
});
afterAll(() => server?.stop());
beforeEach(() => query("DROP TABLE IF EXISTS touched, done"));

const FILES = { "migrations/1_a.cjs": running("CREATE TABLE touched (id int)") };
const WANTED = [{ id: "1_a.cjs", path: "migrations/1_a.cjs" }];

/** The tool with a connection of its own, whatever the environment says. */
function hardCoded(config: string): string {
  return `const { Client } = require("pg");
    (async () => {
      const client = new Client(${config});
      await client.connect();
      await client.query("CREATE TABLE IF NOT EXISTS done (name text)");
      await client.query("CREATE TABLE touched (id int)");
      await client.query("INSERT INTO done VALUES ('1_a.cjs')");
      await client.end();
    })().catch((error) => { console.error(error.code ?? error.message); process.exit(1); });`;
}

async function query(sql: string): Promise<{ readonly relname?: string }[]> {
  const client = new pg.Client(server.url);
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}

async function tablesOfServer() {
  return query("SELECT relname FROM pg_class WHERE relname IN ('touched', 'done')");
}

const inNamespaces = test.runIf(canIsolate());

inNamespaces("a hard-coded localhost with another port does not reach the server there", async () => {
  const { port } = new URL(server.url);
  const config = `{ host: "localhost", port: ${port}, user: "postgres", database: "postgres" }`;
  const recording = await recordProject({ ...FILES, "migrate.cjs": hardCoded(config) });
  expect(await tablesOfServer()).toEqual([]);
  expect(recording.run).toMatchObject({ exit: 1, connections: 0, lastLines: ["ECONNREFUSED"] });
  expect(shortfallsOf(recording, WANTED)[0]?.reason).toContain("ECONNREFUSED");
});

inNamespaces("nor does its Unix socket", async () => {
  const { port } = new URL(server.url);
  const config = `{ host: "/tmp", port: ${port}, user: "postgres", database: "postgres" }`;
  const recording = await recordProject({ ...FILES, "migrate.cjs": hardCoded(config) });
  expect(await tablesOfServer()).toEqual([]);
  expect(recording.run).toMatchObject({ exit: 1, connections: 0 });
});

inNamespaces("a hard-coded localhost:5432 is the endpoint, although a server listens there", async () => {
  const { port } = new URL(server.url);
  let reached = 0;
  const listener = createServer((socket) => {
    reached++;
    socket.pipe(connect(Number(port), "127.0.0.1")).pipe(socket);
  });
  const isOurs = await new Promise<boolean>((resolve) => {
    listener.once("error", () => resolve(false)); // Another server listens there: as good.
    listener.listen(5432, "127.0.0.1", () => resolve((listener.address() as AddressInfo).port === 5432));
  });
  try {
    const config = `{ host: "localhost", port: 5432, user: "app", password: "x", database: "prod" }`;
    const recording = await recordProject({ ...FILES, "migrate.cjs": hardCoded(config) });
    expect(recording.run).toMatchObject({ exit: 0, connections: 1 });
    expect(shortfallsOf(recording, WANTED)).toEqual([]);
    expect(await tablesOfServer()).toEqual([]);
    expect(reached).toBe(0);
  } finally {
    if (isOurs) listener.close();
  }
});

test("without namespaces a command that goes elsewhere is found out", async () => {
  const { port } = new URL(server.url);
  const config = `{ host: "127.0.0.1", port: ${port}, user: "postgres", database: "postgres" }`;
  const recording = await recordProject(
    { ...FILES, "migrate.cjs": hardCoded(config) },
    { isIsolated: false },
  );
  expect(shortfallsOf(recording, WANTED)).toEqual([
    {
      path: "migrations",
      line: null,
      reason: "the command ended well and never connected: it went to another database, or to none",
    },
  ]);
});
