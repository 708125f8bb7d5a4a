import { expect, test } from "vitest";
import { locks } from "../locks.ts";
import { renderLocksPretty } from "./locks.ts";
import { PLAIN } from "./view.ts";

const SCHEMA = `CREATE TABLE orgs (id int PRIMARY KEY);
CREATE TABLE orders (id int PRIMARY KEY, org_id int REFERENCES orgs, total int);
CREATE INDEX orders_total_idx ON orders (total);
`;

async function pretty(sql: string, columns = Number.POSITIVE_INFINITY): Promise<string> {
  return renderLocksPretty(await locks({ sql, schema: SCHEMA, major: 18 }), { ...PLAIN, columns });
}

test("each statement with its locks, what waits behind them, the work and what may fail", async () => {
  const sql = `ALTER TABLE orders ALTER COLUMN total TYPE bigint;
ALTER TABLE orders DROP CONSTRAINT orders_org_id_fkey;
CREATE UNIQUE INDEX CONCURRENTLY orders_key ON orders (total);`;
  expect(await pretty(sql)).toBe(`  1  ALTER TABLE orders ALTER COLUMN total TYPE bigint;
     ACCESS EXCLUSIVE  orders  target, blocks reads and writes
     rewrites orders
     builds orders_pkey, orders_total_idx
     drops statistics of orders.total
     may break running code: type changed: orders.total
  2  ALTER TABLE orders DROP CONSTRAINT orders_org_id_fkey;
     ACCESS EXCLUSIVE  orders  target, blocks reads and writes
     ACCESS EXCLUSIVE  orgs    referenced, blocks reads and writes
  3  CREATE UNIQUE INDEX CONCURRENTLY orders_key ON orders (total);
     SHARE UPDATE EXCLUSIVE  orders  target, blocks schema changes
     cannot run inside a transaction block
     builds orders_key
     may fail on existing rows: could not create orders_key: total may hold duplicates
     may break running code: unique index added: orders.orders_key
PostgreSQL 18: 3 statements
`);
});

test("no lock is said of nothing but what surely takes none", async () => {
  const sql = "DO $$ BEGIN PERFORM hidden(); END $$;\nDROP TABLE absent;\nCREATE ROLE app;\nALTER TABEL t;";
  expect(await pretty(sql)).toBe(`  1  DO $$ BEGIN PERFORM hidden(); END $$;
     cannot be told: runs the function hidden
  2  DROP TABLE absent;
     fails: table "absent" does not exist
  3  CREATE ROLE app;
     no lock on a table
  4  cannot be read: syntax error at or near "TABEL"
PostgreSQL 18: 3 statements, 1 not analyzed, 1 not read
`);
});

test("a narrow terminal wraps what is said and cuts the statement", async () => {
  const lines = (
    await pretty("ALTER TABLE orders ADD CONSTRAINT orders_total_unique UNIQUE (total);", 50)
  ).split("\n");
  expect(lines.every((line) => line.length <= 50)).toBe(true);
  expect(lines[0]).toBe("  1  ALTER TABLE orders ADD CONSTRAINT orders_tot…");
  expect(lines).toContain("     may fail on existing rows: could not create");
});
