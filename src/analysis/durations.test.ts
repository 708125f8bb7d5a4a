import { beforeAll, expect, test } from "vitest";
import type { TableStats } from "../production/table-stats.ts";
import { analyzeParts } from "../proof/example.ts";
import { loadParser } from "../sql/parse.ts";

beforeAll(() => loadParser());

const GIVEN = `CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE orders (id int PRIMARY KEY, total int, note text, doc jsonb, user_id int, amount numeric);
CREATE INDEX orders_note ON orders (note);
CREATE TABLE fresh (id int)`;

const ORDERS: TableStats = {
  relation: "public.orders",
  rows: 12_300_000,
  bytes: 5.5e9,
  writesPerSecond: 3,
  readsPerSecond: 4,
  pages: 500_000,
  toastBytes: 0,
  indexes: [
    { name: "orders_pkey", pages: 40_000, rows: 12_300_000 },
    { name: "orders_note", pages: 90_000, rows: 12_300_000 },
  ],
};

/** The kinds of effects that the statement has a time for, and those without. */
async function timed(sql: string, stats: Partial<TableStats> = {}) {
  const snapshot = {
    schema: "lockgate/stats@2" as const,
    postgres: 18,
    settings: { lockTimeout: 0, collation: "libc en_US.UTF-8" },
    tables: [{ ...ORDERS, ...stats }],
  };
  const { changes } = await analyzeParts({ given: GIVEN, snapshot }, [{ sql, tool: "sql" }], 18);
  const effects = changes.flat().flatMap(({ statements }) => statements.flatMap((one) => one.effects));
  const work = effects.filter(({ kind }) => kind !== "lock" && kind !== "destroy" && kind !== "break");
  const words = work.map((effect) => `${effect.kind}${"seconds" in effect ? " timed" : ""}`);
  return { words, work };
}

test.each<[string, string[]]>([
  ["ALTER TABLE orders ALTER total TYPE bigint", ["rewrite timed", "build timed", "build timed"]],
  ["ALTER TABLE orders ALTER total TYPE bigint USING total::bigint", ["rewrite timed"]],
  ["ALTER TABLE orders ADD token uuid DEFAULT gen_random_uuid()", ["rewrite timed"]],
  ["ALTER TABLE orders ADD number serial", ["rewrite timed"]],
  ["CREATE INDEX ON orders (total)", ["build timed"]],
  ["CREATE INDEX CONCURRENTLY ON orders (lower(note))", ["build timed"]],
  ["CREATE INDEX ON orders USING gin (doc)", ["build timed"]],
  ["ALTER TABLE orders ADD UNIQUE (note, total)", ["build timed"]],
  ["ALTER TABLE orders ALTER note SET NOT NULL", ["scan timed"]],
  ["ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users", ["scan timed"]],
  ["UPDATE orders SET total = 0", ["change timed"]],
])("%s", async (sql, expected) => {
  expect((await timed(sql)).words).toEqual(expect.arrayContaining(expected));
});

test.each([
  "ALTER TABLE orders ALTER total TYPE text USING to_char(total, '999')",
  "ALTER TABLE orders ADD token float DEFAULT random()",
  "ALTER TABLE orders ADD double int GENERATED ALWAYS AS (total * 2) STORED",
  "ALTER TABLE orders SET UNLOGGED",
  "VACUUM FULL orders",
  "CREATE INDEX ON orders (amount)",
  "CREATE INDEX ON orders USING brin (total)",
  "CREATE INDEX ON orders USING gin (doc jsonb_path_ops)",
  "CREATE INDEX ON orders (md5(note))",
  "DELETE FROM orders",
  "CREATE TABLE copies AS SELECT * FROM orders",
  "CREATE INDEX ON fresh (id)",
])("no time is told for what was not measured: %s", async (sql) => {
  const { words } = await timed(sql);
  expect(words.length).toBeGreaterThan(0);
  expect(words.filter((word) => word.endsWith("timed") && !word.startsWith("scan"))).toEqual([]);
});

test("rows that were never counted have no time, nor has a rewrite of TOAST of unknown size", async () => {
  const sql = "ALTER TABLE orders ALTER total TYPE bigint";
  expect((await timed(sql, { rows: 0 })).words.join()).not.toContain("timed");
  const { pages: _, toastBytes: __, indexes: ___, ...old } = ORDERS;
  const { words } = await timed(sql, { ...old, pages: undefined as never, toastBytes: undefined as never });
  expect(words).toContain("rewrite");
});

test("an index that is there is rebuilt at its size, one on texts takes longer than one on numbers", async () => {
  const [text] = (await timed("CREATE INDEX ON orders (note)")).work;
  const [number] = (await timed("CREATE INDEX ON orders (total)")).work;
  const high = (effect: typeof text) => (effect && "seconds" in effect ? (effect.seconds?.[1] ?? 0) : 0);
  expect(high(text)).toBeGreaterThan(high(number));
  expect(high(number)).toBeGreaterThan(1);
});
