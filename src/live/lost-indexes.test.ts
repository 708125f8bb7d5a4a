import { afterAll, beforeAll, expect, test } from "vitest";
import type { TableStats } from "../production/table-stats.ts";
import type { Shadow } from "../shadow/engines/shadow.ts";
import { loadParser } from "../sql/parse.ts";
import { column, lostThrough, snapshot, startShadow, table } from "./plan.testing.ts";

let shadow: Shadow;
beforeAll(async () => {
  await loadParser();
  shadow = await startShadow();
});
afterAll(() => shadow?.close());

const GIVEN = `
CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, deleted_at timestamptz);
CREATE UNIQUE INDEX users_email_key ON users (lower(email));
CREATE TABLE orders (
  id int PRIMARY KEY, org_id int NOT NULL, user_id int, state text, at timestamptz NOT NULL, tags text[], total int
);
CREATE INDEX orders_org_idx ON orders (org_id);
CREATE INDEX orders_user_idx ON orders (user_id);
CREATE INDEX orders_at_idx ON orders (at);
CREATE INDEX orders_open_idx ON orders (state, at) WHERE state = 'open';
CREATE INDEX orders_tags_idx ON orders USING gin (tags);
CREATE VIEW org_orders AS SELECT id, org_id, total FROM orders;`;

const COLUMNS = [
  column("id", -1, 4),
  column("org_id", 5000, 4),
  column("user_id", 100_000, 4),
  column("state", 5, 6),
  column("at", -0.9),
  column("tags", -0.3, 40),
  column("total", 5000, 4),
];
const ORDERS = table("public.orders", 3_000_000, { columns: COLUMNS });
const USERS = table("public.users", 200_000, {
  columns: [column("id", -1, 4), column("email", -1, 20), column("deleted_at", -0.2)],
});

interface Case {
  readonly change: string;
  readonly query: string;
  /** `relation index`, or nothing. */
  readonly lost: readonly string[];
  readonly given?: string;
  readonly tables?: readonly TableStats[];
}

async function check({ change, query, lost, given = GIVEN, tables = [ORDERS, USERS] }: Case): Promise<void> {
  const found = await lostThrough(shadow, { given, change, stats: snapshot(...tables), queries: [query] });
  expect(found.map(({ relation, index }) => `${relation} ${index}`)).toEqual(lost);
}

test.each<Case>([
  {
    change: "DROP INDEX orders_org_idx",
    query: "UPDATE orders SET total = $2 WHERE org_id = $1",
    lost: ["public.orders public.orders_org_idx"],
  },
  {
    change: "DROP INDEX orders_org_idx",
    query: "SELECT total FROM org_orders WHERE org_id = $1",
    lost: ["public.orders public.orders_org_idx"],
  },
  {
    change: "DROP INDEX orders_org_idx",
    query: "SELECT id FROM orders WHERE org_id IN ($1, $2) AND total > $3 ORDER BY at LIMIT $4",
    lost: ["public.orders public.orders_org_idx"],
  },
  {
    change: "ALTER TABLE users DROP CONSTRAINT users_pkey",
    query: "SELECT email FROM users WHERE id = $1",
    lost: ["public.users public.users_pkey"],
  },
  {
    change: "DROP INDEX users_email_key",
    query: "SELECT id FROM users WHERE lower(email) = lower($1)",
    lost: ["public.users public.users_email_key"],
  },
  {
    change: "DROP INDEX orders_tags_idx",
    query: "SELECT id FROM orders WHERE tags @> ARRAY[$1]",
    lost: ["public.orders public.orders_tags_idx"],
  },
  {
    change: "DROP INDEX orders_at_idx",
    query: "SELECT id FROM orders ORDER BY at DESC LIMIT 20",
    lost: ["public.orders public.orders_at_idx"],
  },
  {
    change: "DROP INDEX orders_at_idx",
    query: "SELECT max(at) FROM orders",
    lost: ["public.orders public.orders_at_idx"],
  },
  {
    change: "DROP INDEX orders_user_idx",
    query:
      "SELECT u.email FROM users u WHERE u.id = $1 AND EXISTS (SELECT FROM orders o WHERE o.user_id = u.id)",
    lost: ["public.orders public.orders_user_idx"],
  },
  {
    change: "ALTER INDEX orders_org_idx RENAME TO other; DROP INDEX other",
    query: "SELECT id FROM orders WHERE org_id = $1",
    lost: ["public.orders public.orders_org_idx"],
  },
  {
    change:
      "ALTER TABLE users RENAME TO people; CREATE VIEW users AS SELECT * FROM people; DROP INDEX users_email_key",
    query: "SELECT id FROM users WHERE lower(email) = $1",
    lost: ["public.users public.users_email_key"],
  },
  {
    change:
      "CREATE TABLE orders_2 (LIKE orders); DROP VIEW org_orders; DROP TABLE orders; ALTER TABLE orders_2 RENAME TO orders",
    query: "SELECT id FROM orders WHERE org_id = $1",
    lost: ["public.orders public.orders_org_idx"],
  },
  {
    change: `ALTER TABLE orders ALTER state TYPE text COLLATE "C"; DROP INDEX orders_open_idx; CREATE INDEX orders_state ON orders (state) WHERE state = 'new'`,
    query: "SELECT id FROM orders WHERE state = 'open' AND at > $1",
    lost: ["public.orders public.orders_open_idx"],
  },
])("$change; $query", check);

