import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { selectMigrations } from "../select.ts";
import { commit, folder, NOTHING, put, repository, run, select } from "../temporary-repository.testing.ts";

const PLAIN = { "migrations/1_a.sql": "CREATE TABLE a (id int);\n" };
const DBMATE = "-- migrate:up\nSELECT 1;\n-- migrate:down\nDROP TABLE a;\n";
const PRISMA = {
  "prisma/schema.prisma": 'datasource db {\n  provider = "postgresql"\n}\n',
  "prisma/migrations/1_a/migration.sql": "CREATE TABLE a (id int);\n",
};

describe("a change that makes a folder something else", () => {
  test.each<[string, Record<string, string>, Record<string, string>, string]>([
    [
      "another tool's, by marks in a new first file",
      PLAIN,
      { "migrations/0_x.sql": DBMATE, "migrations/2_b.sql": DBMATE },
      "is psql's on the base and counts as dbmate's with this change",
    ],
    [
      "another tool's, by a file beside",
      PLAIN,
      { "migrations/atlas.sum": "h1:\n", "migrations/2_b.sql": "DROP TABLE a;\n" },
      "is psql's on the base and counts as atlas's with this change",
    ],
    [
      "another runner's, by its config",
      PLAIN,
      {
        "migrations/tern.conf": "",
        "migrations/2_b.sql": "SELECT 1;\n---- create above / drop below ----\nDROP TABLE a;\n",
      },
      "is psql's on the base and counts as tern's with this change",
    ],
    [
      "another database's, by its SQL",
      PLAIN,
      { "migrations/0_x.sql": "CREATE TABLE x (id int AUTO_INCREMENT);\n" },
      "is PostgreSQL's on the base and would not be judged with this change (mysql, not PostgreSQL: by its SQL (AUTO_INCREMENT))",
    ],
    [
      "another database's, by a new lock",
      PRISMA,
      { "prisma/migrations/migration_lock.toml": 'provider = "mysql"\n' },
      "is PostgreSQL's on the base and would not be judged with this change (mysql, not PostgreSQL: by prisma/migrations/migration_lock.toml)",
    ],
    [
      "nobody's",
      { "db/changes/1_a.sql": DBMATE },
      { "db/changes/0_a.sql": "--", "db/changes/0_b.sql": "--", "db/changes/0_c.sql": "--" },
      "is dbmate's on the base and is not a folder of its migrations with this change",
    ],
  ])("%s", async (_, base, change, reason) => {
    const root = repository(base);
    put(root, change);
    const { unreadable } = await select(root);
    expect(unreadable.map((one) => one.reason).join("\n")).toContain(reason);
  });

  test("a declared folder is what the config says", async () => {
    const root = repository(PLAIN);
    put(root, { "migrations/0_x.sql": DBMATE });
    const { unreadable } = await select(root, { declared: [{ dir: "migrations", tool: "sql" }] });
    expect(unreadable).toEqual([]);
  });

  test.each<[string, Record<string, string>, Record<string, string>]>([
    [
      "a column by the name of a word of MySQL's",
      PLAIN,
      { "migrations/2_b.sql": "CREATE TABLE b (auto_increment int);\n" },
    ],
    [
      "a datasource in a comment",
      PRISMA,
      {
        "prisma/schema.prisma": `// datasource old { provider = "mysql" }\n${PRISMA["prisma/schema.prisma"]}`,
      },
    ],
    ["a new folder beside it", PLAIN, { "other/migrations/1_a.sql": DBMATE }],
    [
      "a folder that was another database's",
      { ...PLAIN, "mysql/migrations/1.sql": "--" },
      { "mysql/migrations/2.sql": "--" },
    ],
  ])("%s changes nothing", async (_, base, change) => {
    const root = repository(base);
    put(root, change);
    const { unreadable, targets } = await select(root);
    expect([unreadable, targets[0]?.dir === "mysql/migrations" ? null : targets[0]?.skipped]).toEqual([
      [],
      null,
    ]);
  });
});

