/** Ways back on PGlite, as `check` tells of them: one repository with a folder of each tool. */
import { expect, test } from "vitest";
import { check } from "../index.ts";
import { commit, put, repository } from "../migrations/temporary-repository.testing.ts";

const ORDERS = "CREATE TABLE orders (id int PRIMARY KEY, total int);\nCREATE TYPE mood AS ENUM ('a', 'b');\n";

type Files = Readonly<Record<string, string>>;

/** `id: outcome (detail)` of each new migration, what is not known of the others, and the findings. */
async function waysBack(
  base: Files,
  changed: Files,
  options: Parameters<typeof check>[0] = {},
): Promise<string[]> {
  const cwd = repository(base);
  put(cwd, changed);
  commit(cwd);
  const settings = { base: "main", ...options?.settings };
  const { report } = await check({ cwd, env: {}, noCache: true, ...options, settings });
  return [
    ...report.migrations.map(({ id, rollback, rollbackDetail = [], remarks }) =>
      rollback === undefined
        ? `${id} ? ${remarks.filter((remark) => remark.startsWith("Where its way back")).join(" ")}`
        : [`${id} ${rollback}`, ...rollbackDetail].join(" | "),
    ),
    ...report.findings
      .filter(({ rule }) => rule === "fails-to-roll-back")
      .map(({ level, path, line, message }) => `${level} ${path}:${line} ${message}`),
  ];
}

const goose = (up: string, down: string) => `-- +goose Up\n${up}\n-- +goose Down\n${down}\n`;
const GOOSE = { "db/1_orders.sql": goose(ORDERS, "DROP TABLE orders; DROP TYPE mood;") };

test("to the same catalog, to another one, or nowhere", async () => {
  const told = await waysBack(GOOSE, {
    "db/2_view.sql": goose(
      "CREATE VIEW totals AS SELECT total FROM orders;\nCOMMENT ON TABLE orders IS 'x';",
      "DROP VIEW totals;\nCOMMENT ON TABLE orders IS NULL;",
    ),
    "db/3_comment.sql": goose("COMMENT ON COLUMN orders.total IS 'cents';", "SELECT 1;"),
    "db/4_default.sql": goose(
      "ALTER TABLE orders ALTER total SET DEFAULT 1;",
      "ALTER TABLE orders ALTER total SET DEFAULT 0;",
    ),
    "db/5_gone.sql": goose("CREATE INDEX i ON orders (total);", "DROP INDEX j;"),
    "db/6_rows.sql": goose("INSERT INTO orders VALUES (1, 2);", "SELECT 1;"),
    "db/7_none.sql": "-- +goose Up\nCREATE TABLE t (id int);\n",
  });
  expect(told).toEqual([
    "2_view exact",
    "3_comment differs | comment table column public.orders.total: left behind",
    "4_default differs | column public.orders.total: no default before, DEFAULT 0 after it",
    '5_gone fails | index "j" does not exist',
    '6_rows ? Where its way back leads is not known: run again, it fails at db/6_rows.sql:2: duplicate key value violates unique constraint "orders_pkey", as it may for what 7_none leaves.',
    "7_none none",
    "note db/3_comment.sql:4 its way back leads to another schema: comment table column public.orders.total: left behind",
    "note db/4_default.sql:4 its way back leads to another schema: column public.orders.total: no default before, DEFAULT 0 after it",
    'note db/5_gone.sql:4 fails to be taken back: index "j" does not exist',
  ]);
});

test("rows that the way back leaves stop the second way up", async () => {
  const told = await waysBack(GOOSE, {
    "db/2_rows.sql": goose("INSERT INTO orders VALUES (1, 2);", "SELECT 1;"),
  });
  expect(told).toEqual([
    '2_rows fails | duplicate key value violates unique constraint "orders_pkey" | Key (id)=(1) already exists.',
    'note db/2_rows.sql:2 once taken back, it fails to run again: duplicate key value violates unique constraint "orders_pkey"',
  ]);
});

