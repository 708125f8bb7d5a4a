import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { startServer } from "../../../postgres-servers/servers.ts";
import { ENGINES, install } from "../../../schema-tools/tools.ts";
import { commit, folder, put, repository } from "../../migrations/temporary-repository.testing.ts";
import { schemaPart } from "../drift.testing.ts";

const SCHEMA = `generator client {
  provider = "prisma-client-js"
}

datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}

enum Role {
  USER
  ADMIN
}

model User {
  id    Int     @id @default(autoincrement())
  email String  @unique
  name  String?
  role  Role    @default(USER)
  tags  String[]
  posts Post[]
}

model Post {
  id       Int    @id @default(autoincrement())
  title    String
  authorId Int
  author   User   @relation(fields: [authorId], references: [id])

  @@index([authorId])
}
`;

const INIT = `CREATE TYPE "Role" AS ENUM ('USER', 'ADMIN');
CREATE TABLE "User" ("id" SERIAL NOT NULL, "email" TEXT NOT NULL, "name" TEXT, "role" "Role" NOT NULL DEFAULT 'USER',
  "tags" TEXT[], CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
CREATE TABLE "Post" ("id" SERIAL NOT NULL, "title" TEXT NOT NULL, "authorId" INTEGER NOT NULL,
  CONSTRAINT "Post_pkey" PRIMARY KEY ("id"));
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");
CREATE INDEX "Post_authorId_idx" ON "Post"("authorId");
ALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id")
  ON DELETE RESTRICT ON UPDATE CASCADE;
INSERT INTO "User" (email) VALUES ('seed@example.org');
`;

const FILES = {
  ".gitignore": "node_modules\n",
  "prisma/schema.prisma": SCHEMA,
  "prisma/migrations/migration_lock.toml": 'provider = "postgresql"\n',
  "prisma/migrations/20250101000000_init/migration.sql": INIT,
};
const SECOND = "prisma/migrations/20250102000000_second/migration.sql";

describe.each(ENGINES)("the engine of %s", (installed, name) => {
  const made = (files: Readonly<Record<string, string>> = {}) => {
    const root = folder({ ...FILES, ...files });
    install(root, installed, name);
    return root;
  };

  test("finds nothing where the migrations make what the schema says", async () => {
    expect(await schemaPart(made())).toMatchObject({ state: "clean", reason: null, lines: [] });
  });

  test("finds what has no migration", async () => {
    const schema = SCHEMA.replace("  ADMIN\n", "  ADMIN\n  GUEST\n")
      .replace("name  String?", "name  String\n  age Int?")
      .replace("@@index([authorId])", "@@index([authorId])\n  @@index([title])")
      .replace("references: [id])", "references: [id], onDelete: Cascade)")
      .concat("model Tag {\n  name String @id\n}\n");
    const { state, lines, differences } = await schemaPart(made({ "prisma/schema.prisma": schema }));
    expect({ state, lines }).toEqual({
      state: "drifted",
      lines: [
        "changed constraint public.Post.Post_authorId_fkey",
        "unexpected index public.Post_title_idx",
        "changed enum public.Role",
        "unexpected table public.Tag",
        "unexpected column public.User.age",
        "changed column public.User.name",
      ],
    });
    expect(differences[1]).toMatchObject({
      relation: "public.Post",
      message: "index public.Post_title_idx: the schema file has it, no migration makes it",
      next: "run `npx prisma migrate dev --create-only --name post_title_idx`",
    });
    expect(differences[5]?.message).toBe(
      "column public.User.name: the migrations make it nullable, the schema file says NOT NULL",
    );
  });

  test("tells a name from a change", async () => {
    const init = INIT.replace('"Post_authorId_idx"', '"by_author"').replace('"Post_authorId_fkey"', '"fk"');
    const { lines, differences } = await schemaPart(
      made({ "prisma/migrations/20250101000000_init/migration.sql": init }),
    );
    expect(lines).toEqual(["changed constraint public.Post.fk", "changed index public.by_author"]);
    expect(differences.map(({ message }) => message)).toEqual([
      "constraint public.Post.fk: the schema file names it Post_authorId_fkey; nothing else differs",
      "index public.by_author: the schema file names it Post_authorId_idx; nothing else differs",
    ]);
    expect(differences[1]).toMatchObject({
      next: 'keep the name with `map: "by_author"` in the schema file, or rename it in a migration, which takes no time: `npx prisma migrate dev --create-only --name post_authorid_idx`',
      sql: 'ALTER INDEX by_author RENAME TO "Post_authorId_idx";',
    });
  });

  test("names hand-written indexes that the next migration drops, and how the schema can hold them", async () => {
    const second = `CREATE EXTENSION pg_trgm;
      CREATE INDEX by_tags ON "User" USING gin (tags);
      CREATE INDEX by_title ON "Post" USING gin (title gin_trgm_ops);
      CREATE INDEX by_name ON "User" (name) WHERE role = 'ADMIN';
      CREATE INDEX by_name_too ON "User" (name) INCLUDE (email);
      CREATE INDEX by_lower ON "User" (lower(email));
      CREATE VIEW admins AS SELECT id FROM "User" WHERE role = 'ADMIN';
      ALTER TABLE "User" ADD CHECK (email <> '');`;
    const root = made({ [SECOND]: second });
    const { lines, differences } = await schemaPart(root);
    expect(lines).toEqual([
      "missing index public.by_title",
      "missing index public.by_name_too",
      "missing index public.by_tags",
    ]);
    const [title, including, tags] = differences;
    expect(including?.message).toBe(
      "index public.by_name_too: the migrations make it, an index with INCLUDE, which a schema file cannot hold: the next prisma migrate dev drops it",
    );
    const written = (next = "") => next.slice(next.indexOf("@@"), -1);
    const schema = SCHEMA.replace(
      "@@index([authorId])",
      `@@index([authorId])\n  ${written(title?.next ?? "")}`,
    );
    put(root, {
      "prisma/schema.prisma": schema.replace(
        "posts Post[]",
        `posts Post[]\n\n  ${written(tags?.next ?? "")}`,
      ),
    });
    expect((await schemaPart(root)).lines).toEqual(["missing index public.by_name_too"]);
  });
});

