import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { ToolId } from "../../migrations/migration.ts";
import { basename } from "../../migrations/tree.ts";
import { loadParser } from "../../sql/parse.ts";
import { checksumOf } from "./flyway.ts";
import type { HistoryRow, LocalMigration } from "./reader.ts";
import { READERS } from "./readers.ts";

beforeAll(loadParser);

/** Files as `path`, or `path` and text. */
type File = string | readonly [path: string, text: string, version?: string];

function localFrom(files: readonly File[]): LocalMigration[] {
  return files.map((file) => {
    const [path, text = "SELECT 1;\n", version] = typeof file === "string" ? [file] : file;
    const id = basename(path).replace(/\.sql$/, "");
    return {
      id,
      path,
      version: version ?? /^[VB]?([\d._]*\d)/.exec(id)?.[1] ?? id,
      repeatable: id.startsWith("R__"),
      content: Buffer.from(text),
    };
  });
}

function read(
  tool: ToolId,
  rows: readonly HistoryRow[],
  files: readonly File[],
  expected: readonly string[] = [],
) {
  const reading = READERS[tool]?.read({ rows, local: localFrom(files), expected: new Set(expected) });
  return {
    items: reading?.items.map(({ kind, migration }) => `${kind} ${migration}`),
    applied: reading?.applied.map(({ id }) => id),
    first: reading?.items[0],
  };
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describe("drizzle", () => {
  const file = (tag: string, when: number, text = `-- ${tag}`): File => [
    `drizzle/${tag}.sql`,
    text,
    String(when),
  ];
  const row = (tag: string, when: number, text = `-- ${tag}`) => ({
    hash: sha256(text),
    created_at: String(when),
  });
  const files = [file("0000_a", 100), file("0001_b", 200), file("0002_c", 300)];

  it("knows what is applied by the time in the journal", () => {
    expect(
      read("drizzle", [row("0000_a", 100), row("0001_b", 200), row("0002_c", 300)], files).items,
    ).toEqual([]);
    expect(read("drizzle", [row("0000_a", 100)], files).items).toEqual(["pending 0001_b", "pending 0002_c"]);
    expect(read("drizzle", [row("0000_a", 100)], files, ["0002_c"]).items).toEqual(["pending 0001_b"]);
  });

  it("names one that drizzle will skip for ever, also when it is new", () => {
    const { items, first } = read("drizzle", [row("0000_a", 100), row("0002_c", 300)], files, ["0001_b"]);
    expect(items).toEqual(["out-of-order 0001_b"]);
    expect(first?.message).toContain("0002_c, which comes after it, is: drizzle compares only the time");
    const late = [...files, file("0003_d", 250)];
    const all = [row("0000_a", 100), row("0001_b", 200), row("0002_c", 300)];
    expect(read("drizzle", all, late).items).toEqual(["out-of-order 0003_d"]);
  });

  it("names an edited one, which drizzle never notices, whatever its line endings", () => {
    expect(read("drizzle", [row("0000_a", 100, "old")], [files[0] as File]).items).toEqual(["edited 0000_a"]);
    const crlf = file("0000_a", 100, "a\r\nb");
    expect(read("drizzle", [row("0000_a", 100, "a\nb")], [crlf]).items).toEqual([]);
  });

  it("knows a migration whose time changed by its content, and by its name from version 1 on", () => {
    expect(read("drizzle", [row("0000_a", 50)], [files[0] as File]).items).toEqual([]);
    const named = { ...row("x", 1), name: "0000_a", hash: sha256("-- 0000_a") };
    expect(read("drizzle", [named], files).items).toEqual(["pending 0001_b", "pending 0002_c"]);
  });

  it("names what only the database has", () => {
    const { items } = read("drizzle", [row("0000_a", 100), row("x", 150)], [files[0] as File]);
    expect(items).toEqual([`missing 150 (sha256 ${sha256("-- x").slice(0, 12)})`]);
  });
});

describe("golang-migrate", () => {
  const files = ["db/1_a.up.sql", "db/2_b.up.sql", "db/3_c.up.sql"];
  const at = (version: number, dirty = "false") => [{ version: String(version), dirty }];

  it("takes all up to the version for applied", () => {
    expect(read("golang-migrate", at(2), files)).toMatchObject({
      items: ["pending 3_c.up"],
      applied: ["1_a.up", "2_b.up"],
    });
    expect(read("golang-migrate", [], files).items).toHaveLength(3);
  });

  it("names a dirty version, one that is not there, one that never runs, and two of one version", () => {
    const dirty = read("golang-migrate", at(2, "true"), files);
    expect(dirty.items).toEqual(["failed 2_b.up", "pending 3_c.up"]);
    expect(dirty.applied).toEqual(["1_a.up"]);
    expect(dirty.first?.next).toContain("migrate force 1");
    expect(read("golang-migrate", at(9), files).items).toEqual(["missing 9"]);
    expect(read("golang-migrate", at(3), files, ["2_b.up"]).items).toEqual(["out-of-order 2_b.up"]);
    expect(read("golang-migrate", at(3), [...files, "db/0003_d.up.sql"]).items).toEqual([
      "duplicate 0003_d.up",
    ]);
  });
});

describe("goose", () => {
  const row = (version: number, applied = "true") => ({ version_id: String(version), is_applied: applied });
  const files = ["m/00001_a.sql", "m/00002_b.sql", "m/00003_c.sql"];

  it("takes the newest row of a version, and not version 0", () => {
    const rows = [row(0), row(1), row(2), row(2, "false"), row(3), row(3, "false"), row(3)];
    expect(read("goose", rows, files)).toMatchObject({
      items: ["out-of-order 00002_b"],
      applied: ["00001_a", "00003_c"],
    });
  });

  it("names what only the database has", () => {
    expect(read("goose", [row(0), row(1), row(2), row(3), row(4)], files).items).toEqual(["missing 4"]);
  });
});

describe("flyway", () => {
  const text = "CREATE TABLE a (id int);\r\nSELECT 1;\n";
  const row = (version: string | null, script: string, over: Partial<HistoryRow> = {}): HistoryRow => ({
    installed_rank: "1",
    version,
    script,
    type: "SQL",
    checksum: String(checksumOf(Buffer.from(text))),
    success: "true",
    ...over,
  });
  const files: File[] = [
    ["db/V1__a.sql", text],
    ["db/V1_1__b.sql", text],
    ["db/R__v.sql", text],
  ];
  const rows = [row("1", "V1__a.sql"), row("1.1", "V1_1__b.sql"), row(null, "R__v.sql")];

  it("has Flyway's checksum, whatever the line endings", () => {
    expect(checksumOf(Buffer.from("SELECT 1;\n"))).toBe(checksumOf(Buffer.from("\uFEFFSELECT 1;\r\n")));
    // The check value of CRC-32, as Java prints it.
    expect(checksumOf(Buffer.from("123456789"))).toBe(0xcbf43926 | 0);
  });

  it("is clean when every version is applied as it is", () => {
    expect(read("flyway", rows, files).items).toEqual([]);
    expect(read("flyway", [row("1.0", "V1__a.sql"), ...rows.slice(1)], files).items).toEqual([]);
  });

  it("names what is edited, failed, undone, missing, late and repeatable again", () => {
    expect(read("flyway", [row("1", "V1__a.sql", { checksum: "5" }), ...rows.slice(1)], files).items).toEqual(
      ["edited V1__a"],
    );
    expect(
      read(
        "flyway",
        [...rows.slice(0, 1), row("1.1", "V1_1__b.sql", { success: "false" }), ...rows.slice(2)],
        files,
      ).items,
    ).toEqual(["failed V1_1__b"]);
    expect(read("flyway", [...rows, row("1.1", "U1_1__b.sql", { type: "UNDO_SQL" })], files).items).toEqual([
      "pending V1_1__b",
    ]);
    expect(read("flyway", [...rows, row("2", "V2__c.sql")], files).items).toEqual(["missing V2__c.sql"]);
    expect(
      read("flyway", [...rows, row("2", "V2__c.sql"), row("2", "V2__c.sql", { type: "DELETE" })], files)
        .items,
    ).toEqual([]);
    expect(read("flyway", rows.slice(1), files).items).toEqual(["out-of-order V1__a"]);
    expect(
      read("flyway", [...rows.slice(0, 2), row(null, "R__v.sql", { checksum: "5" })], files).items,
    ).toEqual(["pending R__v"]);
    expect(read("flyway", rows, [...files, "db/V1.1.0__x.sql"]).items).toEqual(["duplicate V1.1.0__x"]);
  });

  it("leaves out what is below the baseline", () => {
    const baseline = row("1", "<< Flyway Baseline >>", { type: "BASELINE", checksum: null });
    expect(read("flyway", [baseline, ...rows.slice(1)], files).items).toEqual([]);
  });
});

describe("supabase", () => {
  const row = (version: string, name: string, statements: string[] | null) => ({
    version,
    name,
    statements: statements && JSON.stringify(statements),
  });
  const files: File[] = [
    ["supabase/migrations/20250101000000_a.sql", "-- first\nCREATE TABLE a (id int);\nSELECT 1;"],
    ["supabase/migrations/20250102000000_b.sql", "CREATE TABLE b (id int);"],
  ];
  const a = row("20250101000000", "a", ["CREATE TABLE a (id int)", "SELECT 1"]);

  it("compares the statements that were run, not the text", () => {
    expect(read("supabase", [a], files).items).toEqual(["pending 20250102000000_b"]);
    const other = row("20250101000000", "a", ["CREATE TABLE a (id bigint)", "SELECT 1"]);
    expect(read("supabase", [other], files.slice(0, 1)).items).toEqual(["edited 20250101000000_a"]);
    expect(read("supabase", [row("20250101000000", "a", null)], files.slice(0, 1)).items).toEqual([]);
  });

  it("names what only the database has, and what comes too late", () => {
    const c = row("20250103000000", "c", []);
    expect(read("supabase", [a, c], files.slice(0, 1)).items).toEqual(["missing 20250103000000_c"]);
    const b = row("20250102000000", "b", ["CREATE TABLE b (id int)"]);
    expect(read("supabase", [b], files).first?.next).toContain("--include-all");
  });
});

describe("tools that keep names only", () => {
  it.each<[ToolId, HistoryRow, string, string]>([
    ["dbmate", { version: "20250101" }, "db/migrations/20250101_a.sql", "db/migrations/20250102_b.sql"],
    ["rails", { version: "20250101" }, "db/migrate/20250101_a.rb", "db/migrate/20250102_b.rb"],
    ["node-pg-migrate", { name: "1_a" }, "migrations/1_a.js", "migrations/2_b.ts"],
    ["knex", { name: "1_a.js" }, "migrations/1_a.ts", "migrations/2_b.ts"],
    ["sequelize", { name: "1_a.js" }, "migrations/1_a.js", "migrations/2_b.js"],
    ["mikro-orm", { name: "Migration1" }, "migrations/Migration1.ts", "migrations/Migration2.ts"],
    ["kysely", { name: "1_a" }, "migrations/1_a.ts", "migrations/2_b.ts"],
    ["django", { app: "shop", name: "0001_a" }, "shop/migrations/0001_a.py", "shop/migrations/0002_b.py"],
  ])("%s", (tool, row, applied, pending) => {
    const name = (path: string) => basename(path).replace(/\.sql$/, "");
    expect(read(tool, [row], [applied, pending])).toMatchObject({
      items: [`pending ${name(pending)}`],
      applied: [name(applied)],
    });
    expect(read(tool, [row], [applied, pending], [name(pending)]).items).toEqual([]);
    expect(read(tool, [row], [pending]).items).toHaveLength(3);
  });

  it("takes TypeORM's name from the class, or from its property", () => {
    const files: File[] = [
      ["m/1-a.ts", "export class AddUsers1700000000001 implements MigrationInterface {"],
      [
        "m/2-b.ts",
        'export class B1700000000002 implements MigrationInterface {\n  name = "Renamed1700000000002"',
      ],
    ];
    const rows = [{ name: "AddUsers1700000000001" }, { name: "Renamed1700000000002" }];
    expect(read("typeorm", rows, files).items).toEqual([]);
    expect(read("typeorm", rows.slice(0, 1), files).items).toEqual(["pending 2-b.ts"]);
  });

  it("leaves the apps of packages alone", () => {
    const rows = [
      { app: "auth", name: "0001_initial" },
      { app: "shop", name: "0001_a" },
    ];
    expect(read("django", rows, ["shop/migrations/0001_a.py"]).items).toEqual([]);
  });
});

describe("alembic", () => {
  const file = (revision: string, down: string): File => [
    `versions/${revision}_x.py`,
    `"""x"""\nrevision: str = "${revision}"\ndown_revision: Union[str, None] = ${down}\n`,
  ];
  const files = [file("aaa", "None"), file("bbb", '"aaa"'), file("ccc", '"bbb"')];

  it("takes what the head descends from for applied", () => {
    const { items, applied } = read("alembic", [{ version_num: "bbb" }], files);
    expect(items).toEqual(["pending ccc_x.py"]);
    expect(applied).toEqual(["aaa_x.py", "bbb_x.py"]);
    expect(read("alembic", [{ version_num: "zzz" }], files).items).toEqual(["missing zzz"]);
    const merged = [...files, file("ddd", '"aaa"'), file("eee", '("ccc", "ddd")')];
    expect(read("alembic", [{ version_num: "eee" }], merged).items).toEqual([]);
    expect(read("alembic", [{ version_num: "ccc" }], [...files, file("ddd", '"aaa"')]).items).toEqual([
      "diverged ddd_x.py",
      "pending ddd_x.py",
    ]);
  });
});

describe("graphile-migrate", () => {
  const file = (name: string, hash: string): File => [
    `migrations/committed/${name}`,
    `--! Previous: -\n--! Hash: sha1:${hash}\n\nSELECT 1;\n`,
  ];
  const row = (filename: string, hash: string) => ({ filename, hash: `sha1:${hash}` });

  it("compares the hashes of the chain", () => {
    const files = [file("000001.sql", "a"), file("000002.sql", "b"), "migrations/current.sql"];
    expect(read("graphile-migrate", [row("000001.sql", "a")], files).items).toEqual(["pending 000002"]);
    expect(read("graphile-migrate", [row("000001.sql", "x"), row("000002.sql", "b")], files).items).toEqual([
      "edited 000001",
    ]);
  });
});
