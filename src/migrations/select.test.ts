import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { NoMigrations } from "./failure.ts";
import { selectMigrations } from "./select.ts";
import type { Request, Selected } from "./selection.ts";

const made: string[] = [];
afterEach(() => {
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
});

/** A folder with these files; no repository yet. */
function folder(files: Readonly<Record<string, string | Buffer>>): string {
  const root = mkdtempSync(join(tmpdir(), "lockgate-select-"));
  made.push(root);
  put(root, files);
  return root;
}

function put(root: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

function run(root: string, ...args: string[]): string {
  const identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
  return execFileSync("git", [...identity, ...args], { cwd: root, encoding: "utf8", stdio: "pipe" }).trim();
}

function commit(root: string, message = "work"): void {
  run(root, "add", "-A");
  run(root, "commit", "-q", "--allow-empty", "-m", message);
}

/** A repository whose branch main holds these files, on a branch of its own. */
function repository(files: Readonly<Record<string, string | Buffer>>): string {
  const root = folder(files);
  run(root, "init", "-q", "-b", "main");
  commit(root, "base");
  run(root, "checkout", "-q", "-b", "work");
  return root;
}

const NOTHING: Omit<Request, "cwd"> = {
  paths: [],
  all: false,
  base: null,
  staged: false,
  tool: null,
  declared: [],
  env: {},
};

async function select(cwd: string, request: Partial<Request> = {}): Promise<Selected> {
  const outcome = await selectMigrations({ ...NOTHING, cwd, ...request });
  if (outcome.kind !== "selected") throw new Error(outcome.reason);
  return outcome;
}

async function selectNone(cwd: string, request: Partial<Request> = {}): Promise<NoMigrations> {
  const outcome = await selectMigrations({ ...NOTHING, cwd, ...request });
  if (outcome.kind !== "no migrations") throw new Error("migrations were found");
  return outcome;
}

/** One line a selection: judged migrations in brackets, the others before and between them as they are. */
function shape({ selections }: Selected): string[] {
  return selections.map(({ target, migrations, judged, grouping }) => {
    const ids = migrations.map(({ id }) => (judged.has(id) ? `[${id}]` : id));
    return `${target.name} (${grouping}): ${ids.join(" ")}`;
  });
}

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
