import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { check } from "../check.ts";
import { type FixOptions, fix } from "../fix.ts";
import { MERGED } from "./cases.testing.ts";
import { LAYOUTS } from "./layouts.testing.ts";
import { type Files, Repository, repositoryOf } from "./repository.testing.ts";

const cache = mkdtempSync(join(tmpdir(), "lockgate-fix-cache-"));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

function fixIn({ root }: Repository, options: FixOptions = {}) {
  return fix({ cwd: root, settings: { base: "main" }, env: { XDG_CACHE_HOME: cache }, ...options });
}

/** What of the files is other than before. */
function changed(before: Files, after: Files): Files {
  return Object.fromEntries(Object.entries(after).filter(([path, text]) => before[path] !== text));
}

test("a file with an index, a key and a column becomes three, and a check of them passes", async () => {
  using repository = repositoryOf({
    tool: "prisma",
    sql: [
      '-- AlterTable\nALTER TABLE "orders" ADD COLUMN "channel" TEXT NOT NULL DEFAULT \'web\';\n',
      '-- CreateIndex\nCREATE INDEX "by_customer" ON "orders"("customer_id");\n',
      '-- AddForeignKey\nALTER TABLE "orders" ADD CONSTRAINT "fk" FOREIGN KEY ("customer_id") REFERENCES "customers"("id");\n',
    ].join("\n"),
  });
  const before = repository.files();
  const plan = await fixIn(repository);
  expect(plan.exit).toBe(0);
  expect(repository.files()).toEqual(before);
  const { report, exit } = await fixIn(repository, { write: true });
  expect(exit).toBe(0);
  const own = "prisma/migrations/20260102000000_m2/migration.sql";
  const written = changed(before, repository.files());
  expect(written).toEqual({
    [own]: [
      '-- AlterTable\nALTER TABLE "orders" ADD COLUMN "channel" TEXT NOT NULL DEFAULT \'web\';\n',
      '-- AddForeignKey\nALTER TABLE "orders" ADD CONSTRAINT "fk" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") NOT VALID;\n',
    ].join("\n"),
    "prisma/migrations/20260102000001_m2_2/migration.sql":
      '-- CreateIndex\nCREATE INDEX CONCURRENTLY "by_customer" ON "orders"("customer_id");\n',
    "prisma/migrations/20260102000002_m2_3/migration.sql":
      '-- AddForeignKey\nALTER TABLE "orders" VALIDATE CONSTRAINT fk;\n',
  });
  expect(report.written).toEqual(Object.keys(written));
  expect(report.migrations.map(({ path, rows }) => [path, rows])).toEqual([[own, "equal"]]);
  const settings = { base: "main" } as const;
  const checked = await check({ cwd: repository.root, settings, env: { XDG_CACHE_HOME: cache } });
  expect(checked.report.findings.filter(({ level }) => level === "error")).toEqual([]);
  const again = await fixIn(repository, { write: true });
  expect([again.exit, again.report.written]).toEqual([3, []]);
}, 120_000);

test("what destroys data is left, with its release plan; the rest of the file is written", async () => {
  using repository = repositoryOf({
    tool: "goose",
    sql: "ALTER TABLE orders DROP COLUMN note;\nCREATE INDEX i ON orders (placed);\n",
  });
  const { report, exit, files } = await fixIn(repository);
  expect(exit).toBe(1);
  expect(report.left.map(({ rule, line }) => [rule, line])).toEqual([["drops-column", 2]]);
  expect(files.map(({ path }) => path)).toEqual([
    "db/migrations/20260102000000_m2.sql",
    "db/migrations/20260102000001_m2_2.sql",
  ]);
  expect(files[0]?.text).toContain("DROP COLUMN note");
  expect(report.migrations[0]?.steps.map(({ proof }) => proof)).toEqual([
    { schema: "equal", findings: 1 },
    { schema: "equal", findings: 0 },
  ]);
}, 120_000);