test("reports what is new against the base, and counts what was there before", async () => {
  const old = SCHEMA.replace("@@index([authorId])", "@@index([authorId])\n  @@index([title])");
  const root = repository({ ...FILES, "prisma/schema.prisma": old });
  install(root, "prisma7", "prisma");
  // On the base itself, nothing is anybody's but the base's.
  expect((await schemaPart(root)).lines).toEqual(["unexpected index public.Post_title_idx"]);
  put(root, { "prisma/schema.prisma": old.replace("name  String?", "name  String?\n  age Int?") });
  commit(root);
  expect(await schemaPart(root)).toMatchObject({
    state: "drifted",
    reason: "1 difference was there before, and not counted",
    lines: ["unexpected column public.User.age"],
  });
  put(root, { [SECOND]: 'ALTER TABLE "User" ADD COLUMN "age" INTEGER;' });
  expect(await schemaPart(root)).toMatchObject({
    state: "clean",
    reason: "1 difference was there before, and not counted",
  });
  put(root, {
    [SECOND]:
      'ALTER TABLE "User" ADD COLUMN "age" INTEGER;\nCREATE INDEX "Post_title_idx" ON "Post"("title");',
  });
  expect(await schemaPart(root)).toMatchObject({ state: "clean", reason: null });
});

test("a schema of Prisma 6 is read by the engine of 7, and the other way round", async () => {
  const six = SCHEMA.replace(
    'prisma-client-js"',
    'prisma-client-js"\n  previewFeatures = ["metrics", "views"]',
  );
  const seven = SCHEMA.replace('  url      = env("DATABASE_URL")\n', "");
  for (const [installed, schema] of [
    ["prisma7", six],
    ["prisma6", seven],
  ] as const) {
    const root = folder({ ...FILES, "prisma/schema.prisma": schema });
    install(root, installed, "prisma");
    expect(await schemaPart(root)).toMatchObject({ state: "clean", reason: null });
  }
});

