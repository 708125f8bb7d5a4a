import { expect, test } from "vitest";
import { ENGINES, engineOf } from "../../../../schema-tools/tools.ts";
import { folder } from "../../../migrations/temporary-repository.testing.ts";
import { schemaPart } from "../../drift.testing.ts";

const FILES = {
  "prisma/schema.prisma": `datasource db {
  provider = "postgresql"
}

model User {
  id   Int      @id @default(autoincrement())
  tags String[]
}
`,
  "prisma/migrations/migration_lock.toml": 'provider = "postgresql"\n',
  "prisma/migrations/20250101000000_init/migration.sql": `CREATE TABLE "User" (id serial, name text,
    CONSTRAINT "User_pkey" PRIMARY KEY (id)); CREATE TABLE old (id int PRIMARY KEY);`,
};

/** As if the same sources had been built by another version of wasm-bindgen and js-sys: names of imports end otherwise. */
function builtAnew(engine: Buffer): Buffer {
  const names = /(__wbg_(?:__wbindgen_)?\w+?_)[0-9a-f]{16}(?![0-9a-f])/g;
  return Buffer.from(engine.toString("latin1").replace(names, "$10123456789abcdef"), "latin1");
}

test.each(ENGINES)("%s compares, whatever the build that its imports are named after", async (installed) => {
  const engine = builtAnew(engineOf(installed));
  expect(engine.equals(engineOf(installed))).toBe(false);
  const version = installed === "prisma7" ? "7.99.0" : "6.99.0";
  const root = folder({
    ...FILES,
    "node_modules/prisma/package.json": JSON.stringify({ version }),
    "node_modules/prisma/build/schema_engine_bg.wasm": engine,
  });
  expect(await schemaPart(root, { requireSchema: true })).toMatchObject({
    reason: null,
    lines: [
      "missing column public.User.name",
      "unexpected column public.User.tags",
      "missing table public.old",
    ],
  });
});
