import { type Case, holds, SECOND, SHOP } from "./case.testing.ts";

const DBMATE = (up: string, between = "-- migrate:down"): string => `-- migrate:up\n${up}\n${between}\n`;
const DBMATE_BASE = {
  "db/migrations/20260101000000_shop.sql": DBMATE(String(SHOP["migrations/0001_shop.sql"])),
};
const drizzle = (sql: string) => ({
  "drizzle.config.ts": 'export default { dialect: "postgresql", out: "./drizzle" };\n',
  "drizzle/0000_a.sql": SHOP["migrations/0001_shop.sql"] ?? "",
  "drizzle/0001_b.sql": sql,
});

// Text that is run and not read, or read and not run.
const CASES: readonly Case[] = [
  {
    why: "lines end as on an old Mac",
    change: "-- a note\rDROP TABLE invoice;\r",
    gate: "stopped",
    says: /drops-table/,
  },
  {
    why: "a comment ends at a carriage return",
    change: "SELECT 1; -- done\rDROP TABLE invoice;",
    gate: "stopped",
    says: /drops-table/,
  },
  { why: "lines end as on Windows", change: "-- a note\r\nCREATE TABLE n (id int);\r\n", gate: "passes" },
  {
    why: "psql runs what stands behind a command",
    change: "\\echo done \\\\ DROP TABLE invoice;\n",
    gate: "stopped",
  },
  {
    why: "psql obeys a command in a comment",
    change: "/*\n\\echo */ DROP TABLE invoice; /*\n*/\n",
    gate: "stopped",
  },
  {
    why: "data of a COPY begin in a comment",
    change: "-- COPY invoice FROM STDIN;\nDROP TABLE invoice;\nSELECT '\n\\.\n';\n",
    gate: "stopped",
  },
  {
    why: "the encoding is one in which a backslash hides",
    change: "\\encoding BIG5\nSELECT 1;\n",
    gate: "stopped",
  },
  { why: "a shell is run by backticks", change: "\\set x `id`\nSELECT 1;\n", gate: "stopped" },
  {
    why: "a breakpoint stands in a comment",
    base: SHOP,
    change: drizzle("-- note --> statement-breakpoint DROP TABLE invoice;\n"),
    gate: "stopped",
  },
  {
    why: "the way back begins with a space that only JavaScript knows",
    base: DBMATE_BASE,
    change: {
      "db/migrations/20260201000000_x.sql": DBMATE("SELECT 1;", "--\u00a0migrate:down\nDROP TABLE invoice;"),
    },
    gate: "stopped",
  },
  {
    why: "the way back is the way back",
    base: DBMATE_BASE,
    change: {
      "db/migrations/20260201000000_x.sql": DBMATE(
        "CREATE TABLE n (id int);",
        "-- migrate:down\nDROP TABLE n;",
      ),
    },
    gate: "passes",
  },
  {
    why: "strings have backslashes of old, judged without rehearsal",
    change: "SET standard_conforming_strings = off;\nSELECT 'a\\'; DROP TABLE invoice; --';\n",
    input: { settings: { base: "main", static: true } },
    gate: "stopped",
  },
  {
    why: "a line separator stands in a file's name",
    base: DBMATE_BASE,
    change: { "db/migrations/20260201000000_a\u2028b.sql": DBMATE("DROP TABLE invoice;") },
    gate: "stopped",
  },
  {
    why: "golang-migrate runs another extension",
    base: { "db/1_shop.up.sql": SHOP["migrations/0001_shop.sql"] ?? "", "db/1_shop.down.sql": "SELECT 1;" },
    change: { "db/2_x.up.txt": "DROP TABLE invoice;", "db/2_x.down.sql": "SELECT 1;" },
    gate: "stopped",
  },
  {
    why: "the folder says that it is MySQL's",
    base: {
      "prisma/schema.prisma": 'datasource db {\n  provider = "postgresql"\n  url = env("U")\n}\n',
      "prisma/migrations/migration_lock.toml": 'provider = "postgresql"\n',
      "prisma/migrations/1_a/migration.sql": SHOP["migrations/0001_shop.sql"] ?? "",
      ...SHOP,
    },
    change: {
      "prisma/migrations/migration_lock.toml": 'provider = "mysql"\n',
      "prisma/migrations/2_b/migration.sql": "DROP TABLE invoice;",
    },
    gate: "stopped",
  },
  {
    why: "the folder says that it is another tool's",
    change: {
      "migrations/0000_first.sql": "-- +goose Up\nSELECT 1;\n-- +goose Down\n",
      [SECOND]: "-- +goose Down\nDROP TABLE invoice;",
    },
    gate: "stopped",
  },
  {
    why: "comments are nested 20,000 deep",
    change: `${"/*".repeat(20_000)}${"*/".repeat(20_000)} DROP TABLE invoice;`,
    gate: "stopped",
  },
  {
    why: "an expression is nested 3,000 deep, and the next statement is still judged",
    change: `SELECT ${"(".repeat(3_000)}1${")".repeat(3_000)};\nDROP TABLE invoice;`,
    gate: "stopped",
    says: /drops-table/,
  },
  {
    why: "a config has 100,000 keys",
    change: {
      "lockgate.config.yaml": Array.from({ length: 100_000 }, (_, at) => `key${at}: 1`).join("\n"),
      [SECOND]: "SELECT 1;",
    },
    gate: "refused",
  },
];

holds("text that is run and not read", CASES);
