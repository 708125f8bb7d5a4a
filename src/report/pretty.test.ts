import { expect, test } from "vitest";
import { HOSTILE } from "./hostile.testing.ts";
import { renderPretty } from "./pretty.ts";
import { ordersReport } from "./sample-orders.testing.ts";
import { sampleReport } from "./sample-report.testing.ts";
import { PLAIN } from "./view.ts";
import { widthOf } from "./width.ts";

test("findings stand under their statement, with its true lines and the remedy", () => {
  expect(renderPretty(ordersReport({ skipped: {} }), { ...PLAIN, seconds: 1.42 })).toBe(`\
prisma/migrations/20261120_orders/migration.sql   (rehearsed on PostgreSQL 18, one transaction)
  3  ALTER TABLE "orders" ALTER COLUMN "total" TYPE bigint;
     error  rewrites-table   rewrites orders under ACCESS EXCLUSIVE: no reads, no writes (12.3 M rows, 4.1 GB)
  4  CREATE INDEX "orders_org_idx" ON "orders"("org_id");
     error  blocks-writes-while-indexing   builds orders_org_idx under SHARE: no writes to orders
     safer: move it to its own migration  CREATE INDEX CONCURRENTLY "orders_org_idx" ON "orders"("org_id");
  6  ALTER TABLE "orders"
  7    ADD CONSTRAINT "orders_org_fkey"
  8    FOREIGN KEY ("org_id") REFERENCES "org"("id");
     warning  scans-under-lock   reads all of orders to check orders_org_fkey under SHARE ROW EXCLUSIVE: no writes to orders and org
     safer: add it NOT VALID, then validate it in a migration of its own
              ALTER TABLE "orders" ADD CONSTRAINT "orders_org_fkey" FOREIGN KEY ("org_id") REFERENCES "org"("id") NOT VALID;
              ALTER TABLE "orders" VALIDATE CONSTRAINT "orders_org_fkey";
  locks held until commit, from line 3
    ━━━━━━━━━━━━  orders: ACCESS EXCLUSIVE from line 3, no reads, no writes
    ▲···▲···▲···  meanwhile: line 3 rewrites orders, 4 builds orders_org_idx, 6 reads all of orders
2 errors, 1 warning · 1 migration, 3 statements, all understood · 2 notes, 1 suppressed (--verbose) · 1.4 s
`);
});

test("in a terminal no line of ours is wider than it, SQL to copy apart", () => {
  for (const columns of [50, 60, 80, 100]) {
    const lines = renderPretty(ordersReport(), { ...PLAIN, columns, verbose: true }).split("\n");
    const wide = lines.filter((line) => widthOf(line) > columns && !/^ +(ALTER|CREATE) /.test(line));
    // A path is not broken, and the summary is one line.
    expect(wide.filter((line) => !line.trimStart().startsWith("prisma/") && !line.includes(" · "))).toEqual(
      [],
    );
  }
});

test("--verbose lists notes, suppressed findings and clean migrations", () => {
  const report = ordersReport({
    migrations: [{ id: "1_clean", sql: "CREATE TABLE t (id int)" }],
  });
  expect(renderPretty(report, { ...PLAIN, verbose: true })).toBe(`\
prisma/migrations/1_clean/migration.sql   (rehearsed on PostgreSQL 18, one transaction)
  no findings

repository
  note  waits-without-timeout   no lock_timeout is set: a migration that waits for a lock makes everyone behind it wait

suppressed
  prisma/migrations/20261120_orders/migration.sql:3  drops-column  because the column was never written (until 2027-01-31)

not judged
  legacy/prisma/migrations  prisma: mysql, not PostgreSQL

1 note · 1 migration, 1 statement, all understood
`);
});

test("what is not analyzed is said before the counts, with what to do", () => {
  const report = sampleReport({
    migrations: [],
    unanalyzed: [{ path: "db/1.sql", line: 4, reason: 'syntax error at or near "selct"' }],
  });
  expect(renderPretty(report, PLAIN)).toBe(`\
not analyzed
  db/1.sql:4  syntax error at or near "selct"
  What is not analyzed is not safe: correct it, or write \`-- lockgate: ignore unanalyzed because ...\` above the statement.
incomplete: no findings · no new migrations, 1 not analyzed (12 migrations in prisma/migrations)
`);
});

test("nothing new is said, not shown as success of a check", () => {
  expect(renderPretty(sampleReport({ migrations: [] }), PLAIN)).toBe(
    "no findings · no new migrations (12 migrations in prisma/migrations)\n",
  );
});

test("a long statement keeps its first lines and its last", () => {
  const columns = Array.from({ length: 30 }, (_, index) => `  c${index} int`).join(",\n");
  const report = sampleReport({
    migrations: [
      {
        id: "1",
        sql: `\n\nCREATE TABLE t (\r\n${columns}\n);`,
        findings: [{ statement: 0, rule: "r", level: "error", message: "m" }],
      },
    ],
  });
  expect(renderPretty(report, PLAIN).split("\n").slice(1, 8)).toEqual([
    "   3  CREATE TABLE t (",
    "   4    c0 int,",
    "   5    c1 int,",
    "   6    c2 int,",
    "      … 27 more lines",
    "  34  );",
    "      error  r   m",
  ]);
});

test("colours only where they are wanted", () => {
  const esc = String.fromCharCode(27);
  expect(renderPretty(ordersReport(), { ...PLAIN, colour: true })).toContain(`${esc}[31m`);
  expect(renderPretty(ordersReport(), PLAIN)).not.toContain(esc);
});

test.each(HOSTILE)("nothing that a terminal obeys comes out of %j", (text) => {
  const quoted = text.replaceAll('"', "").replaceAll("\0", "");
  const report = sampleReport({
    migrations: [
      {
        id: text,
        path: `db/${text}.sql`,
        sql: `SELECT 1 AS "${quoted}"`,
        remarks: [text],
        findings: [
          { statement: 0, rule: text, level: "error", message: text, remedy: { summary: text, sql: text } },
        ],
      },
    ],
    unanalyzed: [{ path: text, line: 1, reason: text }],
    suppressed: [{ rule: text, path: text, line: 1, reason: text, until: text }],
    skipped: { [text]: text },
  });
  for (const columns of [60, Number.POSITIVE_INFINITY]) {
    const shown = renderPretty(report, { ...PLAIN, verbose: true, columns });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u2028-\u202e\ufeff]/);
    expect(Buffer.from(shown).toString()).toBe(shown);
  }
});
