import { afterAll, beforeAll, expect, test } from "vitest";
import type { Shadow } from "../shadow/engines/shadow.ts";
import { loadParser } from "../sql/parse.ts";
import { column, lostThrough, plannable, run, snapshot, startShadow, table } from "./plan.testing.ts";
import { planQueries } from "./plan.ts";

let shadow: Shadow;
beforeAll(async () => {
  await loadParser();
  shadow = await startShadow();
});
afterAll(() => shadow?.close());

const GIVEN = `
CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id int PRIMARY KEY, org_id int NOT NULL, user_id int, state text, at timestamptz NOT NULL, note text);
CREATE INDEX orders_org_idx ON orders (org_id);
CREATE INDEX orders_at_idx ON orders (at);`;

const ORDERS = table("public.orders", 12_300_000, {
  columns: [
    column("id", -1, 4),
    column("org_id", 5000, 4),
    column("user_id", 100_000, 4),
    column("state", 5, 6),
    column("at", -0.9),
    column("note", -0.5, 200),
  ],
  indexes: [
    { name: "orders_pkey", pages: 33_000, rows: 12_300_000 },
    { name: "orders_org_idx", pages: 400_000, rows: 12_300_000 },
    { name: "orders_at_idx", pages: 34_000, rows: 12_300_000 },
  ],
});
const USERS = table("public.users", 100_000, { columns: [column("id", -1, 4), column("email", -1, 20)] });
const STATS = snapshot(ORDERS, USERS);

const BY_ORG = "SELECT id, note FROM orders WHERE org_id = $1";

test("a query that loses its index is found, with what it reads from then on", async () => {
  const lost = await lostThrough(shadow, {
    given: GIVEN,
    change: "DROP INDEX orders_org_idx",
    stats: STATS,
    queries: [BY_ORG, "SELECT * FROM orders WHERE id = $1", "SELECT count(*) FROM orders"],
  });
  expect(lost).toMatchObject([
    {
      query: BY_ORG,
      relation: "public.orders",
      index: "public.orders_org_idx",
      rowsPerCall: 12_300_000,
      isGuess: false,
    },
  ]);
});

test("nothing is left of the sizes, and the tables can be worked on", async () => {
  await run(shadow, "DROP SCHEMA public CASCADE; CREATE SCHEMA public;");
  await run(
    shadow,
    `${GIVEN} INSERT INTO orders SELECT i, i % 7, i, 'new', now(), 'n' FROM generate_series(1, 500) i;`,
  );
  const cost = async () => {
    const [row] = await shadow.session.query<{ size: string; stats: number }>(
      `SELECT string_agg(c.relname || ' ' || pg_relation_size(c.oid) || ' ' || c.relpages || ' ' || c.reltuples, ', '
         ORDER BY c.relname) AS size, (SELECT count(*) FROM pg_statistic s JOIN pg_class t ON t.oid = s.starelid
         WHERE t.relname IN ('orders', 'users'))::int AS stats
       FROM pg_class c WHERE c.relname ~ '^(orders|users)'`,
    );
    const plans = await shadow.session.query<{ "QUERY PLAN": string }>(
      "EXPLAIN SELECT * FROM orders WHERE org_id = 3",
    );
    const every = await shadow.session.query<{ "QUERY PLAN": string }>("EXPLAIN SELECT * FROM orders");
    return { row, plans, every };
  };
  const before = await cost();
  expect(before.row?.stats).toBe(0);
  const planned = await planQueries(shadow, [plannable(BY_ORG)], STATS, null);
  expect(planned.scans.get(BY_ORG)).toMatchObject([{ access: "condition", indexes: ["orders_org_idx"] }]);
  expect(await cost()).toEqual(before);
  // Each of them reads or writes whole files, to their ends.
  await run(shadow, "REINDEX TABLE orders");
  await run(shadow, "ALTER TABLE orders ALTER COLUMN org_id TYPE bigint");
  await run(
    shadow,
    "INSERT INTO orders SELECT i, i % 7, i, 'new', now(), 'n' FROM generate_series(501, 900) i",
  );
  await run(shadow, "VACUUM FULL orders");
  const rows = await shadow.session.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM orders WHERE org_id = 3 AND note = 'n'",
  );
  expect(rows).toEqual([{ n: 129 }]);
});
