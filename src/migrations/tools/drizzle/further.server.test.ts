/** Further migrations beside drizzle-kit itself: it checks them, has nothing left to generate, and drizzle-orm runs them. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PostgresServer, startServer } from "../../../../postgres-servers/servers.ts";
import { install, load } from "../../../../schema-tools/tools.ts";
import { folder, put } from "../../temporary-repository.testing.ts";
import { furtherFile, split } from "../further.testing.ts";
import type { SchemaChange } from "../further.ts";

const SCHEMA = (users: string, orders: string) => `
import { sql } from "drizzle-orm";
import { check, foreignKey, index, integer, pgSchema, pgTable, serial, text, unique } from "drizzle-orm/pg-core";
export const shop = pgSchema("Shop");
export const users = pgTable("users", { id: serial().primaryKey(), ${users} });
export const orders = shop.table("Orders", { id: serial().primaryKey(), user: integer() }, (t) => [${orders}]);
`;
const BEFORE = SCHEMA("name: text(), age: integer()", "");
const AFTER = SCHEMA(
  "name: text().notNull().unique('users_name_u'), age: integer()",
  `index("by_user").on(t.user),
   foreignKey({ columns: [t.user], foreignColumns: [users.id], name: "user_fk" }),
   check("positive", sql\`"user" > 0\`)`,
);

const FILES = {
  "package.json": '{"type": "module"}',
  "drizzle.config.ts": `import { defineConfig } from "drizzle-kit";
export default defineConfig({ dialect: "postgresql", schema: "./src/schema.ts", out: "./drizzle", schemaFilter: ["public", "Shop"] });
`,
  "src/schema.ts": BEFORE,
};

const change = (part: SchemaChange["part"], table: string, name: string): SchemaChange => ({
  change: "added",
  part,
  schema: table === "Orders" ? "Shop" : null,
  table,
  name,
  condition: null,
});
const CHECK = 'ALTER TABLE "users" ADD CONSTRAINT "name_set" CHECK ("name" IS NOT NULL) NOT VALID;\n';
const KEPT = [{ ...change("constraint", "users", "name_set"), condition: '"name" IS NOT NULL' }];
const FURTHER = [
  furtherFile(
    'ALTER TABLE "users" VALIDATE CONSTRAINT "name_set";\nALTER TABLE "users" ALTER COLUMN "name" SET NOT NULL;\nALTER TABLE "users" DROP CONSTRAINT "name_set";\n',
    {
      changes: [
        change("not null", "users", "name"),
        { ...change("constraint", "users", "name_set"), change: "removed" },
      ],
    },
  ),
  furtherFile(
    'CREATE INDEX "by_user" ON "Shop"."Orders" USING btree ("user");\nCREATE UNIQUE INDEX "users_name_u" ON "users" ("name");\n',
    {
      changes: [change("index", "Orders", "by_user"), change("index", "users", "users_name_u")],
    },
  ),
  furtherFile(
    'ALTER TABLE "users" ADD CONSTRAINT "users_name_u" UNIQUE USING INDEX "users_name_u";\nALTER TABLE "Shop"."Orders" ADD CONSTRAINT "user_fk" FOREIGN KEY ("user") REFERENCES "public"."users"("id");\n',
    { changes: [change("constraint", "users", "users_name_u"), change("constraint", "Orders", "user_fk")] },
  ),
];
const OWN = `${CHECK}--> statement-breakpoint\nALTER TABLE "Shop"."Orders" ADD CONSTRAINT "positive" CHECK ("user" > 0);\n`;

let server: PostgresServer;
beforeAll(async () => {
  server = await startServer(17);
});
afterAll(() => server.stop());

function kit(root: string, ...args: string[]): string {
  const bin = join(root, "node_modules/drizzle-kit/bin.cjs");
  return execFileSync(process.execPath, [bin, ...args], { cwd: root, encoding: "utf8", stdio: "pipe" });
}

function filesOf(root: string): Record<string, string> {
  const paths = readdirSync(join(root, "drizzle"), { recursive: true, encoding: "utf8" }).sort();
  const files = paths.filter((path) => /\.(sql|json)$/.test(path)).map((path) => `drizzle/${path}`);
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

/** The schema after drizzle-orm's own migrator. */
async function migrated(root: string, database: string): Promise<unknown[]> {
  const { drizzle } = await load("drizzle-orm/node-postgres/index.js");
  const { migrate } = await load("drizzle-orm/node-postgres/migrator.js");
  const admin = new pg.Client(server.url);
  await admin.connect();
  await admin.query(`CREATE DATABASE "${database}"`);
  await admin.end();
  const client = new pg.Client(server.url.replace(/postgres$/, database));
  await client.connect();
  await migrate(drizzle(client), { migrationsFolder: join(root, "drizzle") });
  const { rows } = await client.query(`
    SELECT conname AS name, pg_get_constraintdef(oid) AS def FROM pg_constraint WHERE connamespace::regnamespace::text IN ('public', '"Shop"')
    UNION ALL SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid::regclass::text ~* 'users|orders'
    UNION ALL SELECT attname, attnotnull::text FROM pg_attribute WHERE attrelid = 'users'::regclass AND attnum > 0 ORDER BY 1, 2`);
  await client.end();
  return rows;
}