/** Each in a folder of its own. */
const ALONE: readonly (readonly [id: string, up: string, down: string, told: string])[] = [
  ["parse", "CREATE TABLE t ();", "DORP TABLE t;", 'fails | syntax error at or near "DORP"'],
  [
    "irreversible",
    "DROP TABLE orders;",
    "-- +goose StatementBegin\nDO $$ BEGIN RAISE EXCEPTION 'not from here'; END $$;\n-- +goose StatementEnd",
    "fails | not from here",
  ],
  [
    "rows",
    "CREATE TABLE t ();",
    "-- +goose StatementBegin\nDO $$ BEGIN IF NOT EXISTS (SELECT FROM orders) THEN RAISE EXCEPTION 'none'; END IF; END $$;\n-- +goose StatementEnd",
    "? Where its way back leads is not known: it fails on empty tables, and may not where there are rows (none).",
  ],
  [
    "enum",
    "ALTER TYPE mood ADD VALUE 'c';",
    "-- no way",
    "differs | enum public.mood: keeps 'c' | run again, it fails at enum/2_enum.sql:2: enum label \"c\" already exists",
  ],
  ["transaction", "CREATE TABLE t ();", "BEGIN;\nDROP TABLE t;\nCOMMIT;", "exact"],
  ["open", "CREATE TABLE t ();", "BEGIN;\nDROP TABLE t;", "exact"],
  [
    "concurrently",
    "CREATE INDEX i ON orders (id);",
    "DROP INDEX CONCURRENTLY i;",
    "fails | DROP INDEX CONCURRENTLY cannot run inside a transaction block",
  ],
  [
    "dependent",
    "CREATE TABLE c (id int REFERENCES orders);",
    "DROP TABLE orders;",
    "fails | cannot drop table orders because other objects depend on it | constraint c_id_fkey on table c depends on table orders | HINT: Use DROP ... CASCADE to drop the dependent objects too.",
  ],
  ["base", "CREATE TABLE t ();", "DROP TABLE t, orders;", "differs | table public.orders: not made again"],
  [
    "default",
    "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;",
    "SELECT 1;",
    "differs | grants default acl for role postgres on tables: left behind",
  ],
  ["session", "SET search_path = pg_catalog;\nCREATE TABLE public.t ();", "DROP TABLE t;", "exact"],
  ["column", "ALTER TABLE orders DROP COLUMN total;", "ALTER TABLE orders ADD COLUMN total int;", "exact"],
];

test("what people write into a way back", async () => {
  const base = Object.fromEntries(ALONE.map(([id]) => [`${id}/1_orders.sql`, GOOSE["db/1_orders.sql"]]));
  const changed = Object.fromEntries(ALONE.map(([id, up, down]) => [`${id}/2_${id}.sql`, goose(up, down)]));
  const told = (await waysBack(base, changed)).filter((line) => line.startsWith("2_")).sort();
  expect(told).toEqual(ALONE.map(([id, , , outcome]) => `2_${id} ${outcome}`).sort());
}, 300_000);

test("a missing file, files that build on each other, and one that runs down only as a whole", async () => {
  const told = await waysBack(
    { "db/1_a.up.sql": ORDERS, "db/1_a.down.sql": "DROP TABLE orders; DROP TYPE mood;" },
    {
      "db/2_b.up.sql": "CREATE TABLE t (id int PRIMARY KEY);",
      "db/2_b.down.sql": "DROP TABLE t;",
      "db/3_c.up.sql": "ALTER TABLE t ADD COLUMN o int REFERENCES orders;",
      "db/3_c.down.sql": "ALTER TABLE t DROP COLUMN o;",
      "db/4_d.up.sql": "CREATE VIEW v AS SELECT o FROM t;",
    },
  );
  expect(told).toEqual([
    "2_b.up ? Where its way back leads is not known: 4_d.up, which comes first, is not taken back, or not whole.",
    "3_c.up ? Where its way back leads is not known: 4_d.up, which comes first, is not taken back, or not whole.",
    "4_d.up none",
  ]);
});

test("nothing is run down where each migration is a change of its own, or nothing is rehearsed", async () => {
  const changed = { "db/2_x.sql": goose("CREATE TABLE t ();", "DROP TABLE u;") };
  expect(await waysBack(GOOSE, changed, { all: true })).toEqual(["1_orders ? ", "2_x ? "]);
  expect(await waysBack(GOOSE, changed, { settings: { static: true } })).toEqual(["2_x ? "]);
});

test("the config makes it an error", async () => {
  const rules = { "lockgate.config.json": JSON.stringify({ rules: { "fails-to-roll-back": "error" } }) };
  const told = await waysBack(
    { ...GOOSE, ...rules },
    { "db/2_x.sql": goose("CREATE TABLE t ();", "DROP TABLE u;") },
  );
  expect(told.at(-1)).toBe('error db/2_x.sql:4 fails to be taken back: table "u" does not exist');
});
