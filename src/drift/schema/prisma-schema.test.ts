import { expect, test } from "vitest";
import { memoryTree } from "../../migrations/memory-tree.testing.ts";
import { acceptedSchema } from "./accepted-schema.ts";
import { prismaSchema } from "./prisma-schema.ts";

const SCHEMA = 'datasource db {\n  provider = "postgresql"\n}\n';

async function found(files: Readonly<Record<string, string>>, dir: string) {
  const schema = await prismaSchema(memoryTree(files), dir);
  return "reason" in schema
    ? schema.reason
    : `${schema.path}: ${schema.files.map(({ path }) => path).join(" ")}`;
}

test.each([
  ["beside the migrations", { "prisma/schema.prisma": SCHEMA }, "prisma/migrations", "prisma/schema.prisma"],
  [
    "a folder beside the migrations",
    { "db/schema/main.prisma": SCHEMA, "db/schema/sub/user.prisma": "model User {}" },
    "db/migration",
    "db/schema/main.prisma db/schema/sub/user.prisma",
  ],
  [
    "the folder that the migrations lie in",
    { "prisma/main.prisma": SCHEMA, "prisma/models/user.prisma": "", "prisma/migrations/x.prisma": "" },
    "prisma/migrations",
    "prisma/main.prisma prisma/models/user.prisma",
  ],
  [
    "by package.json",
    {
      "apps/api/package.json": '{"prisma": {"schema": "./db/main.prisma"}}',
      "apps/api/db/main.prisma": SCHEMA,
      "apps/api/schema.prisma": SCHEMA,
    },
    "apps/api/db/migrations",
    "apps/api/db/main.prisma",
  ],
  [
    "by a config that names both",
    {
      "prisma.config.ts": `export default defineConfig({
        // schema: "no/schema.prisma",
        schema: path.join("packages", "db", "schema.prisma"), migrations: { path: "db/migrations" } })`,
      "packages/db/schema.prisma": SCHEMA,
    },
    "db/migrations",
    "packages/db/schema.prisma",
  ],
  [
    "by the config of its own migrations, not of others",
    {
      "prisma.config.ts": 'export default { schema: "a/x.prisma", migrations: { path: "a/migrations" } }',
      "a/x.prisma": SCHEMA,
      "b/schema.prisma": SCHEMA,
    },
    "b/migrations",
    "b/schema.prisma",
  ],
])("%s", async (_, files, dir, paths) => {
  expect((await found(files, dir)).replace(/^[^:]*: /, "")).toBe(paths);
});

test("a schema of nowhere is said", async () => {
  expect(await found({ "schema.prisma": SCHEMA }, "prisma/migrations")).toBe(
    "no schema.prisma belongs to prisma/migrations: none is beside it, and no config names one",
  );
});

test("only what the engine names is taken out of a schema", () => {
  const content = `generator client {
  previewFeatures = ["metrics", "views"]
}
datasource db {
  provider = "postgresql"
  url = env("DATABASE_URL")
}
model Link {
  url String
}
`;
  const message = `error: The datasource property \`url\` is no longer supported in schema files.
error: The preview feature "metrics" is not known. Expected one of: views`;
  expect(acceptedSchema([{ path: "a.prisma", content }], message)?.[0]?.content).toBe(
    content.replace('"metrics",', "").replace('  url = env("DATABASE_URL")', ""),
  );
  expect(acceptedSchema([{ path: "a.prisma", content }], 'Type "Strin" is neither')).toBeNull();
});
