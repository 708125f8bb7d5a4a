/** Transactions as a user meets them: derivation alone and with the rehearsal say the same. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { check } from "../index.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "lockgate-transactions-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** The reports on the files but the first, which makes the schema: from derivation alone, and with the rehearsal. */
async function reportsOn(files: readonly (readonly [path: string, text: string])[]) {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const paths = files.map(([path]) => path).filter((path) => path.endsWith(".sql"));
  const on = async (settings: Record<string, boolean>) =>
    (await check({ cwd: root, paths: paths.slice(1), env: {}, noCache: true, settings })).report;
  return { derived: await on({ static: true }), rehearsed: await on({}) };
}

const SCHEMA = `CREATE TYPE mood AS ENUM ('a');
CREATE TABLE orders (id int PRIMARY KEY, total int, note text, mood mood);`;

function drizzle(...files: readonly string[]): (readonly [string, string])[] {
  const entries = [SCHEMA, ...files].map((_, idx) => ({
    idx,
    version: "7",
    when: idx + 1,
    tag: `000${idx}_m`,
  }));
  return [
    ["drizzle/meta/_journal.json", JSON.stringify({ dialect: "postgresql", entries })],
    ...[SCHEMA, ...files].map((text, at) => [`drizzle/000${at}_m.sql`, text] as const),
  ];
}

function prisma(version: string, ...files: readonly string[]): (readonly [string, string])[] {
  return [
    ["package.json", JSON.stringify({ devDependencies: { prisma: version } })],
    ["prisma/migrations/migration_lock.toml", 'provider = "postgresql"'],
    ...[SCHEMA, ...files].map(
      (text, at) => [`prisma/migrations/2025010${at}000000_m/migration.sql`, text] as const,
    ),
  ];
}

function psql(...files: readonly string[]): (readonly [string, string])[] {
  return [SCHEMA, ...files].map((text, at) => [`migrations/${at}.sql`, text]);
}

function dbmate(...files: readonly string[]): (readonly [string, string])[] {
  const text = (sql: string) => `-- migrate:up\n${sql}\n-- migrate:down\n`;
  return [SCHEMA, ...files].map((sql, at) => [`db/migrations/${at}_m.sql`, text(sql)]);
}

const BREAK = "--> statement-breakpoint\n";

test.each<[title: string, files: (readonly [string, string])[], rules: readonly string[]]>([
  [
    "a value of an enum that an earlier file of the batch added and committed",
    drizzle("ALTER TYPE mood ADD VALUE 'b';\nCOMMIT;", "INSERT INTO orders (id, mood) VALUES (1, 'b');"),
    [],
  ],
  [
    "and one that it did not commit",
    drizzle("ALTER TYPE mood ADD VALUE 'b';", "INSERT INTO orders (id, mood) VALUES (1, 'b');"),
    ["uses-new-enum-value"],
  ],
  [
    "an index that is built concurrently behind a COMMIT, in a query of its own",
    drizzle(`COMMIT;${BREAK}CREATE INDEX CONCURRENTLY by_note ON orders (note);`),
    [],
  ],
  [
    "in the query of the COMMIT",
    drizzle("COMMIT; CREATE INDEX CONCURRENTLY by_note ON orders (note);"),
    ["runs-concurrently-in-transaction"],
  ],
  [
    "in a file that is one query",
    prisma("6.10.0", "COMMIT; CREATE INDEX CONCURRENTLY by_note ON orders (note);"),
    ["runs-concurrently-in-transaction"],
  ],
  [
    "in one that is sent statement by statement",
    prisma("7.8.0", "COMMIT; CREATE INDEX CONCURRENTLY by_note ON orders (note);"),
    [],
  ],
  ["a savepoint in one query", prisma("6.10.0", "SAVEPOINT a; SELECT 1;"), ["fails-always"]],
  ["a lock of a table by itself", psql("LOCK TABLE orders;"), ["fails-always"]],
  [
    "a block that commits, sent by psql",
    psql("DO $$ BEGIN UPDATE orders SET total = 0 WHERE id = 1; COMMIT; END $$;"),
    [],
  ],
  [
    "in a transaction of the runner's",
    drizzle("DO $$ BEGIN UPDATE orders SET total = 0 WHERE id = 1; COMMIT; END $$;"),
    ["fails-always"],
  ],
  [
    "only once there are rows",
    drizzle("DO $$ DECLARE i int; BEGIN FOR i IN SELECT id FROM orders LOOP COMMIT; END LOOP; END $$;"),
    ["fails-on-existing-rows"],
  ],
  [
    "a procedure that commits",
    psql(
      "CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN UPDATE orders SET total = 0 WHERE id = 1; COMMIT; END $$;\nCALL p();",
    ),
    [],
  ],
  [
    "a table that is dropped and brought back",
    psql("BEGIN; DROP TABLE orders; ROLLBACK;\nSELECT * FROM orders;"),
    [],
  ],
  [
    "a column that a savepoint brings back",
    psql(
      "BEGIN; SAVEPOINT a; ALTER TABLE orders DROP COLUMN note; ROLLBACK TO a; UPDATE orders SET note = '' WHERE id = 1; COMMIT;",
    ),
    [],
  ],
])("%s", async (_, files, rules) => {
  const { derived, rehearsed } = await reportsOn(files);
  for (const report of [derived, rehearsed]) {
    const loud = report.findings.filter(
      ({ level, rule }) => level !== "note" && rule !== "waits-without-timeout",
    );
    expect(loud.map(({ rule }) => rule)).toEqual(rules);
    expect(report.unanalyzed).toEqual([]);
  }
  expect(rehearsed.migrations.map((migration) => migration.rehearsed)).not.toContain(false);
  expect(JSON.stringify(rehearsed)).not.toContain("Please report this");
});

test("the base keeps what its savepoints bring back", async () => {
  const base = `${SCHEMA}\nSAVEPOINT a;\nDROP TABLE orders;\nROLLBACK TO a;`;
  const [, second = ["", ""]] = dbmate("ALTER TABLE orders ADD COLUMN a int;");
  const { rehearsed } = await reportsOn([["db/migrations/0_m.sql", dbmate(base)[1]?.[1] ?? ""], second]);
  expect(rehearsed.findings.filter(({ rule }) => rule === "fails-always")).toEqual([]);
  expect(rehearsed.migrations).toMatchObject([{ rehearsed: true }]);
});

test("a statement has the locks that it takes, also those that its transaction holds", async () => {
  const sql = "ALTER TABLE orders ADD COLUMN a int;\nALTER TABLE orders ALTER COLUMN id TYPE bigint;";
  const { derived, rehearsed } = await reportsOn(prisma("6.10.0", sql));
  for (const report of [derived, rehearsed]) {
    const [, alter] = report.migrations[0]?.statements ?? [];
    const locks = alter?.effects.filter(({ kind }) => kind === "lock");
    expect(locks).toContainEqual(
      expect.objectContaining({ relation: "public.orders", mode: "ACCESS EXCLUSIVE" }),
    );
    expect(alter?.transaction).toBe(0);
  }
});
