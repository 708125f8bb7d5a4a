import { expect, test } from "vitest";
import { type CheckOptions, check } from "../check.ts";
import { commit, put, repository, run } from "../migrations/temporary-repository.testing.ts";

const SCHEMA = `datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}

model Order {
  id     Int    @id
  status Status
  total  Int    @map("total_amount")
  hidden Int?   @ignore

  @@map("orders")
}

enum Status {
  OPEN   @map("open")
  CLOSED @map("closed")
}
`;

const BASE = {
  "prisma/schema.prisma": SCHEMA,
  "prisma/migrations/migration_lock.toml": 'provider = "postgresql"\n',
  "prisma/migrations/1_init/migration.sql": `CREATE TYPE "Status" AS ENUM ('open', 'closed');
CREATE TABLE orders (id int PRIMARY KEY, status "Status", total_amount int, hidden int, legacy_note text, gone text);
CREATE TABLE old_sessions (id int);`,
  "src/invoice.ts": `import { prisma } from "./prisma";
export const invoice = async () => (await prisma.order.findFirst()).total;
export const note = () => prisma.$queryRaw\`SELECT legacy_note FROM orders\`;
`,
  "src/user.ts": "export const total = (user) => user.total;\n",
  "src/invoice.test.ts": "expect(order.total).toBe(3);\n",
};

/** What the report says of each thing that a migration takes away, which is merged nowhere yet. */
async function used(sql: string, options: Partial<CheckOptions> = {}, root = repository(BASE)) {
  put(root, { "prisma/migrations/2_next/migration.sql": sql });
  const { report } = await check({ cwd: root, env: {}, settings: { static: true }, ...options });
  const effects = report.migrations.flatMap(({ statements }) => statements.flatMap((one) => one.effects));
  const lines = effects.flatMap((effect) => {
    if (effect.kind !== "break" && effect.kind !== "destroy") return [];
    const { declared, code } = effect.usedBy ?? { code: [] };
    return `${effect.name} ${declared} ${code.map(({ path, line }) => `${path}:${line}`).join(" ")}`.trim();
  });
  return [...new Set(lines)];
}

test("a column by the schema's own name for it, and where code reads it", async () => {
  expect(await used("ALTER TABLE orders DROP COLUMN total_amount;")).toEqual([
    "total_amount true prisma/schema.prisma:9 src/invoice.ts:2 src/invoice.test.ts:1",
  ]);
});

test("a column that the schema does not have, but SQL in the code", async () => {
  expect(await used("ALTER TABLE orders DROP COLUMN legacy_note;")).toEqual([
    "legacy_note false src/invoice.ts:3",
  ]);
});

test("nobody declares or names it", async () => {
  expect(
    await used("ALTER TABLE orders DROP COLUMN gone, DROP COLUMN hidden; DROP TABLE old_sessions;"),
  ).toEqual(["gone false", "hidden false", "public.old_sessions false"]);
});

test("a table, a type and the value of an enum", async () => {
  expect(
    await used(
      `ALTER TYPE "Status" RENAME VALUE 'open' TO 'opened'; ALTER TYPE "Status" RENAME TO "State"; ALTER TABLE orders RENAME TO sales;`,
    ),
  ).toEqual([
    "open true prisma/schema.prisma:16",
    "public.Status true prisma/schema.prisma:15",
    "public.orders true prisma/schema.prisma:6 src/invoice.ts:2 src/invoice.ts:3",
  ]);
});

test("what the change does to the schema and the code does not count: the release has neither", async () => {
  const root = repository(BASE);
  put(root, {
    "prisma/schema.prisma": SCHEMA.replace(/.*total_amount.*\n/, ""),
    "src/invoice.ts": "",
    "src/report.ts": "prisma.order.findMany().legacy_note",
  });
  commit(root);
  expect(
    await used("ALTER TABLE orders DROP COLUMN total_amount, DROP COLUMN legacy_note;", {}, root),
  ).toEqual([
    "total_amount true prisma/schema.prisma:9 src/invoice.ts:2 src/invoice.test.ts:1",
    "legacy_note false src/invoice.ts:3",
  ]);
});

