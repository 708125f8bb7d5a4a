import { describe, expect, test } from "vitest";
import { targetOf, targetsOf } from "../find/discover.testing.ts";
import { put, repository, select, shape } from "../temporary-repository.testing.ts";

const UP = "CREATE TABLE a (id int);\n";
const DOWN = "DROP TABLE a;\n";
const cargo = (crate: string) => ({ "Cargo.toml": `[dependencies]\n${crate} = "1"\n` });

/** Runner by its assumption, ids in order, and how the first is sent. */
async function read(files: Readonly<Record<string, string>>) {
  const { assumption, migrations, unreadable } = await targetOf(files);
  const [first] = migrations;
  return {
    runner: assumption?.split(" ")[0],
    ids: migrations.map(({ id }) => id),
    sql: migrations.map(({ sql }) => sql.trim()).join("|"),
    sent: `${first?.transaction} ${first?.delivery?.sending ?? "statements"} ${first?.delivery?.wrapping ?? "block"}`,
    problems: unreadable.map(({ path, line, reason }) => `${path}:${line} ${reason}`),
  };
}

describe("Hasura", () => {
  const at = (path: string, text = UP) => ({ [`hasura/migrations/default/${path}`]: text });
  const files = {
    ...at("1700000001000_b/up.sql"),
    ...at("1700000000000_a/up.sql"),
    ...at("1700000000000_a/down.sql", DOWN),
  };

  test("folders by their numbers, up only", async () => {
    expect(
      await read({ ...files, "hasura/config.yaml": "version: 3\nmetadata_directory: metadata\n" }),
    ).toEqual({
      runner: "Hasura",
      ids: ["1700000000000_a", "1700000001000_b"],
      sql: `${UP.trim()}|${UP.trim()}`,
      sent: "file one query block",
      problems: [],
    });
  });

  test("no transaction, where the first line says so", async () => {
    const text = `-- hasura:no-transaction\n${UP}`;
    expect((await read(at("1_a/up.sql", text))).sent).toBe("file one query none");
    expect((await read(at("1_a/up.sql", `\n${text}`))).sent).toBe("file one query block");
  });

  test("one in YAML is named, one that comes late is run", async () => {
    const root = repository(files);
    put(root, { ...at("1600000000000_c/up.sql"), ...at("1700000002000_d/up.yaml", "- type: run_sql\n") });
    const selected = await select(root);
    expect(shape(selected)).toEqual([
      "default (one change): 1700000000000_a 1700000001000_b [1600000000000_c]",
    ]);
    expect(selected.unreadable.map(({ path }) => path)).toEqual([
      "hasura/migrations/default/1700000002000_d/up.yaml",
    ]);
    expect(selected.neverRun).toEqual([]);
  });

  test("of several databases, each by itself", async () => {
    const other = { "hasura/migrations/second/1_x/up.sql": UP };
    expect((await targetsOf({ ...files, ...other })).map(({ name }) => name)).toEqual(["default", "second"]);
  });
});

test("Diesel: folders by their versions as text, and what their metadata.toml says", async () => {
  const at = (path: string, text = UP) => ({ [`migrations/${path}`]: text });
  const files = {
    ...cargo("diesel"),
    ...at("2026-01-02-000000_b/up.sql"),
    ...at("00000000000000_diesel_initial_setup/up.sql"),
    ...at("00000000000000_diesel_initial_setup/metadata.toml", "run_in_transaction = false\n"),
    ...at("2026-01-02-000000_b/down.sql", DOWN),
  };
  expect(await read(files)).toMatchObject({
    runner: "Diesel",
    ids: ["00000000000000_diesel_initial_setup", "2026-01-02-000000_b"],
    sent: "file one query none",
  });
});

describe("tern", () => {
  const SEPARATOR = "---- create above / drop below ----\n";
  const first = { "migrations/001_a.sql": `${UP}\n${SEPARATOR}\n${DOWN}`, "migrations/tern.conf": "" };

  test("what stands below the separator is not run", async () => {
    expect(await read(first)).toEqual({
      runner: "tern",
      ids: ["001_a"],
      sql: UP.trim(),
      sent: "file one query block",
      problems: [],
    });
  });

  test.each<[string, Record<string, string>, string[]]>([
    [
      "a template",
      { "migrations/002_b.sql": "SELECT 1;\nALTER TABLE {{.t}} ADD b int;" },
      ["migrations/002_b.sql:2 has a template, {{ … }}: what tern makes of it is not known here"],
    ],
    [
      "a gap",
      { "migrations/003_b.sql": UP },
      ["migrations/003_b.sql:null has a gap before it: tern wants the number before 003, and stops"],
    ],
    [
      "nothing above",
      { "migrations/002_b.sql": `-- none\n${SEPARATOR}${DOWN}` },
      ["migrations/002_b.sql:1 has no SQL to go up: tern stops at it"],
    ],
    ["a template below", { "migrations/002_b.sql": `${UP}${SEPARATOR}DROP TABLE {{.t}};` }, []],
    ["shared SQL in a folder", { "migrations/shared/1_x.sql": UP }, []],
  ])("%s", async (_, files, problems) => {
    expect((await read({ ...first, ...files })).problems).toEqual(problems);
  });

  test("without a transaction", async () => {
    const text = `---- tern: disable-tx ----\nCREATE INDEX CONCURRENTLY i ON a (id);\n${SEPARATOR}`;
    expect((await read({ "migrations/001_a.sql": text })).sent).toBe("statement statements block");
  });
});