test("drizzle-kit finds nothing to do, and drizzle-orm makes the same schema", async () => {
  const root = folder(FILES);
  for (const name of ["drizzle-kit", "drizzle-orm"]) install(root, name, name);
  kit(root, "generate", "--name", "init");
  put(root, { "src/schema.ts": AFTER });
  kit(root, "generate", "--name", "change");
  const before = filesOf(root);
  const original = await migrated(root, "original");
  const { refusal, written, target } = await split(before, "drizzle/0001_change.sql", FURTHER, [], KEPT);
  expect(refusal).toBeNull();
  put(root, { "drizzle/0001_change.sql": OWN });
  for (const { path, text } of [...written.migrations, ...written.beside]) put(root, { [path]: text });
  expect(target.migrations.map(({ id }) => id)).toEqual([
    "0000_init",
    "0001_change",
    "0002_change_2",
    "0003_change_3",
    "0004_change_4",
  ]);
  const after = filesOf(root);
  const journal = before["drizzle/meta/_journal.json"] ?? "";
  expect(
    after["drizzle/meta/_journal.json"]?.startsWith(
      journal.slice(0, journal.lastIndexOf("}", journal.lastIndexOf("]")) + 1),
    ),
  ).toBe(true);
  expect(kit(root, "check")).toContain("Everything's fine");
  expect(kit(root, "generate")).toContain("No schema changes, nothing to migrate");
  expect(filesOf(root)).toEqual(after);
  expect(await migrated(root, "changed")).toEqual(original);
  // What drizzle-kit would generate behind each snapshot is what the files behind it do.
  const key =
    'ALTER TABLE "Shop"."Orders" ADD CONSTRAINT "user_fk" FOREIGN KEY ("user") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action';
  const unique = 'ALTER TABLE "users" ADD CONSTRAINT "users_name_u" UNIQUE("name")';
  const index = 'CREATE INDEX "by_user" ON "Shop"."Orders" USING btree ("user")';
  expect([1, 2, 3].map((last) => generatedBehind(after, last))).toEqual([
    [
      'ALTER TABLE "users" DROP CONSTRAINT "name_set"',
      'ALTER TABLE "users" ALTER COLUMN "name" SET NOT NULL',
      key,
      index,
      unique,
    ],
    [key, index, unique],
    ['DROP INDEX "users_name_u"', key, unique],
  ]);
});

function generatedBehind(files: Readonly<Record<string, string>>, last: number): string[] {
  const journal = JSON.parse(files["drizzle/meta/_journal.json"] ?? "");
  const known = Object.entries(files).filter(([path]) => Number(/\d{4}/.exec(path)?.[0] ?? 9) <= last);
  const root = folder({
    ...FILES,
    "src/schema.ts": AFTER,
    ...Object.fromEntries(known),
    "drizzle/meta/_journal.json": JSON.stringify({ ...journal, entries: journal.entries.slice(0, last + 1) }),
  });
  for (const name of ["drizzle-kit", "drizzle-orm"]) install(root, name, name);
  kit(root, "generate", "--name", "left");
  const made = Object.entries(filesOf(root)).find(([path]) => path.endsWith("_left.sql"))?.[1] ?? "";
  return made.split(/;(?:--> statement-breakpoint)?\n?/).filter((line) => line !== "");
}
