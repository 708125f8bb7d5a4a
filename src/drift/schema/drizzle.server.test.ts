import { expect, test } from "vitest";
import { install } from "../../../schema-tools/tools.ts";
import { folder, put } from "../../migrations/temporary-repository.testing.ts";
import { schemaPart } from "../drift.testing.ts";

const SCHEMA = `import { index, pgTable, serial, text } from "drizzle-orm/pg-core";

export const users = pgTable("users", { id: serial().primaryKey(), userName: text() });
`;

const CONFIG = `import { defineConfig } from "drizzle-kit";

export default defineConfig({ dialect: "postgresql", schema: ["./src/db/*.ts"], out: "./drizzle", casing: "snake_case",
  dbCredentials: { url: process.env.DATABASE_URL! } });
`;

const SNAPSHOT = {
  id: "6f3f8a52-4b1c-4c2c-8f0e-0d0b6b3f0001",
  prevId: "00000000-0000-0000-0000-000000000000",
  version: "7",
  dialect: "postgresql",
  tables: {
    "public.users": {
      name: "users",
      schema: "",
      columns: {
        id: { name: "id", type: "serial", primaryKey: true, notNull: true },
        user_name: { name: "user_name", type: "text", primaryKey: false, notNull: false },
      },
      indexes: {},
      foreignKeys: {},
      compositePrimaryKeys: {},
      uniqueConstraints: {},
      policies: {},
      checkConstraints: {},
      isRLSEnabled: false,
    },
  },
  enums: {},
  schemas: {},
  sequences: {},
  roles: {},
  policies: {},
  views: {},
  _meta: { columns: {}, schemas: {}, tables: {} },
};

const FILES = {
  "package.json": '{"type": "module"}',
  "drizzle.config.ts": CONFIG,
  "src/db/schema.ts": SCHEMA,
  "drizzle/0000_init.sql":
    'CREATE TABLE "users" (\n\t"id" serial PRIMARY KEY NOT NULL,\n\t"user_name" text\n);\n',
  "drizzle/meta/0000_snapshot.json": JSON.stringify(SNAPSHOT),
  "drizzle/meta/_journal.json": JSON.stringify({
    version: "7",
    dialect: "postgresql",
    entries: [{ idx: 0, version: "7", when: 1_700_000_000_000, tag: "0000_init", breakpoints: true }],
  }),
};

function made(files: Readonly<Record<string, string>> = {}): string {
  const root = folder({ ...FILES, ...files });
  for (const name of ["drizzle-kit", "drizzle-orm"]) install(root, name, name);
  return root;
}

const ASKED = { requireSchema: true };

test("nothing of the repository is run that nobody asked for", async () => {
  const root = made({ "src/db/schema.ts": "process.exit(1)" });
  expect(await schemaPart(root)).toMatchObject({
    state: "not-checked",
    reason:
      "drizzle's schema is code: drizzle-kit runs it only where the config asks for it (drift.requireSchema: true)",
  });
});

test("what drizzle-kit would generate is a difference, and nothing is written", async () => {
  const root = made();
  expect(await schemaPart(root, ASKED)).toMatchObject({ state: "clean", reason: null });
  put(root, {
    "src/db/schema.ts": SCHEMA.replace("userName: text()", "userName: text().notNull(), age: text()").replace(
      " });",
      ' }, (t) => [index("by_name").on(t.userName)]);',
    ),
  });
  const { state, lines, differences } = await schemaPart(root, ASKED);
  expect({ state, lines }).toEqual({
    state: "drifted",
    lines: [
      "unexpected column public.users.age",
      "changed column public.users.user_name",
      "unexpected index public.by_name",
    ],
  });
  expect(differences[2]).toMatchObject({
    message: "index public.by_name: the schema file has it, no migration makes it",
    next: "run `npx drizzle-kit generate --name by_name`",
  });
  expect((await schemaPart(root, ASKED)).lines).toEqual(lines);
});

test("a question of drizzle-kit's is a difference", async () => {
  const root = made({ "src/db/schema.ts": SCHEMA.replace("userName", "title") });
  expect((await schemaPart(root, ASKED)).differences).toMatchObject([
    {
      object: "schema file",
      message:
        "./src/db/*.ts (drizzle.config.ts) has no migration of its last change: drizzle-kit asks whether something was renamed",
    },
  ]);
});

test("what drizzle-kit cannot do is said", async () => {
  const broken = made({ "src/db/schema.ts": 'throw new Error("DATABASE_URL is not set");' });
  expect(await schemaPart(broken, ASKED)).toMatchObject({
    state: "not-checked",
    reason: "drizzle-kit 0.31.11 generates nothing: Error: DATABASE_URL is not set",
    verdict: "not-checked",
  });
  const computed = made({ "drizzle.config.ts": CONFIG.replace('["./src/db/*.ts"]', "schemas") });
  expect((await schemaPart(computed, ASKED)).reason).toBe(
    "no drizzle.config names drizzle and its schema in plain strings: none is executed",
  );
});
