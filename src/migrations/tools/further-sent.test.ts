/** What each tool makes of its further migrations, by its own reader. */
import { describe, expect, test } from "vitest";
import { furtherFile, INDEX, split, withoutTransaction } from "./further.testing.ts";
import type { FurtherFile } from "./further.ts";

const UP = "CREATE TABLE a (id int);\n";
const DOWN = "DROP TABLE a;\n";
const cargo = (crate: string) => ({ "Cargo.toml": `[dependencies]\n${crate} = "1"\n` });

/** A repository of each tool with one migration, which has a way back where the tool goes both ways. */
const TOOLS: Readonly<Record<string, readonly [path: string, files: Readonly<Record<string, string>>]>> = {
  prisma: [
    "prisma/migrations/1_a/migration.sql",
    {
      "package.json": '{"devDependencies": {"prisma": "6.19.0"}}',
      "prisma/migrations/migration_lock.toml": 'provider = "postgresql"\n',
      "prisma/migrations/1_a/migration.sql": UP,
    },
  ],
  supabase: ["supabase/migrations/1_a.sql", { "supabase/migrations/1_a.sql": UP }],
  goose: ["db/1_a.sql", { "db/1_a.sql": `-- +goose Up\n${UP}\n-- +goose Down\n${DOWN}` }],
  dbmate: [
    "db/migrations/1_a.sql",
    { "db/migrations/1_a.sql": `-- migrate:up\n${UP}\n-- migrate:down\n${DOWN}` },
  ],
  "golang-migrate": [
    "migrations/1_a.up.sql",
    { "migrations/1_a.up.sql": UP, "migrations/1_b.down.sql": DOWN },
  ],
  flyway: ["db/migration/V1__a.sql", { "db/migration/V1__a.sql": UP, "db/migration/U1__b.sql": DOWN }],
  sql: ["migrations/1_a.sql", { "migrations/1_a.sql": UP, "migrations/1_a_rollback.sql": DOWN }],
  sqlx: [
    "migrations/1_a.up.sql",
    { ...cargo("sqlx"), "migrations/1_a.up.sql": UP, "migrations/1_a.down.sql": DOWN },
  ],
  Diesel: [
    "migrations/1_a/up.sql",
    { ...cargo("diesel"), "migrations/1_a/up.sql": UP, "migrations/1_a/down.sql": DOWN },
  ],
  Hasura: [
    "hasura/migrations/default/1_a/up.sql",
    { "hasura/migrations/default/1_a/up.sql": UP, "hasura/migrations/default/1_a/down.sql": DOWN },
  ],
  tern: [
    "db/1_a.sql",
    { "db/tern.conf": "", "db/1_a.sql": `${UP}\n---- create above / drop below ----\n${DOWN}` },
  ],
  rambler: ["db/1_a.sql", { "db/1_a.sql": `-- rambler up\n${UP}\n-- rambler down\n${DOWN}` }],
  postgrator: ["db/1.do.a.sql", { "db/1.do.a.sql": UP, "db/1.undo.a.sql": DOWN }],
  refinery: ["migrations/V1__a.sql", { ...cargo("refinery"), "migrations/V1__a.sql": UP }],
};

const KEY = furtherFile("-- why\nALTER TABLE a VALIDATE CONSTRAINT c;\n", {
  down: "ALTER TABLE a DROP CONSTRAINT c;\n",
});

