import { describe, expect, test } from "vitest";
import { furtherFile, INDEX, split } from "../further.testing.ts";
import type { SchemaChange } from "../further.ts";

const ENTRY = (idx: number, tag: string) =>
  `{\n\t\t\t"idx": ${idx},\n\t\t\t"version": "7",\n\t\t\t"when": ${1_700_000_000_000 + idx},\n\t\t\t"tag": "${tag}",\n\t\t\t"breakpoints": true\n\t\t}`;
const journal = (...tags: string[]) =>
  `{\n\t"version": "7",\n\t"dialect": "postgresql",\n\t"entries": [\n\t\t${tags.map((tag, idx) => ENTRY(idx, tag)).join(",\n\t\t")}\n\t]\n}\n`;

const ZERO = "00000000-0000-0000-0000-000000000000";
const ID = "11111111-1111-4111-8111-111111111111";
const TABLE = {
  name: "a",
  schema: "",
  columns: { id: { name: "id", type: "int", primaryKey: true, notNull: true } },
};
const SNAPSHOT = {
  id: ID,
  prevId: ZERO,
  version: "7",
  dialect: "postgresql",
  tables: { "public.a": { ...TABLE, indexes: { i: { name: "i" } }, foreignKeys: {}, uniqueConstraints: {} } },
};

const repository = (tags: readonly string[], snapshots: Readonly<Record<string, unknown>> = {}) => ({
  "drizzle/meta/_journal.json": journal(...tags),
  ...Object.fromEntries(tags.map((tag) => [`drizzle/${tag}.sql`, "CREATE TABLE a (id int);\n"])),
  ...Object.fromEntries(
    Object.entries(snapshots).map(([name, json]) => [
      `drizzle/meta/${name}_snapshot.json`,
      JSON.stringify(json, null, 2),
    ]),
  ),
});

const added = (part: SchemaChange["part"], name: string): SchemaChange => ({
  change: "added",
  part,
  schema: null,
  table: "a",
  name,
  condition: null,
});
const BUILD = furtherFile("CREATE INDEX i ON a (id);\n", { changes: [added("index", "i")] });
const WORK = furtherFile("-- why\nUPDATE a SET id = 1;\nSELECT ';' FROM a;\n", { changes: [] });

