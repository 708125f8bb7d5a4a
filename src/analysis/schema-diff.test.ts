import { expect, test } from "vitest";
import { type CheckOptions, check } from "../check.ts";
import { put, repository } from "../migrations/temporary-repository.testing.ts";
import { renderAgent } from "../report/agent.ts";
import { renderMarkdown } from "../report/markdown.ts";
import { renderPretty } from "../report/pretty.ts";
import type { Report } from "../report/report.ts";
import { PLAIN } from "../report/view.ts";

const BASE = {
  "migrations/001_base.sql":
    "CREATE TABLE orders (id bigint PRIMARY KEY, total integer NOT NULL, note text);\nSET search_path = public, pg_catalog;",
};

/** The report on what a branch adds to the base. */
async function reported(
  files: Readonly<Record<string, string>>,
  options: Partial<CheckOptions> = {},
  base: Readonly<Record<string, string>> = BASE,
): Promise<Report> {
  const root = repository(base);
  put(root, files);
  const { report } = await check({ cwd: root, env: {}, noCache: true, ...options });
  return report;
}

const NEXT = {
  "migrations/002_next.sql":
    "ALTER TABLE orders ALTER COLUMN total TYPE bigint, DROP COLUMN note;\nCREATE TABLE items (id int PRIMARY KEY);",
};

const ENTRIES = [
  {
    kind: "added",
    object: "table",
    name: "items",
    before: null,
    after: "id integer NOT NULL\nPRIMARY KEY (id)",
  },
  { kind: "removed", object: "column", name: "orders.note", before: "text", after: null },
  { kind: "changed", object: "column", name: "orders.total", before: "integer", after: "bigint" },
];

test("in every format, and the same in the next run", async () => {
  const report = await reported(NEXT);
  expect(report.schemaDiff).toEqual(ENTRIES);
  expect((await reported(NEXT)).schemaDiff).toEqual(report.schemaDiff);
  expect(renderMarkdown(report)).toContain(`\
<details><summary>Changes to the schema: 1 table added, 1 column changed, 1 column removed</summary>

- **added** table \`items\`
  \`\`\`sql
  id integer NOT NULL
  PRIMARY KEY (id)
  \`\`\`
- **removed** column \`orders.note\`: \`text\`
- **changed** column \`orders.total\`: \`integer\` → \`bigint\`

</details>`);
  expect(renderPretty(report, PLAIN)).not.toContain("schema");
  expect(renderPretty(report, { ...PLAIN, verbose: true })).toContain(`\
schema   1 table added, 1 column changed, 1 column removed
  + table items
  - column orders.note  text
  ~ column orders.total  integer → bigint
`);
  expect(renderAgent(report)).toContain("\nschema: 1 table added, 1 column changed, 1 column removed\n");
});

test("nothing changes: rows alone, and a branch without migrations", async () => {
  const rows = await reported({ "migrations/002_rows.sql": "INSERT INTO orders VALUES (1, 2);" });
  expect(rows.schemaDiff).toEqual([]);
  expect(renderMarkdown(rows)).not.toContain("the schema");
  expect((await reported({ "README.md": "" })).schemaDiff).toEqual([]);
});

test("nothing is said where nothing was seen", async () => {
  expect(await reported(NEXT, { settings: { static: true } })).not.toHaveProperty("schemaDiff");
  expect(await reported(NEXT, { all: true })).not.toHaveProperty("schemaDiff");
  const unknown = { "migrations/002_next.sql": "ALTER TABLE nobody_makes ADD COLUMN a int;" };
  expect(await reported(unknown)).not.toHaveProperty("schemaDiff");
});

test("files given by hand are one change, and only what they do is told", async () => {
  const paths = ["migrations/002_next.sql", "migrations/003_more.sql"];
  const more = { ...NEXT, "migrations/003_more.sql": "DROP TABLE items;" };
  expect((await reported(more, { paths })).schemaDiff).toEqual(ENTRIES.slice(1));
  // What stands between is no part of it.
  const apart = { ...more, "migrations/002b_between.sql": "CREATE TABLE between_them (id int);" };
  expect(await reported(apart, { paths })).not.toHaveProperty("schemaDiff");
});

test("entries name their target where there are several", async () => {
  const report = await reported(
    {
      "a/migrations/002.sql": "ALTER TABLE a ADD COLUMN x int;",
      "b/migrations/002.sql": "ALTER TABLE b ADD COLUMN y int;",
    },
    {},
    {
      "a/migrations/001.sql": "CREATE TABLE a (id int);",
      "b/migrations/001.sql": "CREATE TABLE b (id int);",
    },
  );
  expect(report.schemaDiff?.map(({ name, target }) => [name, target])).toEqual([
    ["a.x", "a"],
    ["b.y", "b"],
  ]);
  expect(renderMarkdown(report)).toContain("**`a`**\n\n- **added** column `a.x`: `integer`\n\n**`b`**");
});

test("an extension that the shadow lacks is told without what stands in for it", async () => {
  const report = await reported({
    "migrations/002_net.sql": "CREATE EXTENSION pg_net; ALTER TABLE orders ADD COLUMN request bigint;",
  });
  expect(report.schemaDiff?.map(({ object, name }) => `${object} ${name}`)).toEqual([
    "extension pg_net",
    "column orders.request",
  ]);
});
