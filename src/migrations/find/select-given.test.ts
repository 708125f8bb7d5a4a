import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { selectMigrations } from "../select.ts";
import {
  folder,
  NOTHING,
  put,
  repository,
  select,
  selectNone,
  shape,
} from "../temporary-repository.testing.ts";

const LOCK = 'provider = "postgresql"\n';
const A = { "prisma/migrations/1_a/migration.sql": "CREATE TABLE a (id int);\n" };
const B = { "prisma/migrations/2_b/migration.sql": "CREATE TABLE b (id int);\n" };
const PRISMA = { "prisma/migrations/migration_lock.toml": LOCK, ...A, ...B };

describe("everything", () => {
  test("needs no git, and judges each migration by itself", async () => {
    const selected = await select(folder(PRISMA), { all: true });
    expect(shape(selected)).toEqual(["default (each): [1_a] [2_b]"]);
    expect(selected.base).toBeNull();
  });

  test("names the folders of other databases", async () => {
    const root = folder({ "mysql/migrations/1_a.sql": "CREATE TABLE a (id int);" });
    expect(await selectNone(root, { all: true })).toEqual({
      kind: "no migrations",
      reason: "no PostgreSQL migrations found",
      others: [
        { tool: "sql", dir: "mysql/migrations", reason: "mysql, not PostgreSQL: by the folder mysql" },
      ],
    });
  });

  test("leaves out fixtures below the start, and never the start itself", async () => {
    const root = folder({
      "fixtures/shop/migrations/1_a.sql": "SELECT 1;",
      "migrations/1_b.sql": "SELECT 1;",
    });
    const above = await select(root, { all: true });
    expect([shape(above), above.excluded]).toEqual([["default (each): [1_b]"], ["fixtures"]]);
    const inside = await select(root, { all: true, paths: ["fixtures/shop"] });
    expect(shape(inside)).toEqual(["default (each): [1_a]"]);
  });
});

describe("paths", () => {
  test("what stands before a file in its target is its base", async () => {
    const root = folder({ ...PRISMA, "prisma/migrations/3_c/migration.sql": "SELECT 1;" });
    const selected = await select(root, { paths: ["prisma/migrations/2_b/migration.sql"] });
    expect(shape(selected)).toEqual(["default (one change): 1_a [2_b]"]);
  });

  test("a directory stands for every migration below it", async () => {
    const selected = await select(folder(PRISMA), { paths: ["prisma"] });
    expect(shape(selected)).toEqual(["default (each): [1_a] [2_b]"]);
  });

  test("a file in no target is plain SQL, alone", async () => {
    const root = folder({ "a.sql": "SELECT 1;", "b.sql": "SELECT 2;" });
    const selected = await select(root, { paths: ["b.sql", "a.sql"] });
    expect(shape(selected)).toEqual(["b.sql (one change): [b]", "a.sql (one change): [a]"]);
    expect(selected.selections[0]?.target.migrations[0]?.transaction).toBe("statement");
  });

  test("numbered files in one folder are a chain wherever they lie", async () => {
    const root = folder({ "db/9_a.sql": "SELECT 1;", "db/10_b.sql": "SELECT 2;" });
    expect(shape(await select(root, { paths: ["db/10_b.sql"] }))).toEqual([
      "default (one change): 9_a [10_b]",
    ]);
  });

  test.each(["[id].sql", "it's.sql", 'a "b".sql', "a\nb.sql", " a b.sql", "*.sql", "-x.sql", "é.sql"])(
    "%j is a name, not a pattern",
    async (name) => {
      const root = repository({ [name]: "SELECT 1;", "i.sql": "SELECT 2;" });
      const selected = await select(root, { paths: [name] });
      expect(selected.selections.map(({ target }) => target.migrations.map(({ path }) => path))).toEqual([
        [name],
      ]);
    },
  );

  test("bad ones are named, and the valid one is still judged", async () => {
    const root = folder({
      "ok.sql": "SELECT 1;",
      "empty.sql": "",
      "utf16.sql": Buffer.from("\ufeffSELECT 1;", "utf16le"),
      "latin1.sql": Buffer.from("SELECT 1;\nSELECT 'é';\n", "latin1"),
      "folder.sql/readme.txt": "",
      "notes.txt": "",
    });
    symlinkSync("/etc/hostname", join(root, "link.sql"));
    const paths = [
      "missing.sql",
      "ok.sql",
      "empty.sql",
      "utf16.sql",
      "latin1.sql",
      "folder.sql",
      "notes.txt",
      "link.sql",
    ];
    const selected = await select(root, { paths });
    expect(shape(selected)).toEqual(["ok.sql (one change): [ok]", "empty.sql (one change): [empty]"]);
    expect(selected.unreadable.map(({ path, line, reason }) => [path, line, reason])).toEqual([
      ["missing.sql", null, "does not exist"],
      ["folder.sql", null, "is a folder, not an SQL file, and holds no migrations"],
      ["notes.txt", null, "is not an SQL file, and belongs to no target"],
      ["utf16.sql", 1, "is UTF-16: save it as UTF-8"],
      ["latin1.sql", 2, "is not UTF-8 text: save it as UTF-8"],
      ["link.sql", null, "is a symbolic link out of the repository: it is not followed"],
    ]);
    expect(selected.remarks).toEqual([
      { path: "empty.sql", line: null, reason: "is empty: it changes nothing" },
    ]);
  });
});