async function sent(name: string, further: FurtherFile) {
  const [path, files] = TOOLS[name] ?? ["", {}];
  const { tool, refusal, target, downs, written } = await split(files, path, [further]);
  const migration = target.migrations[1];
  const down = downs.get(migration?.id ?? "");
  const {
    sending = "statements",
    wrapping = "block",
    pieces = [],
  } = { ...tool.delivery, ...migration?.delivery };
  const blocks = pieces.map(({ block }) => (block ? "block" : "bare"));
  return {
    refusal,
    sql: migration?.sql.trim(),
    sent: `${migration?.transaction} ${sending} ${sending === "pieces" && blocks.length > 0 ? blocks.join(" ") : wrapping}`,
    down: down?.kind === "sql" ? down.migration.sql.trim() : (down?.kind ?? null),
    downTransaction: down?.kind === "sql" ? down.migration.transaction : null,
    unreadable: target.unreadable,
    paths: [...written.migrations, ...written.beside].map((file) => file.path.replace(/.*\//, "")),
  };
}

describe("in a transaction, as the tool runs it", () => {
  test.each(Object.keys(TOOLS))("%s", async (tool) => {
    const result = await sent(tool, KEY);
    expect(result).toMatchObject({ refusal: null, unreadable: [] });
    expect(result.sql).toMatch(/ALTER TABLE a VALIDATE CONSTRAINT c;$/);
    const goesBack = !["prisma", "supabase", "refinery"].includes(tool);
    expect(result.down).toBe(goesBack ? KEY.down.trim() : null);
  });
});

describe("without a transaction", () => {
  test.each([
    ["prisma", "file one query none", null],
    ["supabase", "file pipeline none", null],
    ["goose", "statement pieces bare", "statement"],
    ["dbmate", "file pieces bare", "file"],
    ["golang-migrate", "file one query none", "file"],
    ["flyway", "statement statements driver", "statement"],
    ["sql", "statement statements block", "statement"],
    ["sqlx", "file one query none", "file"],
    ["Diesel", "file one query none", "file"],
    ["Hasura", "file one query none", "file"],
    ["tern", "statement statements block", "statement"],
    ["rambler", "file pieces bare", "file"],
    ["postgrator", "file one query none", "file"],
  ])("%s: %s", async (tool, how, downTransaction) => {
    const result = await sent(tool, INDEX);
    expect(result).toMatchObject({ refusal: null, unreadable: [], sent: how, downTransaction });
    expect(result.sql).toMatch(/CREATE INDEX CONCURRENTLY i ON a \(id\);$/);
    if (downTransaction !== null) expect(result.down).toMatch(/DROP INDEX CONCURRENTLY i;$/);
  });
});

const OLD = '{"devDependencies": {"supabase": "2.50.0"}}';

test.each<[string, string, Readonly<Record<string, string>>, FurtherFile, string]>([
  ["refinery", "refinery", {}, INDEX, "refinery runs it in a transaction"],
  [
    "an old Supabase CLI",
    "supabase",
    { "package.json": OLD },
    INDEX,
    "the Supabase CLI runs it in a transaction",
  ],
  [
    "two statements in a query",
    "golang-migrate",
    {},
    { ...INDEX, sql: `${INDEX.sql}SELECT 1;\n` },
    "golang-migrate runs it in a transaction",
  ],
  [
    "semicolons of x-multi-statement",
    "golang-migrate",
    { Makefile: "migrate -database 'postgres://x?x-multi-statement=true' up\n" },
    furtherFile("SELECT ';';\n"),
    "it has a semicolon inside of a string, a body or a comment: golang-migrate with x-multi-statement (Makefile) cuts the file there, and PostgreSQL refuses it",
  ],
  [
    "Flyway's placeholders",
    "flyway",
    {},
    furtherFile("SELECT '$\u007bx}';\n"),
    "it has a placeholder without value, $\u007bx}: give it one in Flyway's config, or in placeholders of the target in lockgate's",
  ],
])("%s: none", async (_, tool, files, further, reason) => {
  const [path, own] = TOOLS[tool] ?? ["", {}];
  expect((await split({ ...own, ...files }, path, [further])).refusal).toBe(reason);
});

test("Flyway: what its parser does not know has a config of its own", async () => {
  const detach = furtherFile("ALTER TABLE a DETACH PARTITION a1 CONCURRENTLY;\n", { alone: true });
  const result = await sent("flyway", detach);
  expect(result.sent).toBe("statement statements driver");
  expect(result.paths).toEqual(["V1.1__a_2.sql", "U1.1__a_2.sql", "V1.1__a_2.sql.conf"]);
});

test("goose: a body goes out as a whole, the statements around it do not", async () => {
  const body = "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN\n  RETURN 1;\nEND $$;\n";
  const result = await sent("goose", furtherFile(`SELECT 1;\n${body}-- last\nSELECT 2;\n`));
  expect(result).toMatchObject({ refusal: null, sent: "file pieces bare bare bare" });
});

describe("a migration that is to run without a transaction", () => {
  test.each(["goose", "dbmate", "sqlx", "Diesel", "Hasura", "tern"])("%s", async (name) => {
    const [path, files] = TOOLS[name] ?? ["", {}];
    for (const lineBreak of ["\n", "\r\n"]) {
      const text = (files[path] ?? "").replaceAll("\n", lineBreak);
      const { marked, target } = await withoutTransaction({ ...files, [path]: text }, path);
      const [migration] = target.migrations;
      const isBare =
        migration?.transaction === "statement" ||
        migration?.delivery?.wrapping === "none" ||
        migration?.delivery?.pieces?.every(({ block }) => !block);
      expect([isBare, target.unreadable, marked.slice(1).map((file) => file.text)]).toEqual([
        true,
        [],
        name === "Diesel" ? ["run_in_transaction = false\n"] : [],
      ]);
      expect(marked[0]?.text.replace(/\r?\n$/, "")).toMatch(/DROP TABLE a;$|id int\);$/);
    }
  });
});
