import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PostgresServer, startServer } from "../postgres-servers/servers.ts";
import { renderSnapshot, type Snapshot } from "./production/snapshot.ts";
import { takeSnapshot } from "./stats.ts";

/** In everything that holds a text: a snapshot may hold none of them, in whatever case. */
const SECRETS = /hunter2|4242424242|joe@example/i;

const SCHEMA = `
CREATE EXTENSION pg_stat_statements;
CREATE ROLE joe LOGIN PASSWORD 'hunter2';
CREATE TABLE orders (id bigint PRIMARY KEY DEFAULT 4242424242, status text DEFAULT 'hunter2', at timestamptz, total numeric,
  CHECK (status <> 'hunter2x'));
COMMENT ON TABLE orders IS 'hunter2';
CREATE INDEX orders_open ON orders ((status || 'hunter2')) WHERE status = 'hunter2' AND id > 4242424242;
CREATE VIEW open AS SELECT id, 'hunter2' AS word, extract(year FROM at) AS year FROM orders
  WHERE status = 'hunter2' AND total > 4242424242.5 AND id IN (4242424242, 1) ORDER BY 2 LIMIT 10;
CREATE MATERIALIZED VIEW old AS SELECT o.*, 'hunter2'::varchar(20) AS v FROM open o WHERE id < 5 AND now() < now() - interval '42 days';
CREATE FUNCTION word(a text DEFAULT 'hunter2', b int DEFAULT 4) RETURNS text LANGUAGE sql STABLE AS $$ SELECT 'hunter2' $$;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql SET application_name = 'hunter2' AS $$ BEGIN RAISE 'hunter2'; END $$;
CREATE PROCEDURE tidy(INOUT a int) LANGUAGE plpgsql AS $$ BEGIN PERFORM 'hunter2'; END $$;
CREATE FUNCTION pair(OUT a int, OUT b text) LANGUAGE sql AS $$ SELECT 1, 'hunter2' $$;
CREATE FUNCTION all_rows() RETURNS TABLE (a int) LANGUAGE sql AS $$ SELECT 4242 $$;
CREATE FUNCTION standard(a int) RETURNS int LANGUAGE sql IMMUTABLE BEGIN ATOMIC SELECT a + 42424242 FROM orders WHERE status = 'hunter2'; END;
CREATE TRIGGER touched BEFORE UPDATE ON orders FOR EACH ROW WHEN (NEW.status = 'hunter2') EXECUTE FUNCTION touch('hunter2', 4242424242);
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON orders FOR UPDATE TO joe USING (status = 'hunter2') WITH CHECK (id < 4242424242 AND status <> current_setting('app.hunter2'));
CREATE POLICY all_ ON orders AS RESTRICTIVE USING (true);
CREATE SCHEMA "Reports" AUTHORIZATION joe;
CREATE VIEW "Reports"."Daily Sales" AS SELECT date_trunc('day', at) AS "The Day", sum(total) FROM orders GROUP BY 1;
ALTER ROLE joe SET search_path = "Reports", public, hunter2;
ALTER ROLE joe SET lock_timeout = '5s';
ALTER ROLE joe SET application_name = 'hunter2';
ALTER ROLE joe SET app.secret = 'hunter2';
CREATE PUBLICATION hot FOR TABLE orders;`;

/** What pg_stat_statements keeps of them differs from version to version. */
const RUN = [
  "ALTER ROLE joe PASSWORD 'hunter2'",
  "DO $$ BEGIN PERFORM 'hunter2'; END $$",
  "COPY (SELECT 'hunter2' FROM orders) TO STDOUT",
  "COMMENT ON COLUMN orders.at IS 'hunter2'",
  "SET application_name = 'hunter2'",
  "/* user=joe@example.com */ SELECT id FROM orders -- hunter2",
  "SELECT date_trunc('hunter2', at), count(*) FROM orders GROUP BY date_trunc('hunter2', at)",
  "SELECT status || 'hunter2' FROM orders GROUP BY status || 'hunter2' ORDER BY status || 'hunter2'",
  "SELECT DISTINCT ON (status || 'hunter2') status || 'hunter2', id FROM orders ORDER BY status || 'hunter2', id",
  "PREPARE p (bigint) AS SELECT id FROM orders WHERE id = $1 AND status = 'hunter2'",
  "EXECUTE p(4242424242)",
  "BEGIN",
  "DECLARE c CURSOR FOR SELECT at FROM orders WHERE status = 'hunter2'",
  "FETCH c",
  "COMMIT",
  "UPDATE orders SET status = 'hunter2' WHERE id = 4242424242",
  "INSERT INTO orders (id, status) VALUES (1, 'hunter2'), (2, 'hunter2') ON CONFLICT (id) DO UPDATE SET status = 'hunter2'",
  "SELECT count(*) FROM orders WHERE at > now() - interval '3 days' AND at < date '2042-01-01'",
  "EXPLAIN SELECT 'hunter2' FROM orders",
  "CREATE TABLE copied AS SELECT 'hunter2' AS word",
  "SELECT 'hunter2' AS word INTO copied_again",
  "CREATE USER MAPPING FOR joe SERVER none OPTIONS (password 'hunter2')",
];

onServer(14);
onServer(18);