describe("where things lie", () => {
  test("the root is the repository, the start the working directory", async () => {
    const root = repository({ "a/migrations/1_x.sql": "SELECT 1;", "b/migrations/1_y.sql": "SELECT 1;" });
    const selected = await select(join(root, "a"), { all: true });
    expect(selected.targets.map(({ dir }) => dir)).toEqual(["a/migrations"]);
    const above = await select(join(root, "a"), { paths: ["../b/migrations/1_y.sql"] });
    expect(above.targets.map(({ dir }) => dir)).toEqual(["b/migrations"]);
  });

  test("paths in another repository are relative to that", async () => {
    const [here, there] = [repository(PRISMA), repository({ "db/x.sql": "SELECT 1;" })];
    const selected = await select(here, { paths: [join(there, "db/x.sql")] });
    expect(selected.selections[0]?.migrations[0]?.path).toBe("db/x.sql");
  });

  test("git's ignored files are left out, and judged when they are given", async () => {
    const root = repository({ ".gitignore": "out\n", ...PRISMA, "migrations/1_b.sql": "SELECT 1;" });
    put(root, { "out/migrations/1_a.sql": "SELECT 1;" });
    expect((await select(root, { all: true })).targets.map(({ dir }) => dir)).toEqual([
      "migrations",
      "prisma/migrations",
    ]);
    expect(shape(await select(root, { paths: ["out"] }))).toEqual(["default (each): [1_a]"]);
    expect(shape(await select(root, { paths: ["out/migrations/1_a.sql"] }))).toEqual([
      "default (one change): [1_a]",
    ]);
  });

  test.each([
    ["with git", repository],
    ["without git", folder],
  ])("a folder of migrations that is a link out of the repository is named, %s", async (_, made) => {
    const root = made(PRISMA);
    const elsewhere = folder({ "1_a.sql": "SELECT 1;" });
    mkdirSync(join(root, "db"));
    symlinkSync(elsewhere, join(root, "db/migrations"));
    symlinkSync(elsewhere, join(root, "prisma/migrations/3_c"));
    const reason = "is a symbolic link out of the repository: it is not followed";
    const selected = await select(root, { all: true });
    expect(selected.unreadable).toEqual([
      { path: "db/migrations", line: null, reason },
      { path: "prisma/migrations/3_c", line: null, reason },
    ]);
    expect(shape(selected)).toEqual(["default (each): [1_a] [2_b]"]);
  });

  test("a file deleted on disk, but not in git, is gone", async () => {
    const root = repository(PRISMA);
    rmSync(join(root, "prisma/migrations/2_b"), { recursive: true });
    expect(shape(await select(root, { all: true }))).toEqual(["default (each): [1_a]"]);
  });
});

describe("sizes", () => {
  test("5 MB are read, 11 MB are not", async () => {
    const line = "INSERT INTO t VALUES (1, 'some text');\n";
    const root = folder({
      "big.sql": line.repeat((5 * 1024 * 1024) / line.length),
      "bigger.sql": line.repeat((11 * 1024 * 1024) / line.length),
    });
    const selected = await select(root, { paths: ["big.sql", "bigger.sql"] });
    expect(shape(selected)).toEqual(["big.sql (one change): [big]"]);
    expect(selected.unreadable).toEqual([
      { path: "bigger.sql", line: null, reason: "is 11 MB large: files over 10 MB are not read" },
    ]);
  });
});

test("--tool reads a folder given by hand as that tool's, and leaves out the others", async () => {
  const root = folder({ "x/1_a.sql": "-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT 2;\n", ...PRISMA });
  const asGoose = await select(root, { paths: ["x"], tool: "goose" });
  expect(asGoose.selections[0]?.migrations[0]?.sql).not.toContain("SELECT 2");
  const asSql = await select(root, { paths: ["x"], tool: "sql" });
  expect(asSql.selections[0]?.migrations[0]?.sql).toContain("SELECT 2");
  const only = await select(root, { all: true, tool: "prisma" });
  expect(only.targets.map(({ tool }) => tool)).toEqual(["prisma"]);
});

test("a declared folder without files is a usage error", async () => {
  const request = selectMigrations({
    ...NOTHING,
    cwd: folder(PRISMA),
    all: true,
    declared: [{ dir: "nowhere" }],
  });
  await expect(request).rejects.toMatchObject({
    name: "UsageError",
    message: "the folder nowhere of a declared target holds no files",
  });
});