test("postgrator: do, not undo; one below the merged ones is never run", async () => {
  const files = { "migrations/2.do.b.sql": UP, "migrations/10.do.sql": UP, "migrations/2.undo.b.sql": DOWN };
  expect(await read(files)).toMatchObject({
    runner: "postgrator",
    ids: ["2.do.b", "10.do"],
    sent: "file one query none",
  });
  const root = repository(files);
  put(root, { "migrations/3.do.c.sql": UP, "migrations/3.undo.c.sql": DOWN, "migrations/4.c.sql": UP });
  expect((await select(root)).neverRun.map(({ path, why }) => [path, why.kind])).toEqual([
    ["migrations/3.do.c.sql", "early"],
    ["migrations/4.c.sql", "name"],
  ]);
});

test("sqlx: the up half of a pair, and the first characters of a file", async () => {
  const files = { ...cargo("sqlx"), "migrations/1_a.up.sql": UP, "migrations/1_a.down.sql": DOWN };
  expect(await read(files)).toMatchObject({ runner: "sqlx", ids: ["1_a.up"], sent: "file one query block" });
  const bare = { ...cargo("sqlx"), "migrations/1_a.sql": `-- no-transaction\n${UP}` };
  expect((await read(bare)).sent).toBe("file one query none");
});

test("refinery: U is no way back, and may come late", async () => {
  const files = { ...cargo("refinery"), "migrations/V2__b.sql": UP, "migrations/U1__a.sql": UP };
  expect(await read(files)).toMatchObject({ runner: "refinery", ids: ["U1__a", "V2__b"] });
  const root = repository({ ...cargo("refinery"), "migrations/V5__b.sql": UP });
  put(root, { "migrations/U3__a.sql": UP, "migrations/V4__c.sql": UP });
  expect((await select(root)).neverRun.map(({ id }) => id)).toEqual(["V4__c"]);
});

test("rambler: each section under up is one query", async () => {
  const text = `-- rambler up\n${UP}-- rambler down\n${DOWN}-- rambler up\nSELECT 1;\n`;
  const { migrations } = await targetOf({ "db/1_a.sql": text });
  expect(migrations[0]?.sql).toBe(
    `             \n${UP}               \n${" ".repeat(13)}\n             \nSELECT 1;\n`,
  );
  expect(migrations[0]?.delivery?.pieces?.map(({ start }) => start)).toEqual([
    0,
    text.lastIndexOf("-- rambler up"),
  ]);
});

test.each([
  ["Play's evolutions", "conf/evolutions/default/1.sql", `# --- !Ups\n${UP}# --- !Downs\n${DOWN}`],
  ["MyBatis Migrations", "scripts/20260101_a.sql", `${UP}-- //@UNDO\n${DOWN}`],
  ["shmig", "migrations/1-a.sql", `-- ====  UP  ====\n${UP}-- ==== DOWN ====\n${DOWN}`],
])("%s is named as not read", async (name, path, text) => {
  expect((await targetOf({ [path]: text })).skipped).toBe(`the migrations of ${name} are not read yet`);
});

test("a plain file is psql's", async () => {
  const { migrations } = await targetOf({ "migrations/1_a.sql": `\\restrict abc\n${UP}` });
  expect(migrations[0]?.reader).toBe("psql");
});

test.each([
  ["-- Down", 1],
  ["--- !Downs", 1],
  ["-- +down", 1],
  ["-- @UNDO", 1],
  ["-- ROLLBACK:", 1],
  ["-- rolls back", 0],
  ["-- down to the last row", 0],
])("a plain file with a section %s", async (mark, count) => {
  const { unreadable } = await targetOf({ "migrations/1_a.sql": `${UP}${mark}\n${DOWN}` });
  expect(unreadable).toHaveLength(count);
  const commented = await targetOf({ "migrations/1_a.sql": `${UP}${mark}\n-- ${DOWN}` });
  expect(commented.unreadable).toEqual([]);
});