test("a name is never an option or a pattern", async () => {
  const root = repository({
    ...BASE,
    "prisma/migrations/1_init/migration.sql": `CREATE TABLE orders (id int, "--open-files-in-pager=id" int, "a.*(b" int, "$(id)" int);`,
    "src/odd.ts": 'orders "a.*(b"\n',
  });
  const drops = ["--open-files-in-pager=id", "a.*(b", "$(id)"].map((name) => `DROP COLUMN "${name}"`);
  expect(await used(`ALTER TABLE orders ${drops.join(", ")};`, {}, root)).toEqual([
    "--open-files-in-pager=id false",
    "a.*(b false src/odd.ts:1",
    "$(id) false",
  ]);
});

test("a repository without any schema: text is all there is", async () => {
  const root = repository({
    "migrations/001_init.sql": "CREATE TABLE orders (id int, note_text text, gone_text text);",
    "app/main.py": 'db.execute("SELECT note_text FROM orders")\n',
  });
  put(root, {
    "migrations/002_drop.sql": "ALTER TABLE orders DROP COLUMN note_text, DROP COLUMN gone_text;",
  });
  const { report } = await check({ cwd: root, env: {}, settings: { static: true } });
  const effects = report.migrations[0]?.statements[0]?.effects.filter(({ kind }) => kind === "destroy");
  expect(effects?.map((effect) => ("usedBy" in effect ? effect.usedBy : undefined))).toEqual([
    {
      declared: null,
      code: [{ path: "app/main.py", line: 1 }],
      queries: null,
      callsPerSecond: null,
      first: [],
    },
    undefined,
  ]);
});

test("where nothing is compared, nothing is known", async () => {
  expect(await used("ALTER TABLE orders DROP COLUMN total_amount;", { all: true })).toEqual([
    "total_amount undefined",
  ]);
});

test("a clone of one commit knows the base that is fetched", async () => {
  const root = repository(BASE);
  const clone = repository({});
  run(clone, "fetch", "-q", "--depth=1", root, "main:refs/remotes/origin/main");
  run(clone, "checkout", "-q", "-B", "work", "origin/main");
  expect(await used("ALTER TABLE orders DROP COLUMN total_amount;", {}, clone)).toEqual([
    "total_amount true prisma/schema.prisma:9 src/invoice.ts:2 src/invoice.test.ts:1",
  ]);
});

/** Findings as a reader meets them. */
async function told(sql: string, root = repository(BASE), options: Partial<CheckOptions> = {}) {
  put(root, { "prisma/migrations/2_next/migration.sql": sql });
  const { report } = await check({ cwd: root, env: {}, settings: { static: true }, ...options });
  return report.findings
    .filter(({ path }) => path !== null)
    .map(({ rule, level, message, remedy }) => [`${level} ${rule}: ${message}`, remedy?.summary]);
}

test("a drop that was prepared is a warning with its proof, and one that was not an error with the places", async () => {
  expect(await told("ALTER TABLE orders DROP COLUMN gone; DROP TABLE old_sessions;")).toEqual([
    [
      "warning drops-column: drops orders.gone and its data; prepared: the release on main does not declare it; no line of code names it",
      "make sure that what it holds is not needed",
    ],
    [
      "warning drops-table: drops old_sessions and its rows; prepared: the release on main does not declare it; no line of code names it",
      "make sure that its rows are not needed",
    ],
  ]);
  expect(await told("ALTER TABLE orders DROP COLUMN gone, DROP COLUMN total_amount;")).toEqual([
    [
      "error drops-column: drops orders.gone and orders.total_amount and their data; still used as Order.total by the release on main: prisma/schema.prisma:9, src/invoice.ts:2 and src/invoice.test.ts:1",
      "keep the column and mark its field @ignore, release that, and drop it in a later migration",
    ],
  ]);
  expect(await told("ALTER TABLE orders RENAME COLUMN gone TO went;")).toEqual([
    [
      "warning breaks-running-code: column renamed: running code that uses orders.gone fails; prepared: the release on main does not declare it; no line of code names it",
      "add the new beside the old, release code that uses both, and remove the old in a later migration",
    ],
  ]);
});

