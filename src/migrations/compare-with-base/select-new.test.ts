import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { selectMigrations } from "../select.ts";
import {
  commit,
  folder,
  NOTHING,
  put,
  repository,
  run,
  select,
  shape,
} from "../temporary-repository.testing.ts";

const LOCK = 'provider = "postgresql"\n';
const A = { "prisma/migrations/1_a/migration.sql": "CREATE TABLE a (id int);\n" };
const B = { "prisma/migrations/2_b/migration.sql": "CREATE TABLE b (id int);\n" };
const PRISMA = { "prisma/migrations/migration_lock.toml": LOCK, ...A, ...B };

describe("new against the base", () => {
  test("committed, staged and untracked ones are one change", async () => {
    const root = repository(PRISMA);
    put(root, { "prisma/migrations/3_c/migration.sql": "SELECT 3;" });
    commit(root);
    put(root, { "prisma/migrations/4_d/migration.sql": "SELECT 4;" });
    const selected = await select(root);
    expect(shape(selected)).toEqual(["default (one change): 1_a 2_b [3_c] [4_d]"]);
    expect(selected.base).toMatchObject({ ref: "main", exact: true });
  });

  test("nothing new: nothing to judge, and the targets are there", async () => {
    const selected = await select(repository(PRISMA));
    expect([selected.selections, selected.targets.map(({ migrations }) => migrations.length)]).toEqual([
      [],
      [2],
    ]);
  });

  test("one that sorts before a migration merged in the meantime runs after it", async () => {
    const root = repository(PRISMA);
    run(root, "checkout", "-q", "main");
    put(root, { "prisma/migrations/4_main/migration.sql": "SELECT 4;" });
    commit(root);
    run(root, "checkout", "-q", "work");
    put(root, { "prisma/migrations/3_c/migration.sql": "SELECT 3;" });
    const selected = await select(root);
    expect(shape(selected)).toEqual(["default (one change): 1_a 2_b 4_main [3_c]"]);
    expect(selected.selections[0]?.early).toEqual([{ id: "3_c", before: "4_main", runner: "runs" }]);
  });

  test("an edited, a deleted and a renamed merged migration are named, and not judged", async () => {
    const C = { "prisma/migrations/3_c/migration.sql": "CREATE TABLE c (id int);\n" };
    const root = repository({ ...PRISMA, ...C });
    put(root, { "prisma/migrations/1_a/migration.sql": "-- why\nCREATE TABLE a (id int);\n" });
    rmSync(join(root, "prisma/migrations/2_b"), { recursive: true });
    renameSync(join(root, "prisma/migrations/3_c"), join(root, "prisma/migrations/5_c"));
    const selected = await select(root);
    expect(selected.selections).toEqual([]);
    expect(selected.edits).toEqual([
      {
        kind: "deleted",
        target: "default",
        id: "2_b",
        path: "prisma/migrations/2_b/migration.sql",
        to: null,
        before: "CREATE TABLE b (id int);\n",
        after: null,
      },
      {
        kind: "renamed",
        target: "default",
        id: "3_c",
        path: "prisma/migrations/3_c/migration.sql",
        to: "prisma/migrations/5_c/migration.sql",
        before: "CREATE TABLE c (id int);\n",
        after: "CREATE TABLE c (id int);\n",
      },
      {
        kind: "edited",
        target: "default",
        id: "1_a",
        path: "prisma/migrations/1_a/migration.sql",
        to: null,
        before: "CREATE TABLE a (id int);\n",
        after: "-- why\nCREATE TABLE a (id int);\n",
      },
    ]);
  });

  test("a folder that moves keeps its migrations; one that goes is deleted", async () => {
    const root = repository({ ...PRISMA, "old/migrations/1_x.sql": "SELECT 1;" });
    mkdirSync(join(root, "db"));
    renameSync(join(root, "prisma"), join(root, "db/prisma"));
    rmSync(join(root, "old"), { recursive: true });
    put(root, { "db/prisma/migrations/3_c/migration.sql": "SELECT 3;" });
    const selected = await select(root);
    expect(shape(selected)).toEqual(["default (one change): 1_a 2_b [3_c]"]);
    expect(selected.edits.map(({ kind, path }) => [kind, path])).toEqual([
      ["deleted", "old/migrations/1_x.sql"],
    ]);
  });

  test("--staged reads the index, not the disk", async () => {
    const root = repository(PRISMA);
    put(root, { "prisma/migrations/3_c/migration.sql": "SELECT 'staged';" });
    run(root, "add", "-A");
    put(root, {
      "prisma/migrations/3_c/migration.sql": "SELECT 'later';",
      "prisma/migrations/4_d/migration.sql": "SELECT 4;",
    });
    const selected = await select(root, { staged: true });
    expect(shape(selected)).toEqual(["default (one change): 1_a 2_b [3_c]"]);
    expect(selected.selections[0]?.migrations.at(-1)?.sql).toBe("SELECT 'staged';");
  });

  test("--staged before the first commit", async () => {
    const root = folder(PRISMA);
    run(root, "init", "-q", "-b", "trunk");
    run(root, "add", "-A");
    expect(shape(await select(root, { staged: true }))).toEqual(["default (one change): [1_a] [2_b]"]);
  });

  test("a new file that looks like a migration and belongs nowhere is not passed over", async () => {
    const root = repository(PRISMA);
    put(root, { "sql/20260101120000_x.sql": "SELECT 1;", "sql/report.sql": "SELECT 1;" });
    const selected = await select(root);
    expect(selected.unreadable.map(({ path }) => path)).toEqual(["sql/20260101120000_x.sql"]);
    expect(selected.unreadable[0]?.reason).toContain('targets: [{ "dir": "sql", "tool": "sql" }]');
  });

  test("a declared target owns its files, and overrides what would be detected", async () => {
    const root = repository({ ...PRISMA, "sql/1_x.sql": "SELECT 1;" });
    put(root, { "sql/2_y.sql": "SELECT 2;" });
    const declared = [{ name: "reports", dir: "sql", transaction: "file", postgres: 15 } as const];
    const selected = await select(root, { declared });
    expect(shape(selected)).toEqual(["reports (one change): 1_x [2_y]"]);
    expect(selected.selections[0]?.target).toMatchObject({ postgres: 15, tool: "sql" });
    expect(selected.selections[0]?.migrations[0]?.transaction).toBe("file");
  });

  test("folders to look in: only what is new below them, whatever they are called", async () => {
    const root = repository({ ...PRISMA, "db/changes/1.sql": "CREATE TABLE d (id int);\n" });
    put(root, {
      "db/changes/2.sql": "CREATE TABLE e (id int);\n",
      "prisma/migrations/9_z/migration.sql": "SELECT 1;\n",
    });
    commit(root);
    expect(shape(await select(root, { below: ["db/changes"] }))).toEqual(["default (one change): 1 [2]"]);
  });
});

