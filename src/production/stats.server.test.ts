import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type PostgresServer, startServer } from "../../postgres-servers/servers.ts";
import { readLive } from "./live.ts";
import { parseSnapshot, renderSnapshot } from "./snapshot.ts";
import { readStats } from "./stats.ts";

const SCHEMA = `
CREATE SCHEMA shop;
CREATE TABLE shop.orders (id int PRIMARY KEY, note text);
INSERT INTO shop.orders SELECT n, repeat('x', 100) FROM generate_series(1, 5000) n;
CREATE TABLE fresh (id int);
INSERT INTO fresh SELECT generate_series(1, 7);
CREATE TABLE parted (id int, kind int) PARTITION BY LIST (kind);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1) PARTITION BY RANGE (id);
CREATE TABLE parted_1_a PARTITION OF parted_1 FOR VALUES FROM (0) TO (100);
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES IN (2);
INSERT INTO parted SELECT n, 1 FROM generate_series(0, 19) n;
INSERT INTO parted SELECT n, 2 FROM generate_series(0, 9) n;
CREATE TABLE locked (id int);
CREATE ROLE reader LOGIN;
ALTER ROLE reader SET lock_timeout = '7s';
ANALYZE shop.orders; ANALYZE parted_1_a; ANALYZE parted_2;`;

onServer(14);
onServer(18);

function onServer(major: 14 | 18): void {
  let server: PostgresServer;
  let admin: pg.Client;

  beforeAll(async () => {
    server = await startServer(major);
    admin = new pg.Client(server.url);
    await admin.connect();
    await admin.query(SCHEMA);
  });
  afterAll(async () => {
    await admin?.end();
    await server?.stop();
  });

  async function liveRows(table: string): Promise<string | undefined> {
    const sql = "SELECT n_live_tup::text AS rows FROM pg_stat_all_tables WHERE relname = $1";
    return (await admin.query<{ rows: string }>(sql, [table])).rows[0]?.rows;
  }

  test(`PostgreSQL ${major}: sizes and settings, read by a role without rights while a table is locked`, async () => {
    // Counters reach other sessions a second later.
    await vi.waitUntil(async () => (await liveRows("fresh")) === "7", { timeout: 10_000, interval: 200 });
    await admin.query("BEGIN; LOCK TABLE locked IN ACCESS EXCLUSIVE MODE");
    const snapshot = await readLive(server.url.replace("postgres@", "reader@"), {}, (live) =>
      readStats(live),
    );
    await admin.query("ROLLBACK");
    expect(snapshot).toMatchObject({
      schema: "lockgate/stats@2",
      postgres: major,
      settings: { lockTimeout: 7000 },
    });
    const rows = snapshot.tables.map((table) => `${table.relation} ${table.rows}`);
    expect(rows).toEqual([
      "public.fresh 7",
      "public.locked 0",
      "public.parted 30",
      "public.parted_1 20",
      "public.parted_1_a 20",
      "public.parted_2 10",
      "shop.orders 5000",
    ]);
    const orders = snapshot.tables.find(({ relation }) => relation === "shop.orders");
    expect(orders?.bytes).toBeGreaterThan(500_000);
    expect(parseSnapshot(renderSnapshot(snapshot))).toEqual(snapshot);
  });

  test(`PostgreSQL ${major}: traffic is a rate also where nobody ever reset the counters`, async () => {
    const snapshot = await readLive(server.url, {}, (live) => readStats(live, { leastSeconds: 0 }));
    // How long the server has counted is its template's age, so that a few rows may come to 0 a second; null is unknown.
    const orders = snapshot.tables.find(({ relation }) => relation === "shop.orders");
    expect(orders?.writesPerSecond).toBeGreaterThanOrEqual(0);
    expect(orders?.readsPerSecond).toBeGreaterThanOrEqual(0);
  });

  test(`PostgreSQL ${major}: traffic is a rate since the counters were reset, and unknown without that`, async () => {
    await admin.query("SELECT pg_stat_reset()");
    const early = await readLive(server.url, {}, (live) => readStats(live));
    expect(early.tables[0]?.writesPerSecond).toBeNull();
  });
}
