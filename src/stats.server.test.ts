import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MAJORS, type PostgresServer, startServer } from "../postgres-servers/servers.ts";
import { parseSnapshot, renderSnapshot } from "./production/snapshot.ts";
import { takeSnapshot } from "./stats.ts";

const ALL = { queries: true, columns: true, probe: false };

const SCHEMA = `
CREATE SCHEMA monitoring;
CREATE EXTENSION pg_stat_statements SCHEMA monitoring;
CREATE TABLE orders (id int PRIMARY KEY, note text, long text);
INSERT INTO orders SELECT n, 'note ' || n % 7, NULL FROM generate_series(1, 5000) n;
INSERT INTO orders SELECT 5001, 'x', string_agg(md5(n::text), '') FROM generate_series(1, 2000) n;
CREATE TABLE parted (id int, kind int) PARTITION BY LIST (kind);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1);
CREATE INDEX parted_id ON parted (id);
INSERT INTO parted SELECT n, 1 FROM generate_series(1, 3000) n;
CREATE VIEW open AS SELECT id FROM orders;
ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY, REPLICA IDENTITY FULL;
CREATE POLICY every ON orders USING (true);
CREATE ROLE app LOGIN;
CREATE ROLE team;
CREATE ROLE migrator LOGIN IN ROLE team;
ALTER TABLE parted OWNER TO team;
GRANT SELECT ON orders, parted TO app;
CREATE ROLE bare LOGIN;
CREATE ROLE reader LOGIN;
ALTER DATABASE postgres SET statement_timeout = '1min';
ALTER ROLE migrator IN DATABASE postgres SET lock_timeout = 300;
ALTER ROLE migrator SET lock_timeout = '2s';
CREATE PUBLICATION part FOR TABLE orders WITH (publish = 'insert, update');
ANALYZE;`;

/** What docs/production.md tells to grant. */
const GRANTS = `
GRANT pg_read_all_stats TO reader;
GRANT pg_read_all_data TO reader;
ALTER ROLE reader BYPASSRLS;
GRANT USAGE ON SCHEMA monitoring TO reader, bare;`;

for (const major of MAJORS) onServer(major);