describe("where there is no base", () => {
  test.each([
    ["no repository", () => folder(PRISMA), "not in a git repository, so there is no base"],
    [
      "no commit",
      () => {
        const root = folder(PRISMA);
        run(root, "init", "-q");
        return root;
      },
      "nothing is committed yet, so there is no base",
    ],
    [
      "no main branch",
      () => {
        const root = repository(PRISMA);
        run(root, "branch", "-D", "-q", "main");
        return root;
      },
      "no base branch: neither origin/HEAD nor main nor master exists",
    ],
  ])("%s: a usage error", async (_, make, message) => {
    await expect(selectMigrations({ ...NOTHING, cwd: make() })).rejects.toMatchObject({
      name: "UsageError",
      message,
    });
  });

  test("a base that does not exist is an error, and never an option of git", async () => {
    for (const base of ["nowhere", "--output=x", "a\nb"]) {
      const request = selectMigrations({ ...NOTHING, cwd: repository(PRISMA), base });
      await expect(request).rejects.toMatchObject({
        name: "UsageError",
        message: `the base ${base} is not in this clone`,
      });
    }
  });
});

describe("by tool", () => {
  const journal = (...tags: readonly (readonly [string, number])[]) => ({
    "drizzle/meta/_journal.json": JSON.stringify({
      dialect: "postgresql",
      entries: tags.map(([tag, when]) => ({ tag, when })),
    }),
  });

  test("Drizzle: an entry of the journal, and one too early for it to be run", async () => {
    const root = repository({
      ...journal(["0000_a", 10]),
      "drizzle/0000_a.sql": "SELECT 1;",
      "drizzle/0001_b.sql": "SELECT 2;",
    });
    put(root, {
      ...journal(["0000_a", 10], ["0001_b", 20], ["0002_c", 5]),
      "drizzle/0002_c.sql": "SELECT 3;",
    });
    const selected = await select(root);
    expect(shape(selected)).toEqual(["default (one change): 0000_a [0001_b] [0002_c]"]);
    expect(selected.selections[0]?.early).toEqual([{ id: "0002_c", before: "0000_a", runner: "skipped" }]);
  });

  test("Drizzle: a new file that the journal does not name", async () => {
    const root = repository({ ...journal(["0000_a", 10]), "drizzle/0000_a.sql": "SELECT 1;" });
    put(root, { "drizzle/0001_b.sql": "SELECT 2;" });
    const { neverRun, remarks, unreadable } = await select(root);
    expect(neverRun.map(({ path, why }) => [path, why.kind])).toEqual([["drizzle/0001_b.sql", "not listed"]]);
    expect([remarks, unreadable]).toEqual([[], []]);
  });

  test("dbmate: an edit of the way back is none", async () => {
    const text = (down: string) => `-- migrate:up\nSELECT 1;\n-- migrate:down\n${down}\n`;
    const root = repository({ "db/migrations/1_a.sql": text("SELECT 2;") });
    put(root, { "db/migrations/1_a.sql": text("SELECT 3;") });
    expect((await select(root)).edits).toEqual([]);
  });

  test("Flyway: what is repeatable and changed runs again", async () => {
    const dir = "db/migration";
    const root = repository({ [`${dir}/V1__a.sql`]: "SELECT 1;", [`${dir}/R__v.sql`]: "SELECT 2;" });
    put(root, { [`${dir}/R__v.sql`]: "SELECT 3;", [`${dir}/V2__b.sql`]: "SELECT 4;" });
    const selected = await select(root);
    expect(shape(selected)).toEqual(["default (one change): V1__a R__v as merged [V2__b] [R__v]"]);
    expect([selected.edits, selected.selections[0]?.early]).toEqual([[], []]);
  });

  test("code-first: incomplete only when a file of it is new", async () => {
    const root = repository({ "migrations/20260101_a.js": "exports.up = (knex) => {}", ...PRISMA });
    const before = await select(root);
    expect([before.unreadable, before.targets.map(({ skipped }) => skipped)]).toEqual([
      [],
      [
        "the migrations of Knex are run to be judged: set command in the config (npx knex migrate:latest)",
        null,
      ],
    ]);
    put(root, { "migrations/20260102_b.js": "exports.up = (knex) => {}" });
    expect((await select(root)).unreadable.map(({ path }) => path)).toEqual(["migrations/20260102_b.js"]);
  });

  test("another database: new files there are nobody's concern", async () => {
    const root = repository({ "clickhouse/migrations/1_a.up.sql": "SELECT 1;", ...PRISMA });
    put(root, { "clickhouse/migrations/2_b.up.sql": "SELECT 1;" });
    const selected = await select(root);
    expect([selected.selections, selected.unreadable]).toEqual([[], []]);
  });
});