test("a merged migration that a setting makes unreadable is more than a word", async () => {
  const dir = "src/main/resources/db/migration";
  const root = repository({
    [`${dir}/V1__a.sql`]: `CREATE TABLE a (\${column} int);\n`,
    "flyway.conf": "flyway.placeholders.column=id\n",
  });
  put(root, { "flyway.conf": "", [`${dir}/V2__b.sql`]: "SELECT 1;\n" });
  expect((await select(root)).unreadable.map(({ path, reason }) => [path, reason.slice(0, 50)])).toEqual([
    [`${dir}/V1__a.sql`, "is merged and was read on the base; with this chan"],
  ]);
});

describe("submodules", () => {
  function withSubmodule(path: string, files: Record<string, string>): string {
    const root = repository(PLAIN);
    const sub = folder({ ...files, "README.md": "x\n" });
    run(sub, "init", "-q", "-b", "main");
    commit(sub);
    run(root, "-c", "protocol.file.allow=always", "submodule", "add", "-q", sub, path);
    commit(root);
    run(root, "branch", "-f", "main");
    return root;
  }
  function bump(root: string, path: string, file: string): void {
    mkdirSync(dirname(join(root, path, file)), { recursive: true });
    writeFileSync(join(root, path, file), "DROP TABLE a;\n");
    commit(join(root, path));
    commit(root);
  }

  test.each([
    ["db/migrations", "0002_x.sql"],
    ["vendor-core", "migrations/0002_x.sql"],
    ["vendor-core/sql", "x.txt"],
  ])("%s, moved to a commit that has %s, is named", async (path, file) => {
    const root = withSubmodule(path, {});
    bump(root, path, file);
    expect((await select(root)).unreadable.map((one) => one.path)).toEqual([path]);
  });

  test("one without migrations is nobody's concern, and neither is one that stays", async () => {
    const root = withSubmodule("theme", { "migrations/1.sql": "SELECT 1;" });
    expect((await select(root)).unreadable).toEqual([]);
    const other = withSubmodule("theme", {});
    bump(other, "theme", "style.css");
    expect((await select(other)).unreadable).toEqual([]);
  });

  test("one that is not checked out is said not to be looked into", async () => {
    const root = withSubmodule("theme", {});
    bump(root, "theme", "migrations/0002_x.sql");
    run(root, "submodule", "deinit", "-q", "-f", "theme");
    const { remarks } = await select(root);
    expect(remarks.map(({ path, reason }) => [path, reason])).toEqual([
      ["theme", "is a submodule at another commit and not checked out: it was not looked into"],
    ]);
  });
});

describe("links out of the repository", () => {
  test("a declared folder is a usage error", async () => {
    const root = repository(PLAIN);
    symlinkSync(folder({ "1_secret.sql": "SELECT 'secret';" }), join(root, "linked"));
    const request = { ...NOTHING, cwd: root, declared: [{ dir: "linked" }] };
    await expect(selectMigrations(request)).rejects.toMatchObject({
      name: "UsageError",
      message: "the folder linked of a declared target is a link out of the repository",
    });
  });

  test("a config behind a linked folder says nothing", async () => {
    const root = repository(PLAIN);
    const outside = folder({ "schema.prisma": 'datasource db { provider = "mysql" }' });
    put(root, { "prisma/migrations/1_a/migration.sql": "SELECT 1;" });
    execFileSync("mv", [join(root, "prisma/migrations"), join(outside, "migrations")]);
    rmSync(join(root, "prisma"), { recursive: true });
    symlinkSync(outside, join(root, "prisma"));
    commit(root);
    const { targets, unreadable } = await select(root);
    expect(targets.map(({ dir }) => dir)).toEqual(["migrations"]);
    expect(unreadable.map(({ path }) => path)).toEqual(["prisma"]);
  });
});