describe("with a journal", () => {
  const files = repository(["0000_a"]);

  test("entries behind those that are there, of which no byte changes", async () => {
    const { written } = await split(files, "drizzle/0000_a.sql", [BUILD, WORK]);
    expect(written.beside).toEqual([
      {
        path: "drizzle/meta/_journal.json",
        text: journal("0000_a", "0001_a_2", "0002_a_3"),
      },
    ]);
    expect(written.migrations).toEqual([
      { path: "drizzle/0001_a_2.sql", text: "CREATE INDEX i ON a (id);\n" },
      {
        path: "drizzle/0002_a_3.sql",
        text: "-- why\nUPDATE a SET id = 1;--> statement-breakpoint\nSELECT ';' FROM a;\n",
      },
    ]);
  });

  test("line ends of Windows, and one line", async () => {
    const windows = { ...files, "drizzle/meta/_journal.json": journal("0000_a").replaceAll("\n", "\r\n") };
    const { written } = await split(windows, "drizzle/0000_a.sql", [BUILD]);
    expect(written.beside[0]?.text).toBe(journal("0000_a", "0001_a_2").replaceAll("\n", "\r\n"));
    const line = { ...files, "drizzle/meta/_journal.json": JSON.stringify(JSON.parse(journal("0000_a"))) };
    const { written: short } = await split(line, "drizzle/0000_a.sql", [BUILD]);
    expect(short.beside[0]?.text).toBe(JSON.stringify(JSON.parse(journal("0000_a", "0001_a_2"))));
  });

  test("a snapshot for each entry, the last as its own was", async () => {
    const { written, refusal } = await split(
      repository(["0000_a"], { "0000": SNAPSHOT }),
      "drizzle/0000_a.sql",
      [WORK, BUILD],
    );
    expect(refusal).toBeNull();
    const [, own, first, second] = written.beside.map(({ path, text }) => ({ path, ...JSON.parse(text) }));
    const without = { "public.a": { ...SNAPSHOT.tables["public.a"], indexes: {} } };
    expect(own).toEqual({ path: "drizzle/meta/0000_snapshot.json", ...SNAPSHOT, tables: without });
    expect(first).toMatchObject({ path: "drizzle/meta/0001_snapshot.json", prevId: ID, tables: without });
    expect(second).toMatchObject({
      path: "drizzle/meta/0002_snapshot.json",
      prevId: first.id,
      tables: SNAPSHOT.tables,
    });
    expect(new Set([ID, first.id, second.id]).size).toBe(3);
  });

  test.each([
    [
      "one that cannot be in a transaction",
      files,
      [INDEX],
      "drizzle runs all that is pending in one transaction",
    ],
    [
      "another entry behind it",
      repository(["0000_a", "0001_b"]),
      [BUILD],
      "0001_b comes behind it in Drizzle's journal, and would need another number",
    ],
    [
      "its snapshot is not there",
      repository(["0000_a"], { "0009": SNAPSHOT }),
      [BUILD],
      "drizzle/meta/0000_snapshot.json is missing",
    ],
    [
      "statements that are not known",
      repository(["0000_a"], { "0000": SNAPSHOT }),
      [furtherFile("DO $$ $$;\n")],
      "what its statements make of drizzle-kit's snapshot is not known",
    ],
    [
      "a primary key without a name",
      repository(["0000_a"], { "0000": SNAPSHOT }),
      [
        furtherFile("ALTER TABLE a ADD CONSTRAINT a_pkey PRIMARY KEY (id);\n", {
          changes: [added("constraint", "a_pkey")],
        }),
      ],
      "its snapshot does not name the primary key a_pkey",
    ],
    [
      "a column's type that was other before",
      repository(["0000_a"], { "0000": { ...SNAPSHOT, prevId: "22222222-2222-4222-8222-222222222222" } }),
      [
        furtherFile("ALTER TABLE a ALTER id TYPE bigint;\n", {
          changes: [{ ...added("type", "id"), change: "changed" }],
        }),
      ],
      "what id was before is in no snapshot",
    ],
  ])("%s: none", async (_, given, further, reason) => {
    const { refusal } = await split(given, "drizzle/0000_a.sql", further);
    expect(refusal).toBe(reason);
  });
});

describe("with a folder for each migration", () => {
  const entity = (entityType: string, name: string) => ({ entityType, name, schema: "public", table: "a" });
  const LIST = {
    version: "8",
    dialect: "postgres",
    id: ID,
    prevIds: [ZERO],
    ddl: [
      { entityType: "tables", schema: "public", name: "a" },
      entity("columns", "id"),
      entity("indexes", "i"),
    ],
    renames: [],
  };
  const at = (name: string, json: unknown) => ({
    [`drizzle/${name}/migration.sql`]: "CREATE TABLE a (id int);\n",
    [`drizzle/${name}/snapshot.json`]: JSON.stringify(json, null, 2),
  });

  test("a folder a second later, with its snapshot", async () => {
    const given = at("20260101000000_a", LIST);
    const { written, target } = await split(given, "drizzle/20260101000000_a/migration.sql", [BUILD]);
    expect(target.migrations.map(({ id }) => id)).toEqual(["20260101000000_a", "20260101000001_a_2"]);
    const [own, further] = written.beside.map(({ path, text }) => ({ path, ...JSON.parse(text) }));
    expect(own).toMatchObject({ path: "drizzle/20260101000000_a/snapshot.json", id: ID, prevIds: [ZERO] });
    expect(own.ddl).toEqual(LIST.ddl.slice(0, 2));
    expect(further).toMatchObject({
      path: "drizzle/20260101000001_a_2/snapshot.json",
      prevIds: [ID],
      ddl: LIST.ddl,
    });
  });

  test("another snapshot that comes from its own: none", async () => {
    const other = at("20260201000000_b", {
      ...LIST,
      id: "33333333-3333-4333-8333-333333333333",
      prevIds: [ID],
    });
    const { refusal } = await split(
      { ...at("20260101000000_a", LIST), ...other },
      "drizzle/20260101000000_a/migration.sql",
      [BUILD],
    );
    expect(refusal).toBe("drizzle/20260201000000_b/snapshot.json comes from its snapshot");
  });
});
