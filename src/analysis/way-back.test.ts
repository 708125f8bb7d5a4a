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