function onServer(major: 14 | 18): void {
  let server: PostgresServer;
  let admin: pg.Client;
  let snapshot: Snapshot;

  beforeAll(async () => {
    server = await startServer(major, { shared_preload_libraries: "pg_stat_statements" });
    admin = new pg.Client(server.url);
    await admin.connect();
    await admin.query(SCHEMA);
    for (const sql of RUN) await admin.query(sql).catch(() => undefined);
    const statistics =
      "INSERT INTO orders SELECT n, 'hunter2' || n % 3, now(), n FROM generate_series(10, 2000) n; ANALYZE orders";
    await admin.query(statistics);
    snapshot = (await takeSnapshot(server.url, {}, { queries: true, columns: true, probe: false })).snapshot;
  }, 60_000);
  afterAll(async () => {
    await admin?.end();
    await server?.stop();
  });

  test(`PostgreSQL ${major}: pg_stat_statements and pg_stats hold the secrets`, async () => {
    const { rows } = await admin.query("SELECT query FROM pg_stat_statements");
    expect(JSON.stringify(rows)).toMatch(SECRETS);
    const { rows: values } = await admin.query(
      "SELECT most_common_vals::text FROM pg_stats WHERE tablename = 'orders'",
    );
    expect(JSON.stringify(values)).toMatch(SECRETS);
  });

  test(`PostgreSQL ${major}: no snapshot holds one`, () => {
    expect(renderSnapshot(snapshot)).not.toMatch(SECRETS);
    expect(renderSnapshot(snapshot)).not.toContain("2042");
  });

  test(`PostgreSQL ${major}: the queries are there`, () => {
    const texts = snapshot.queries?.list.map(({ sql }) => sql) ?? [];
    for (const sql of [
      "SELECT id FROM orders",
      "SELECT date_trunc($1, at), count(*) FROM orders GROUP BY date_trunc($1, at)",
      "SELECT status || $1 FROM orders GROUP BY status || $1 ORDER BY status || $1",
      "SELECT DISTINCT ON (status || $1) status || $1, id FROM orders ORDER BY status || $1, id",
      "SELECT id FROM orders WHERE id = $1 AND status = $2",
      "SELECT at FROM orders WHERE status = $1",
      "UPDATE orders SET status = $1 WHERE id = $2",
      "INSERT INTO orders (id, status) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET status = $3",
      "SELECT count(*) FROM orders WHERE at > now() - CAST($1 AS interval) AND at < CAST($2 AS date)",
    ])
      expect(texts).toContain(sql);
    expect(texts.filter((sql) => !/^(?:SELECT|INSERT|UPDATE)/i.test(sql))).toEqual([]);
    expect(snapshot.queries?.unclean).toBe(0);
  });

  test(`PostgreSQL ${major}: the objects can be made in their order, on the tables alone`, async () => {
    const kinds = new Set(snapshot.objects?.map(({ kind }) => kind));
    expect([...kinds]).toEqual([
      "schema",
      "extension",
      "function",
      "view",
      "materialized view",
      "index",
      "trigger",
      "policy",
    ]);
    expect(snapshot.uncleanObjects).toBe(0);
    await admin.query("CREATE DATABASE shadow");
    const shadow = new pg.Client(server.url.replace(/postgres$/, "shadow"));
    await shadow.connect();
    try {
      await shadow.query(
        "CREATE TABLE orders (id bigint PRIMARY KEY, status text, at timestamptz, total numeric)",
      );
      for (const { sql } of snapshot.objects ?? []) await shadow.query(sql);
      await shadow.query(
        "INSERT INTO orders (id) VALUES (1); UPDATE orders SET status = 'x'; DELETE FROM orders; CALL tidy(1); SELECT word(), * FROM pair(), all_rows()",
      );
      // What they are made of is what the live ones are made of.
      for (const column of ["status", "total", "at"])
        await expect(shadow.query(`ALTER TABLE orders ALTER ${column} TYPE text USING NULL`)).rejects.toThrow(
          /used by|used in/,
        );
      await expect(shadow.query("ALTER TABLE orders DROP COLUMN status")).rejects.toMatchObject({
        detail: expect.stringContaining("standard"),
      });
    } finally {
      await shadow.end();
    }
  });

  test(`PostgreSQL ${major}: what ALTER ROLE sets is told of timeouts and search_path alone`, async () => {
    expect(snapshot.settings.roles).toEqual([{ role: "joe", lockTimeout: 5000 }]);
    expect(snapshot.publications).toMatchObject([
      { name: "hot", tables: [{ relation: "public.orders", columns: null }] },
    ]);
    const joe = new pg.Client(server.url.replace("postgres@", "joe@"));
    await joe.connect();
    await joe.query('SELECT * FROM "Daily Sales" WHERE $1::int IS NULL', [1]).catch(() => undefined);
    await joe.query("SELECT 'hunter2' FROM pg_catalog.pg_class");
    await joe.end();
    const { snapshot: later } = await takeSnapshot(
      server.url,
      {},
      { queries: true, columns: false, probe: false },
    );
    expect(renderSnapshot(later)).not.toMatch(SECRETS);
    expect(later.queries?.list.some(({ sql }) => sql.includes("pg_class"))).toBe(false);
  });
}