test("a partial index is dropped where Prisma sees it, and the schema can hold it there", async () => {
  const schema = SCHEMA.replace(
    'prisma-client-js"',
    'prisma-client-js"\n  previewFeatures = ["partialIndexes"]',
  );
  const root = folder({
    ...FILES,
    "prisma/schema.prisma": schema,
    [SECOND]: `CREATE INDEX by_name ON "User" (name) WHERE email <> '';`,
  });
  install(root, "prisma7", "prisma");
  const { lines, differences } = await schemaPart(root);
  expect(lines).toEqual(["missing index public.by_name"]);
  const next = differences[0]?.next ?? "";
  put(root, {
    "prisma/schema.prisma": schema.replace(
      "posts Post[]",
      `posts Post[]\n\n  ${next.slice(next.indexOf("@@"), -1)}`,
    ),
  });
  expect(await schemaPart(root)).toMatchObject({ state: "clean" });
});

test("an index that Prisma would recreate without what the schema cannot hold", async () => {
  const root = folder({
    ...FILES,
    [SECOND]:
      'DROP INDEX "Post_authorId_idx"; CREATE INDEX "Post_authorId_idx" ON "Post" ("authorId") INCLUDE (title);',
  });
  install(root, "prisma7", "prisma");
  expect((await schemaPart(root)).differences).toMatchObject([
    {
      kind: "changed",
      message:
        'index public.Post_authorId_idx: the migrations make it CREATE INDEX "Post_authorId_idx" ON public."Post" USING btree ("authorId") INCLUDE (title), the schema file says CREATE INDEX "Post_authorId_idx" ON public."Post" USING btree ("authorId")',
      next: "write migrations with `npx prisma migrate dev --create-only`, and take its DROP INDEX out before they are applied",
    },
  ]);
});

test("tables that the config keeps out of Prisma's hands are nobody's", async () => {
  const config = `import { defineConfig } from "prisma/config";
    export default defineConfig({ experimental: { externalTables: true }, schema: "./prisma/schema.prisma",
      migrations: { path: "./prisma/migrations" }, tables: { external: ["public.audit"] } });`;
  const root = folder({ ...FILES, [SECOND]: "CREATE TABLE audit (id int PRIMARY KEY);" });
  install(root, "prisma7", "prisma");
  expect((await schemaPart(root)).lines).toEqual(["missing table public.audit"]);
  put(root, { "prisma.config.ts": config });
  expect(await schemaPart(root)).toMatchObject({ state: "clean" });
  put(root, { "prisma.config.ts": config.replace('["public.audit"]', "tables") });
  expect(await schemaPart(root)).toMatchObject({
    state: "not-checked",
    reason: "prisma.config.ts computes tables.external, and no config is executed",
  });
});

test("a schema that Prisma does not accept is not compared", async () => {
  const root = folder({
    ...FILES,
    "prisma/schema.prisma": SCHEMA.replace("title    String", "title    Strin"),
  });
  install(root, "prisma7", "prisma");
  expect(await schemaPart(root)).toMatchObject({
    state: "not-checked",
    reason:
      'prisma 7.10.1 does not accept prisma/schema.prisma: Type "Strin" is neither a built-in type, nor refers to another model, composite type, or enum.',
  });
});

test("what is only in the migrations is compared on a server, too, which keeps nothing of it", async () => {
  const server = await startServer(16);
  try {
    const root = folder({ ...FILES, [SECOND]: 'CREATE INDEX by_tags ON "User" USING gin (tags);' });
    install(root, "prisma7", "prisma");
    expect((await schemaPart(root, { shadow: server.url })).lines).toEqual(["missing index public.by_tags"]);
  } finally {
    await server.stop();
  }
});

test("a program that breaks the engine's file says so", async () => {
  const root = folder(FILES);
  put(root, {
    "node_modules/prisma/package.json": '{"version": "7.99.0"}',
    "node_modules/prisma/build/schema_engine_bg.wasm": "no module",
  });
  const { state, reason } = await schemaPart(root, { requireSchema: true });
  expect(state).toBe("not-checked");
  expect(reason).toMatch(/^the engine of prisma 7\.99\.0 does not run: /);
  rmSync(join(root, "node_modules"), { recursive: true });
});