test("what would not hold is left with its reason, and nothing is written", async () => {
  using repository = repositoryOf({
    tool: "drizzle",
    sql: 'ALTER TABLE "orders" ADD COLUMN "x" integer;\nCREATE INDEX "i" ON "orders" ("x");\n',
  });
  const before = repository.files();
  const { report, exit } = await fixIn(repository, { write: true });
  expect(exit).toBe(1);
  expect(report.left.map(({ rule }) => rule)).toEqual(["blocks-writes-while-indexing"]);
  expect(repository.files()).toEqual(before);
}, 120_000);

test("a merged migration stays as it is, also where it is named; of new ones only those named are changed", async () => {
  using repository = new Repository(
    { ...LAYOUTS.goose(1, MERGED), ...LAYOUTS.goose(2, "CREATE INDEX i ON orders (note);\n") },
    {
      ...LAYOUTS.goose(3, "CREATE INDEX j ON orders (placed);\n"),
      ...LAYOUTS.goose(4, "CREATE INDEX k ON customers (age);\n"),
    },
  );
  const merged = "db/migrations/20260102000000_m2.sql";
  const named = await fixIn(repository, { paths: [merged] });
  expect([named.exit, named.files]).toEqual([3, []]);
  expect(named.report.remarks.join(" ")).toContain(`${merged} is merged`);
  const one = await fixIn(repository, { paths: ["db/migrations/20260104000000_m4.sql"] });
  expect(one.files.map(({ path }) => path)).toEqual(["db/migrations/20260104000000_m4.sql"]);
}, 120_000);

test("without a rehearsal the steps are listed, and nothing is written", async () => {
  using repository = repositoryOf({ tool: "goose", sql: "CREATE INDEX i ON orders (note);\n" });
  repository.write({ "lockgate.config.json": '{ "static": true }\n' });
  const before = repository.files();
  const { exit, report } = await fixIn(repository, { write: true });
  expect([exit, repository.files()]).toEqual([4, before]);
  expect(report.left.map(({ reason }) => reason)).toEqual([
    "it is not rehearsed, and what is written is proven on a shadow",
  ]);
  expect(report.migrations.map(({ planned }) => planned)).toEqual([true]);
}, 120_000);

test("a way back that led back still does", async () => {
  using repository = new Repository(LAYOUTS.goose(1, MERGED), {
    "db/migrations/20260102000000_m2.sql": [
      "-- +goose Up",
      "ALTER TABLE orders ADD COLUMN x int;",
      "CREATE INDEX i ON orders (x);",
      "-- +goose Down",
      "DROP INDEX i;",
      "ALTER TABLE orders DROP COLUMN x;",
      "",
    ].join("\n"),
  });
  const { exit, files } = await fixIn(repository, { write: true });
  expect([exit, files.length]).toEqual([0, 2]);
  const { report } = await check({
    cwd: repository.root,
    settings: { base: "main" },
    env: { XDG_CACHE_HOME: cache },
  });
  expect(report.migrations.map(({ rollback }) => rollback)).toEqual(["exact", "exact"]);
}, 120_000);

test("where nothing is to be fixed, nothing could be read, or nothing is rehearsed", async () => {
  using fine = repositoryOf({ tool: "dbmate", sql: "CREATE TABLE t (id int PRIMARY KEY);\n" });
  expect((await fixIn(fine)).exit).toBe(3);
  using broken = repositoryOf({ tool: "dbmate", sql: "CREATE INDEX i ON orders (note);\nSELEKT 1;\n" });
  const before = broken.files();
  const { exit, report } = await fixIn(broken, { write: true });
  expect([exit, report.migrations, broken.files()]).toEqual([4, [], before]);
  expect(report.unanalyzed).toMatchObject([{ path: "db/migrations/20260102000000_m2.sql", line: 3 }]);
  await expect(fixIn(fine, { settings: { static: true } })).rejects.toThrow("proven on a shadow");
}, 120_000);
