import { expect, test } from "vitest";
import { memoryTree } from "../memory-tree.testing.ts";
import type { Down } from "../migration.ts";
import { discover } from "./discover.ts";
import { readDowns } from "./read-downs.ts";
import { selectFiles } from "./select-given.ts";

/** What takes back each migration of the only target, by id. */
async function downsOf(files: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, Down>> {
  const tree = memoryTree(files);
  const { found } = await discover(tree, { starts: [""], byHand: new Set(), declared: [], tool: null });
  const [one, ...others] = found;
  if (one === undefined || others.length > 0) throw new Error(`${others.length + 1} targets, not one`);
  return readDowns(one, one.target.migrations, tree);
}

/** `path: transaction: SQL`, with the lines on which it stands in its file. */
async function shown(files: Readonly<Record<string, string>>): Promise<string[]> {
  return [...(await downsOf(files))].map(([id, down]) => {
    if (down.kind !== "sql") return `${id} ${down.kind} ${down.path}:${down.line} ${down.reason}`;
    const { path, sql, transaction, delivery } = down.migration;
    const lines = sql
      .split("\n")
      .flatMap((line, at) => (line.trim() === "" ? [] : [`${at + 1} ${line.trim()}`]));
    const blocks = (delivery?.pieces ?? []).map(({ block }) => (block ? "block" : "bare"));
    const how = [transaction, delivery?.wrapping, ...new Set(blocks)].filter((word) => word !== undefined);
    return `${id} ${path} (${how.join(", ")}): ${lines.join(" / ")}`;
  });
}

const INIT = "CREATE TABLE a (id int);\n";

test.each<[string, Record<string, string>, string[]]>([
  [
    "goose: the part below Down, in the file's transaction",
    {
      "db/1_a.sql": `-- +goose Up\n${INIT}-- +goose Down\nDROP TABLE a;\n`,
      "db/2_b.sql":
        "-- +goose NO TRANSACTION\n-- +goose Up\nSELECT 1;\n-- +goose Down\nDROP INDEX CONCURRENTLY i;\n",
      "db/3_c.sql":
        "-- +goose Up\nSELECT 1;\n-- +goose Down\n-- +goose StatementBegin\nDO $$ BEGIN\n END $$\n-- +goose StatementEnd\n",
      "db/4_d.sql": "-- +goose Up\nSELECT 1;\n-- +goose Down\n",
      "db/5_e.sql": "-- +goose Up\nSELECT 1;\n",
      "db/6_f.sql": "-- +goose Up\nSELECT 1;\n-- +goose Down\nDROP TABLE a\n",
      "db/7_g.sql": "-- +goose Up\nSELECT 1;\n-- +goose Down\n-- +goose ENVSUB ON\nDROP TABLE $NAME;\n",
    },
    [
      "1_a db/1_a.sql (file, bare): 4 DROP TABLE a;",
      "2_b db/2_b.sql (statement, bare): 5 DROP INDEX CONCURRENTLY i;",
      "3_c db/3_c.sql (file, bare): 5 DO $$ BEGIN / 6 END $$ / 7 ;",
      "4_d db/4_d.sql (file): ",
      "6_f fails db/6_f.sql:4 has a statement without a semicolon at its end: goose stops at it",
      "7_g unknown db/7_g.sql:5 substitutes variables of the environment (ENVSUB ON): their values are not known here",
    ],
  ],
  [
    "dbmate: the part below migrate:down, by its own option",
    {
      "db/migrations/1_a.sql": `-- migrate:up\n${INIT}-- migrate:down\nDROP TABLE a;\n`,
      "db/migrations/2_b.sql":
        "-- migrate:up transaction:false\nSELECT 1;\n-- migrate:down\nDROP TABLE b;\n-- migrate:up\nSELECT 2;\n-- migrate:down transaction:false\nDROP TABLE c;\n",
      "db/migrations/3_c.sql": "-- migrate:up\nSELECT 1;\n",
    },
    [
      "1_a db/migrations/1_a.sql (file, none, block): 4 DROP TABLE a;",
      "2_b db/migrations/2_b.sql (file, none, block, bare): 4 DROP TABLE b; / 8 DROP TABLE c;",
    ],
  ],
  [
    "golang-migrate: the file of the same version",
    { "db/01_a.up.sql": INIT, "db/1_other.down.sql": "DROP TABLE a;", "db/2_b.up.sql": "SELECT 1;" },
    ["01_a.up db/1_other.down.sql (file): 1 DROP TABLE a;"],
  ],
  [
    "golang-migrate with x-multi-statement",
    {
      Makefile: 'up:\n\tmigrate -database "postgres://h/d?x-multi-statement=true" -path db up\n',
      "db/1_a.up.sql": INIT,
      "db/1_a.down.sql": "DROP TABLE a;\nSELECT ';';",
    },
    [
      "1_a.up fails db/1_a.down.sql:2 has a semicolon inside of a string, a body or a comment: golang-migrate with x-multi-statement (Makefile) cuts the file there, and PostgreSQL refuses it",
    ],
  ],
  [
    "sqlx: the file beside a reversible one",
    {
      "Cargo.toml": '[dependencies]\nsqlx = "0.8"\n',
      "migrations/1_a.up.sql": INIT,
      "migrations/1_a.down.sql": "-- no-transaction\nDROP TABLE a;",
      "migrations/2_b.sql": "SELECT 1;",
    },
    ["1_a.up migrations/1_a.down.sql (file, none): 1 -- no-transaction / 2 DROP TABLE a;"],
  ],
  [
    "Diesel: down.sql, by the same metadata.toml",
    {
      "diesel.toml": "",
      "migrations/2026-01-01-000000_a/up.sql": INIT,
      "migrations/2026-01-01-000000_a/down.sql": "DROP TABLE a;",
      "migrations/2026-01-01-000000_a/metadata.toml": "run_in_transaction = false\n",
      "migrations/2026-01-02-000000_b/up.sql": "SELECT 1;",
    },
    ["2026-01-01-000000_a migrations/2026-01-01-000000_a/down.sql (file, none): 1 DROP TABLE a;"],
  ],
  [
    "tern: what stands below its separator",
    {
      "tern.conf": "",
      "1_a.sql": `${INIT}---- create above / drop below ----\nDROP TABLE a;\n`,
      "2_b.sql":
        "SELECT 1;\n---- create above / drop below ----\n---- tern: disable-tx ----\nDROP INDEX CONCURRENTLY i;\n",
      "3_c.sql": "SELECT 1;\n",
      "4_d.sql": "SELECT 1;\n---- create above / drop below ----\nDROP TABLE {{.name}};\n",
    },
    [
      "1_a 1_a.sql (file): 3 DROP TABLE a;",
      "2_b 2_b.sql (statement): 3 ---- tern: disable-tx ---- / 4 DROP INDEX CONCURRENTLY i;",
      "4_d unknown 4_d.sql:3 has a template, {{ … }}: what tern makes of it is not known here",
    ],
  ],
  [
    "rambler: its one section down",
    {
      "1.sql": `-- rambler up\n${INIT}-- rambler down\nDROP TABLE a;\n`,
      "2.sql": "-- rambler up\nSELECT 1;\n-- rambler down\nSELECT 2;\n-- rambler down\nSELECT 3;\n",
      "3.sql": "-- rambler up\nSELECT 1;\n",
    },
    [
      "1 1.sql (file, none, bare): 4 DROP TABLE a;",
      "2 unknown 2.sql:5 has several sections down, which rambler runs from the last to the first: that is not read",
    ],
  ],
  [
    "postgrator: its undo file",
    { "1.do.a.sql": INIT, "1.undo.a.sql": "DROP TABLE a;", "2.do.b.sql": "SELECT 1;" },
    ["1.do.a 1.undo.a.sql (file, none): 1 DROP TABLE a;"],
  ],
  [
    "Flyway: the undo file of the version, with its placeholders",
    {
      "sql/V1__a.sql": INIT,
      "sql/U1__back.sql": `DROP TABLE a; -- \${flyway:filename}`,
      "sql/V1.1__b.sql": "SELECT 1;",
      "sql/U1_1__b.sql": `DROP TABLE \${name};`,
      "sql/V2__c.sql": "SELECT 1;",
      "sql/R__v.sql": "SELECT 1;",
    },
    [
      "V1__a sql/U1__back.sql (file): 1 DROP TABLE a; -- U1__back.sql",
      `V1.1__b unknown sql/U1_1__b.sql:1 has a placeholder without value, \${name}: give it one in Flyway's config, or in placeholders of the target in lockgate's`,
    ],
  ],
  [
    "psql: the other half of a pair",
    {
      "migrations/001_a.sql": INIT,
      "migrations/001_a.down.sql": "DROP TABLE a;",
      "migrations/002_b.sql": "SELECT 1;",
      "migrations/002_b_rollback.sql": "SELECT 2;",
      "migrations/003_c.sql": "SELECT 1;",
      "migrations/0031_c.down.sql": "SELECT 3;",
    },
    [
      "001_a migrations/001_a.down.sql (statement): 1 DROP TABLE a;",
      "002_b migrations/002_b_rollback.sql (statement): 1 SELECT 2;",
    ],
  ],
  [
    "Prisma goes up only",
    {
      "prisma/migrations/20260101000000_a/migration.sql": INIT,
      "prisma/migrations/20260101000000_a/down.sql": "DROP TABLE a;",
      "prisma/schema.prisma": 'datasource db {\n  provider = "postgresql"\n}\n',
    },
    [],
  ],
])("%s", async (_, files, expected) => {
  expect(await shown(files)).toEqual(expected);
});

test("a file that is no text is not known", async () => {
  const tree = memoryTree({ "db/1_a.up.sql": INIT, "db/1_a.down.sql": Buffer.from([0xff, 0xfe, 0x00]) });
  const { found } = await discover(tree, { starts: [""], byHand: new Set(), declared: [], tool: null });
  const [one] = found;
  const down = one && (await readDowns(one, one.target.migrations, tree)).get("1_a.up");
  expect(down?.kind).toBe("unknown");
});

test("is not read before it is asked for", async () => {
  const files = { "db/1_a.up.sql": INIT, "db/1_a.down.sql": "DROP TABLE a;\n" };
  const known = memoryTree(files);
  const read: string[] = [];
  const tree = {
    ...known,
    read(path: string) {
      read.push(path);
      return known.read(path);
    },
  };
  const { found } = await discover(known, { starts: [""], byHand: new Set(), declared: [], tool: null });
  const given = { files: ["db/1_a.up.sql"], folders: [], bad: [] };
  const { selections } = await selectFiles(tree, found, given, false);
  expect(read).toEqual([]);
  expect((await selections[0]?.downs?.())?.get("1_a.up")).toMatchObject({ kind: "sql" });
  expect(read).toEqual(["db/1_a.down.sql"]);
});
