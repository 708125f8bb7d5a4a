import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PostgresServer, startServer } from "../../../postgres-servers/servers.ts";
import { openShadow } from "./open-shadow.ts";
import { connect, type ServerSession } from "./server.ts";
import { createDatabase, takeName } from "./server-leftovers.ts";
import { LIMITS, type Shadow } from "./shadow.ts";

let server: PostgresServer;
let admin: ServerSession;
beforeAll(async () => {
  server = await startServer(16);
  admin = await connect(server.url);
});
afterAll(async () => {
  await admin.end();
  await server.stop();
});

const open = (url = server.url, roles: readonly string[] = []): Promise<Shadow> =>
  openShadow(url, { extensions: [], snapshot: null, live: null, limits: LIMITS, roles });

async function names(sql: string): Promise<string[]> {
  return (await admin.query<{ name: string }>(sql)).map(({ name }) => name);
}
const databases = () =>
  names("SELECT datname AS name FROM pg_database WHERE datname ~ '^lockgate' ORDER BY 1");
const roles = () => names("SELECT rolname AS name FROM pg_roles WHERE rolname !~ '^pg_' ORDER BY 1");

/** As a run leaves it that is killed after some statements. */
async function killed(sql: readonly string[], made: readonly string[] = []): Promise<void> {
  const keeper = await connect(server.url);
  const name = await takeName(keeper);
  await createDatabase(keeper, name, { roles: made, settings: [] });
  for (const statement of sql) await keeper.query(statement.replaceAll("<name>", name));
  await admin.query("SELECT pg_terminate_backend($1)", [keeper.pid]);
}

test("what killed runs left is gone after the next, whatever the migration made of it", async () => {
  await killed([]);
  await killed(["ALTER DATABASE <name> IS_TEMPLATE true"]);
  await killed(["ALTER ROLE CURRENT_USER SET default_transaction_read_only = on"]);
  await killed(["CREATE ROLE app", "COMMENT ON DATABASE <name> IS NULL"]);
  await admin.query("CREATE DATABASE lockgate_shadow_of_somebody");
  const shadow = await open();
  expect(await databases()).toHaveLength(2);
  await shadow.close();
  expect(await databases()).toEqual(["lockgate_shadow_of_somebody"]);
  await admin.query("DROP DATABASE lockgate_shadow_of_somebody");
  await admin.query("DROP ROLE app");
  expect(await names("SELECT unnest(setconfig) AS name FROM pg_db_role_setting")).toEqual([]);
});

test("roles that a killed run made are gone after the next, where nobody shares the server", async () => {
  await killed(["CREATE ROLE tenant"], ["tenant", 'qu"oted\\role']);
  await (await open()).close();
  expect(await roles()).toEqual(["postgres"]);
});

test("a run that is alive keeps its database, also when a migration has ended its keeper", async () => {
  const first = await open();
  const [own] = await databases();
  await first.session.exec(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'postgres' AND application_name = 'lockgate'",
  );
  admin = await connect(server.url);
  const second = await open();
  expect(await databases()).toContain(own);
  await second.close();
  expect(await databases()).toEqual([own]);
  await first.close();
  expect(await databases()).toEqual([]);
});

test("settings that a migration leaves are put back, and stop no later run", async () => {
  await admin.query('ALTER ROLE postgres SET search_path = "$user", public');
  await admin.query("ALTER ROLE postgres SET work_mem = '5MB'");
  const before = await names("SELECT unnest(setconfig) AS name FROM pg_db_role_setting ORDER BY 1");
  const shadow = await open();
  for (const setting of [
    "SET default_transaction_read_only = on",
    "SET statement_timeout = 1",
    "SET search_path = evil",
    "RESET work_mem",
  ]) {
    const block = `DO $$ BEGIN ALTER ROLE CURRENT_USER ${setting}; END $$`;
    expect((await shadow.session.exec(block)).error).toBeNull();
  }
  const during = await open();
  expect((await during.session.exec("CREATE TABLE public.t (id int)")).error).toBeNull();
  await during.close();
  await shadow.close();
  expect(await names("SELECT unnest(setconfig) AS name FROM pg_db_role_setting ORDER BY 1")).toEqual(before);
  expect(await databases()).toEqual([]);
  await admin.query("ALTER ROLE postgres RESET ALL");
});

test("roles that the run may have made are dropped, those of others are not", async () => {
  const shadow = await open(server.url, ["made", "postgres"]);
  await shadow.session.exec("CREATE ROLE made");
  await admin.query("CREATE ROLE meanwhile");
  await shadow.close();
  expect(await roles()).toEqual(["meanwhile", "postgres"]);
  await admin.query("DROP ROLE meanwhile");
});

test("a template is dropped, and what runs alone says that nobody is let in", async () => {
  await admin.query("CREATE ROLE few LOGIN CREATEDB CONNECTION LIMIT 3");
  const url = new URL(server.url);
  url.username = "few";
  const shadow = await open(url.href);
  await shadow.session.exec("CREATE TABLE t (id int)");
  await expect(shadow.alone("VACUUM t")).rejects.toThrow("the shadow's server lets nobody else in");
  const [own = ""] = await databases();
  await admin.query(`ALTER DATABASE ${own} IS_TEMPLATE true`);
  await shadow.close();
  expect(await databases()).toEqual([]);
  await admin.query("DROP ROLE few");
});

test("an error of hundreds of megabytes is cut", async () => {
  const shadow = await open();
  const block =
    "DO $$ BEGIN RAISE EXCEPTION USING MESSAGE = repeat('x', 100000000), DETAIL = repeat('y', 9000); END $$";
  const { error } = await shadow.session.exec(block);
  expect(error?.message.length).toBeLessThan(5_000);
  expect(error?.detail?.length).toBeLessThan(5_000);
  await shadow.close();
});

test("a server that falls silent after the login is left", async () => {
  const silent = await fakeServer();
  const { port } = silent.address() as AddressInfo;
  const url = `postgres://someone:s3cret@127.0.0.1:${port}/db?sslmode=disable`;
  const told = await connect(url, 300).catch((error: Error) => error.message);
  expect(told).toContain("the session ended: Query read timeout");
  silent.close();
});

/** Says that it is ready, and nothing more. */
async function fakeServer(): Promise<Server> {
  const authenticated = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0]);
  const ready = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);
  const listening = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.write(Buffer.concat([authenticated, ready])));
  });
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  return listening;
}