function onServer(major: (typeof MAJORS)[number]): void {
  let server: PostgresServer;
  let admin: pg.Client;

  beforeAll(async () => {
    server = await startServer(major, {
      shared_preload_libraries: "pg_stat_statements",
      track_io_timing: "on",
    });
    admin = new pg.Client(server.url);
    await admin.connect();
    await admin.query(SCHEMA);
    await admin.query(GRANTS);
    const app = new pg.Client(urlOf("app"));
    await app.connect();
    for (let run = 0; run < 3; run++) await app.query("SELECT note FROM orders WHERE id = 7");
    await app.end();
  }, 60_000);
  afterAll(async () => {
    await admin?.end();
    await server?.stop();
  });

  const urlOf = (role: string, database = "postgres") =>
    server.url.replace("postgres@", `${role}@`).replace(/postgres$/, database);

  test(`PostgreSQL ${major}: the role of the documentation sees everything`, async () => {
    const { snapshot, said } = await takeSnapshot(urlOf("reader"), {}, ALL);
    expect(said).toEqual([]);
    const text = renderSnapshot(snapshot);
    expect(parseSnapshot(text)).toEqual(snapshot);
    expect(snapshot.tables).toMatchObject([
      {
        relation: "public.orders",
        rows: 5001,
        owner: "postgres",
        rowSecurity: "forced",
        replicaIdentity: "full",
        indexes: [{ name: "orders_pkey", rows: 5001 }],
        columns: [
          { name: "id", nullFrac: 0, avgWidth: 4, nDistinct: -1 },
          { name: "note", nDistinct: 8 },
          {},
        ],
      },
      { relation: "public.parted", rows: 3000, owner: "team", indexes: [{ name: "parted_id", rows: 3000 }] },
      { relation: "public.parted_1", rows: 3000 },
    ]);
    const [orders, parted, leaf] = snapshot.tables;
    const { rows } = await admin.query("SELECT relpages FROM pg_class WHERE relname = 'orders'");
    expect(orders?.pages).toBe(rows[0].relpages);
    expect(orders?.toastBytes).toBeGreaterThan(60_000);
    expect(parted?.pages).toBe(leaf?.pages);
    expect(parted?.indexes?.[0]?.pages).toBe(leaf?.indexes?.[0]?.pages);
    expect(parted?.columns?.map(({ name }) => name)).toEqual(["id", "kind"]);
    expect(snapshot.queries).toMatchObject({ hidden: 0, left: 0, unclean: 0 });
    const query = snapshot.queries?.list.find(({ sql }) => sql.includes("note FROM orders"));
    expect(query).toMatchObject({ sql: "SELECT note FROM orders WHERE id = $1" });
    // The window is rounded to whole seconds; less than one counts as one.
    const window = snapshot.queries?.windowSeconds ?? 0;
    expect(query?.callsPerSecond).toBeGreaterThan(3 / Math.max(window + 0.5, 1) - 0.01);
    expect(query?.callsPerSecond).toBeLessThan(3 / Math.max(window - 0.5, 1) + 0.01);
    expect(query?.maxMs).toBeGreaterThanOrEqual(query?.meanMs ?? 1e9);
    expect(snapshot.objects?.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "schema monitoring",
      "extension pg_stat_statements",
      "view public.open",
      "index public.parted_id",
      "policy every",
    ]);
    expect(snapshot.publications).toEqual([
      {
        name: "part",
        allTables: false,
        schemas: [],
        tables: [{ relation: "public.orders", columns: null }],
        operations: ["insert", "update"],
      },
    ]);
    expect(snapshot.settings).toMatchObject({
      statementTimeout: 60_000,
      lockTimeout: 0,
      maxConnections: 100,
      roles: [
        { role: null, statementTimeout: 60_000 },
        { role: "migrator", lockTimeout: 300 },
      ],
      planner: { random_page_cost: "4", work_mem: "4096", effective_cache_size: "524288" },
      walLevel: "logical",
      collation: "libc C",
    });
    expect(snapshot.sessions).toMatchObject({ connections: 97, longestTransactionSeconds: 0 });
  });

  test(`PostgreSQL ${major}: a role without rights gets what all may see, and is told the rest`, async () => {
    const { snapshot, said } = await takeSnapshot(urlOf("bare"), {}, ALL);
    expect(said).toEqual([
      "Open transactions of other roles are hidden: grant pg_read_all_stats.",
      expect.stringMatching(/^3 tables with rows have no statistics of columns/),
      expect.stringMatching(/^\d+ queries of other roles are hidden: grant pg_read_all_stats\.$/),
    ]);
    expect(snapshot.tables.map(({ rows }) => rows)).toEqual([5001, 3000, 3000]);
    expect(snapshot.sessions?.longestTransactionSeconds).toBeNull();
    expect(snapshot.queries?.hidden).toBeGreaterThan(2);
    expect(snapshot.objects).toHaveLength(5);
    await admin.query("REVOKE USAGE ON SCHEMA monitoring FROM bare");
    const shut = await takeSnapshot(urlOf("bare"), {}, ALL);
    expect(shut.snapshot.queries).toBeUndefined();
    expect(shut.said.join()).toContain("grant USAGE on its schema");
  });

  test(`PostgreSQL ${major}: the roles that the migrating role is a member of`, async () => {
    const { snapshot } = await takeSnapshot(
      urlOf("migrator"),
      {},
      { ...ALL, queries: false, columns: false },
    );
    expect(snapshot.role).toEqual({
      name: "migrator",
      superuser: false,
      bypassesRowSecurity: false,
      memberOf: ["team"],
    });
    expect(snapshot.settings.lockTimeout).toBe(300);
    expect(snapshot.tables.some(({ columns }) => columns !== undefined)).toBe(false);
  });

  test(`PostgreSQL ${major}: open and prepared transactions`, async () => {
    const idle = new pg.Client(urlOf("app"));
    await idle.connect();
    await idle.query("BEGIN; SELECT 1");
    await admin.query("BEGIN; SELECT 1; PREPARE TRANSACTION 'left'");
    await new Promise((resolve) => setTimeout(resolve, 2100));
    const { snapshot } = await takeSnapshot(urlOf("reader"), {}, ALL);
    await idle.end();
    await admin.query("ROLLBACK PREPARED 'left'");
    expect(snapshot.sessions?.preparedTransactions).toBe(1);
    expect(snapshot.sessions?.longestTransactionSeconds).toBeGreaterThanOrEqual(2);
    const { rows } = await admin.query("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%'");
    expect(rows[0].count).toBe("0");
  });

  test(`PostgreSQL ${major}: a locked table does not take the rest along`, async () => {
    await admin.query("BEGIN; LOCK TABLE orders");
    const { snapshot, said } = await takeSnapshot(urlOf("reader"), {}, ALL);
    await admin.query("ROLLBACK");
    expect(snapshot.tables).toHaveLength(3);
    expect(snapshot.queries?.list.length).toBeGreaterThan(0);
    expect(snapshot.objects).toBeUndefined();
    expect(said.join()).toContain("a table of theirs is locked");
  });

  test(`PostgreSQL ${major}: a database without pg_stat_statements, and the probe`, async () => {
    await admin.query("CREATE DATABASE plain");
    const { snapshot, said } = await takeSnapshot(urlOf("postgres", "plain"), {}, { ...ALL, probe: true });
    expect(snapshot.queries).toBeUndefined();
    expect(snapshot.tables).toEqual([]);
    expect(said.join()).toContain("CREATE EXTENSION pg_stat_statements");
    expect(snapshot.speed?.from).toBe("probe");
    expect(snapshot.speed?.cpu).toBeGreaterThan(0.1);
    expect(snapshot.speed?.cpu).toBeLessThan(50);
  });
}

test("pg_stat_statements that the server did not load, or that is of an old version", async () => {
  const server = await startServer(16);
  const admin = new pg.Client(server.url);
  await admin.connect();
  await admin.query("CREATE EXTENSION pg_stat_statements");
  const unloaded = await takeSnapshot(server.url, {}, ALL);
  await admin.query("DROP EXTENSION pg_stat_statements; CREATE EXTENSION pg_stat_statements VERSION '1.8'");
  const old = await takeSnapshot(server.url, {}, ALL);
  await admin.end();
  await server.stop();
  expect(unloaded.snapshot.queries).toBeUndefined();
  expect(unloaded.said.join()).toContain("add it to shared_preload_libraries and restart");
  expect(old.said.join()).toContain("ALTER EXTENSION pg_stat_statements UPDATE");
});
