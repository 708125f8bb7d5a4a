import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { selectMigrations } from "../select.ts";
import { commit, NOTHING, put, repository, run, select, shape } from "../temporary-repository.testing.ts";

const LOCK = 'provider = "postgresql"\n';
const A = { "prisma/migrations/1_a/migration.sql": "CREATE TABLE a (id int);\n" };
const B = { "prisma/migrations/2_b/migration.sql": "CREATE TABLE b (id int);\n" };
const PRISMA = { "prisma/migrations/migration_lock.toml": LOCK, ...A, ...B };

test("what is wrong with merged files stops nobody, and is said where it matters", async () => {
  const root = repository({
    ...PRISMA,
    "prisma/migrations/0_bad/migration.sql": Buffer.from("SELECT 'é';", "latin1"),
    "other/migrations/1_a.sql": Buffer.from("SELECT 'é';", "latin1"),
  });
  put(root, { "prisma/migrations/3_c/migration.sql": "SELECT 3;" });
  const selected = await select(root);
  expect(shape(selected)).toEqual(["prisma (one change): 1_a 2_b [3_c]"]);
  expect(selected.unreadable).toEqual([]);
  expect(selected.remarks.map(({ path }) => path)).toEqual(["prisma/migrations/0_bad/migration.sql"]);
});

test("a new one that cannot be read does not hide the others", async () => {
  const root = repository(PRISMA);
  put(root, {
    "prisma/migrations/3_c/migration.sql": Buffer.from("SELECT 'é';", "latin1"),
    "prisma/migrations/4_d/migration.sql": "SELECT 4;",
  });
  const selected = await select(root);
  expect(shape(selected)).toEqual(["default (one change): 1_a 2_b [4_d]"]);
  expect(selected.unreadable.map(({ path, line }) => [path, line])).toEqual([
    ["prisma/migrations/3_c/migration.sql", 1],
  ]);
});

test("names that are hard to write down", async () => {
  const root = repository(PRISMA);
  const names = ["3 it's", '4 "b"', "5\nc", "6 [d] *", "7 é"];
  for (const name of names) put(root, { [`prisma/migrations/${name}/migration.sql`]: "SELECT 1;" });
  commit(root);
  rmSync(join(root, "prisma/migrations/5\nc"), { recursive: true });
  put(root, { "prisma/migrations/8\td/migration.sql": "SELECT 1;" });
  expect(shape(await select(root))).toEqual([
    `default (one change): 1_a 2_b [3 it's] [4 "b"] [6 [d] *] [7 é] [8\td]`,
  ]);
});

test("a merge with conflicts still lists each file once", async () => {
  const root = repository({ ...PRISMA, "prisma/schema.prisma": "a" });
  put(root, { "prisma/migrations/3_c/migration.sql": "SELECT 'work';" });
  commit(root);
  run(root, "checkout", "-q", "main");
  put(root, { "prisma/migrations/3_c/migration.sql": "SELECT 'main';" });
  commit(root);
  run(root, "checkout", "-q", "work");
  expect(() => run(root, "merge", "main")).toThrow();
  const selected = await select(root);
  expect(selected.targets[0]?.migrations.map(({ id }) => id)).toEqual(["1_a", "2_b", "3_c"]);
});

test("a repository that git cannot read is a usage error, not a crash", async () => {
  const root = repository(PRISMA);
  put(root, { ".git/index": "no index" });
  const request = selectMigrations({ ...NOTHING, cwd: root });
  await expect(request).rejects.toMatchObject({
    name: "UsageError",
    message: expect.stringMatching(/^git: .*index/),
  });
});
