import { afterAll, beforeAll, expect, test } from "vitest";
import { type PostgresServer, startServer } from "../../postgres-servers/servers.ts";
import { commit, put, run } from "../migrations/temporary-repository.testing.ts";
import { record } from "../record.ts";
import { projectWith, running } from "./capture.testing.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await startServer(18);
});
afterAll(() => server.stop());

/** The second statement runs on a connection of its own, while the first one's transaction is open. */
const twoConnections = (first: string, second: string) => `exports.up = async (client) => {
  const { Client } = require("pg");
  const other = new Client({ connectionString: process.env.DATABASE_URL });
  await other.connect();
  await client.query("${first}");
  await other.query("${second}");
  await other.end();
};`;

async function recorded(migration: string) {
  const root = projectWith({
    "migrations/1_a.cjs": running("CREATE TABLE a (id int PRIMARY KEY)"),
    "lockgate.config.yaml":
      "targets:\n  - dir: migrations\n    tool: knex\n    command: node migrate.cjs\n    timeout: 8\n",
    ".gitignore": "node_modules\n",
  });
  run(root, "init", "-q", "-b", "main");
  commit(root);
  run(root, "checkout", "-q", "-b", "work");
  put(root, { "migrations/2_b.cjs": migration });
  commit(root);
  const { PATH, HOME } = process.env;
  return record({ cwd: root, env: { PATH, HOME }, settings: { shadow: server.url, base: "main" } });
}

test("a migration that waits for itself on a server is told, with both its statements", async () => {
  const { shortfalls } = await recorded(
    twoConnections("ALTER TABLE a ADD b int", "UPDATE a SET id = 1 WHERE false"),
  );
  expect(shortfalls.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
    expect.stringMatching(/^migrations\/2_b\.cjs the command took longer than its limit/),
    "migrations/2_b.cjs Connection 2 runs `UPDATE a SET id = 1 WHERE false` (line 6) while connection 1 is idle in a transaction after `ALTER TABLE a ADD b int` (line 5) and holds public.a (AccessExclusiveLock): the migration waits for itself for ever",
  ]);
});

test("a statement that only lasts waits for nobody", async () => {
  const { shortfalls, recording } = await recorded(
    twoConnections("ALTER TABLE a ADD b int", "SELECT pg_sleep(3)"),
  );
  expect(shortfalls).toEqual([]);
  expect(recording?.notes).toEqual([]);
});