test("a join with a column of another type loses the index of the other table", () =>
  check({
    change: "DROP VIEW org_orders; ALTER TABLE orders ALTER user_id TYPE numeric",
    query: "SELECT u.email FROM orders o JOIN users u ON u.id = o.user_id WHERE o.id = $1",
    lost: ["public.users public.users_pkey"],
  }));

test.each<Case>([
  {
    change: "DROP INDEX orders_org_idx; CREATE INDEX orders_org_id_idx ON orders (org_id)",
    query: "SELECT id FROM orders WHERE org_id = $1",
    lost: [],
  },
  {
    change: "CREATE INDEX wider ON orders (org_id, at); DROP INDEX orders_org_idx",
    query: "SELECT id FROM orders WHERE org_id = $1",
    lost: [],
  },
  {
    change: "ALTER INDEX orders_org_idx RENAME TO other",
    query: "SELECT id FROM orders WHERE org_id = $1",
    lost: [],
  },
  { change: "DROP INDEX orders_at_idx", query: "SELECT id FROM orders WHERE org_id = $1", lost: [] },
  // What no parameter can prove to be open is not read by its index before either.
  {
    change: "DROP INDEX orders_open_idx",
    query: "SELECT id FROM orders WHERE state = $1 AND total = $2",
    lost: [],
  },
  { change: "DROP INDEX orders_tags_idx", query: "SELECT count(*) FROM orders", lost: [] },
  {
    change: "DROP VIEW org_orders; ALTER TABLE orders ALTER org_id TYPE bigint",
    query: "SELECT id FROM orders WHERE org_id = $1",
    lost: [],
  },
  {
    change: "DROP VIEW org_orders; ALTER TABLE orders DROP org_id",
    query: "SELECT id FROM orders WHERE org_id = $1",
    lost: [],
  },
  {
    change: "DROP VIEW org_orders; ALTER TABLE orders ALTER user_id TYPE bigint",
    query: "SELECT u.email FROM orders o JOIN users u ON u.id = o.user_id WHERE o.id = $1",
    lost: [],
  },
  {
    change: "ALTER TABLE users DROP CONSTRAINT users_pkey; ALTER TABLE users ADD PRIMARY KEY (id)",
    query: "SELECT email FROM users WHERE id = $1",
    lost: [],
  },
])("nothing is lost: $change; $query", check);

test("a small table is read whole anyway", () =>
  check({
    change: "DROP INDEX users_email_key",
    query: "SELECT id FROM users WHERE lower(email) = $1",
    tables: [table("public.users", 20)],
    lost: [],
  }));

const PARTED = `
CREATE TABLE events (id bigint, at date NOT NULL, org_id int) PARTITION BY RANGE (at);
CREATE TABLE events_25 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE events_26 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX events_org_idx ON events (org_id);`;
const EVENTS = table("public.events", 8_000_000, {
  columns: [column("id", -1), column("at", 700, 4), column("org_id", 5000, 4)],
});

test.each<Case>([
  {
    change: "DROP INDEX events_org_idx",
    query: "SELECT id FROM events WHERE org_id = $1",
    lost: ["public.events public.events_org_idx"],
  },
  {
    change: "DROP INDEX events_org_idx",
    query: "DELETE FROM events WHERE org_id = $1 AND at < $2",
    lost: ["public.events public.events_org_idx"],
  },
  {
    change: "DROP INDEX events_org_idx",
    query: "SELECT id FROM events_26 WHERE org_id = $1",
    lost: ["public.events public.events_org_idx"],
  },
  {
    change: "ALTER TABLE events DETACH PARTITION events_25",
    query: "SELECT id FROM events WHERE org_id = $1",
    lost: [],
  },
])("partitions: $change; $query", (one) => check({ ...one, given: PARTED, tables: [EVENTS] }));

test("an index that production does not have is none to lose", () =>
  check({
    change: "DROP INDEX orders_org_idx",
    query: "SELECT id FROM orders WHERE org_id = $1",
    tables: [
      table("public.orders", 3_000_000, {
        columns: COLUMNS,
        indexes: [
          "orders_pkey",
          "orders_user_idx",
          "orders_at_idx",
          "orders_open_idx",
          "orders_tags_idx",
        ].map((name) => ({ name, pages: 9000, rows: 3_000_000 })),
      }),
    ],
    lost: [],
  }));

test("sizes alone are a guess", async () => {
  const found = await lostThrough(shadow, {
    given: GIVEN,
    change: "DROP INDEX orders_org_idx",
    stats: snapshot(table("public.orders", 3_000_000)),
    queries: ["SELECT id FROM orders WHERE org_id = $1"],
  });
  expect(found).toMatchObject([{ isGuess: true, rowsPerCall: 3_000_000 }]);
});

test("a table that production does not know is not planned for", () =>
  check({
    change: "DROP INDEX orders_org_idx",
    query: "SELECT id FROM orders WHERE org_id = $1",
    tables: [USERS],
    lost: [],
  }));