test("a type change that ORMs write as drop and add is never prepared", async () => {
  const [[first = ""] = []] = await told("ALTER TABLE orders DROP COLUMN gone, ADD COLUMN gone int;");
  expect(first).toContain("error drops-column: drops orders.gone and adds it again empty");
});

test("a schema of Drizzle, wherever its tables stand", async () => {
  const root = repository({
    "drizzle.config.ts":
      'export default { out: "./drizzle", schema: "./src/db/index.ts", dialect: "postgresql" };\n',
    "drizzle/meta/_journal.json": JSON.stringify({
      version: "7",
      dialect: "postgresql",
      entries: [{ idx: 0, version: "7", when: 1, tag: "0000_init", breakpoints: true }],
    }),
    "drizzle/0000_init.sql": "CREATE TABLE orders (id int PRIMARY KEY, org_id text, gone text);",
    "src/db/index.ts": 'export * from "./orders";\n',
    "src/db/orders.ts":
      'export const orders = pgTable("orders", {\n  id: integer().primaryKey(),\n  orgId: text("org_id"),\n});\n',
    "src/api.ts": 'import { orders } from "./db";\nexport const byOrg = eq(orders.orgId, 1);\n',
  });
  put(root, {
    "drizzle/meta/_journal.json": JSON.stringify({
      version: "7",
      dialect: "postgresql",
      entries: ["0000_init", "0001_next"].map((tag, idx) => ({
        idx,
        version: "7",
        when: idx + 1,
        tag,
        breakpoints: true,
      })),
    }),
    "drizzle/0001_next.sql":
      "ALTER TABLE orders DROP COLUMN org_id;\n--> statement-breakpoint\nALTER TABLE orders DROP COLUMN gone;",
  });
  const { report } = await check({ cwd: root, env: {}, settings: { static: true } });
  const messages = report.findings.filter(({ rule }) => rule === "drops-column");
  expect(messages.map(({ level, message }) => `${level} ${message}`)).toEqual([
    "error drops orders.org_id and its data; still used as orders.orgId by the release on main: src/db/orders.ts:3 and src/api.ts:2",
    "warning drops orders.gone and its data; prepared: the release on main does not declare it; no line of code names it",
  ]);
});

test("what the change itself renames is known by its former name", async () => {
  const lines = await used(`CREATE SCHEMA app;
ALTER TABLE orders RENAME TO sales;
ALTER TABLE sales RENAME COLUMN total_amount TO amount;
ALTER TABLE sales RENAME COLUMN amount TO price;
ALTER TABLE sales DROP COLUMN price;
ALTER TABLE sales SET SCHEMA app;
DROP TABLE app.sales;`);
  expect(lines.map((line) => line.split(" ").slice(0, 3).join(" "))).toEqual([
    "public.orders true prisma/schema.prisma:6",
    "total_amount true prisma/schema.prisma:9",
    "price true prisma/schema.prisma:9",
    "app.sales true prisma/schema.prisma:6",
  ]);
});

test("after a rename that no statement spells out, nothing is said to be prepared", async () => {
  const sql = `DO $$ BEGIN ALTER TABLE orders RENAME COLUMN total_amount TO amount; END $$;
ALTER TABLE orders DROP COLUMN amount;`;
  expect((await used(sql)).filter((line) => line.includes("false"))).toEqual([]);
});

test("a live query that could not be checked leaves no proof for the table that it names", async () => {
  const root = repository(BASE);
  put(root, {
    "prisma/migrations/2_next/migration.sql":
      "ALTER TABLE orders DROP COLUMN gone;\nDROP TABLE old_sessions;",
    "queries.sql": "SELECT * FROM orders WHERE id = 1;",
  });
  const { report } = await check({ cwd: root, env: {}, settings: { static: true, queries: "queries.sql" } });
  expect(
    report.findings
      .filter(({ rule }) => rule.startsWith("drops-"))
      .map(({ level, message }) => [level, message]),
  ).toEqual([
    ["error", "drops orders.gone and its data"],
    [
      "warning",
      "drops old_sessions and its rows; prepared: the release on main does not declare it; no line of code names it",
    ],
  ]);
});
