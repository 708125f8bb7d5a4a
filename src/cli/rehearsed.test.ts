/** The built program rehearses what a repository lacks in part: earlier tables, code, extensions. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { buildProgram, runProgram } from "./built-program.testing.ts";

let program: string;
beforeAll(async () => {
  program = await buildProgram("rehearsed");
});

let repo: string;
beforeEach(() => {
  repo = mkdtempSync(join(tmpdir(), "lockgate-rehearsed-"));
});
afterEach(() => rmSync(repo, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(repo, path)), { recursive: true });
  writeFileSync(join(repo, path), text);
}

function check(...args: string[]) {
  const all = ["check", "--all", "--no-cache", "--format", "json", ...args];
  const { status, stdout, stderr } = runProgram(program, all, { cwd: repo });
  return { status, stderr, report: stdout === "" ? null : JSON.parse(stdout) };
}

test("tables that are made elsewhere come from the prelude of the config, and its faults have a place", () => {
  write("db/migrations/002_total.sql", "ALTER TABLE orders ALTER COLUMN total TYPE bigint;\n");
  const without = check().report.migrations[0];
  expect(without.rehearsed).toBe(false);
  expect(without.remarks[0]).toContain("Nothing in the repository makes orders: it is taken to exist");

  write("db/schema.sql", "CREATE TABLE orders (id int, total int);\n");
  const target = { dir: "db/migrations", prelude: "db/schema.sql" };
  write("lockgate.config.json", JSON.stringify({ targets: [target] }));
  const { status, report } = check();
  expect(status).toBe(1);
  expect(report.migrations).toMatchObject([{ id: "002_total", rehearsed: true }]);
  expect(report.migrations[0].statements[0].effects).toContainEqual(
    expect.objectContaining({ kind: "rewrite", relation: "public.orders", evidence: "both" }),
  );
  expect(report.targets[0].migrations).toBe(1);

  write("db/schema.sql", "CREATE TABLE orders (id int, total int);\nSELECT 1 / 0;\n");
  const broken = check();
  expect(broken.status).toBe(4);
  expect(broken.report.unanalyzed).toMatchObject([{ path: "db/schema.sql", line: 2 }]);
});

test("what a migration in code may have made is not said to be missing", () => {
  write("migrations/00001_a.sql", "-- +goose Up\nCREATE TABLE a (id int);\n");
  write("migrations/00002_b.go", "package migrations\n");
  write("migrations/00003_c.sql", "-- +goose Up\nALTER TABLE b ADD COLUMN c int;\n");
  const { status, report } = check();
  expect(status).toBe(4);
  expect(report.findings.filter(({ rule }: { rule: string }) => rule === "fails-always")).toEqual([]);
  expect(report.unanalyzed).toMatchObject([{ path: "migrations/00003_c.sql", line: 2 }]);
  expect(report.unanalyzed[0].reason).toContain("migrations/00002_b.go comes before it and is not read");
  const fails = ({ rule }: { rule: string }) => rule === "fails-always";
  expect(check("--static").report.findings.filter(fails)).toEqual([]);
});

test("an extension that is not available is named; only what needs it is not analysed", () => {
  const hyper =
    "CREATE EXTENSION timescaledb;\nCREATE TABLE m (at timestamptz);\nSELECT create_hypertable('m', 'at');\n";
  write("supabase/migrations/20260101000000_a.sql", hyper);
  write(
    "supabase/migrations/20260102000000_b.sql",
    "CREATE EXTENSION pgmq;\nSELECT pgmq.create('jobs');\nALTER TABLE m ADD CHECK (at > now());\n",
  );
  const { status, report } = check();
  expect(status).toBe(4);
  expect(report.unanalyzed).toMatchObject([{ path: "supabase/migrations/20260101000000_a.sql", line: 3 }]);
  expect(report.migrations.map(({ rehearsed }: { rehearsed: boolean }) => rehearsed)).toEqual([true, true]);
  expect(report.targets[0].remarks).toEqual([
    "Rehearsed without the extension timescaledb, which the shadow does not have.",
    "The shadow does not have the extension pgmq: the objects were declared, their functions do nothing.",
  ]);
});
