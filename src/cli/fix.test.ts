/** `lockgate fix`, as users run it. */
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { buildProgram, ROOT, runProgram } from "./built-program.testing.ts";

const INIT = `CREATE TABLE "orders" ("id" SERIAL PRIMARY KEY, "total" INTEGER NOT NULL, "note" TEXT);\n`;
const INDEX = `-- AlterTable\r\nALTER TABLE "orders" ADD COLUMN "status" TEXT;\r\n\r\n-- CreateIndex\r\nCREATE INDEX "orders_total_idx" ON "orders"("total");\r\n`;
const NEXT = "prisma/migrations/20260201000000_next/migration.sql";

let program: string;
let repo: string;
beforeAll(async () => {
  program = await buildProgram("fix");
});
beforeEach(() => {
  repo = mkdtempSync(join(tmpdir(), "lockgate-fix-"));
  write("prisma/migrations/20260101000000_init/migration.sql", INIT);
  write("prisma/migrations/migration_lock.toml", 'provider = "postgresql"\n');
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "base");
  git("checkout", "-q", "-b", "work");
  return () => rmSync(repo, { recursive: true, force: true });
});
afterAll(() => rmSync(dirname(program), { recursive: true, force: true }));

const git = (...args: string[]) => execFileSync("git", args, { cwd: repo, stdio: "pipe" });
const fix = (...args: string[]) => runProgram(program, ["fix", "--no-cache", ...args], { cwd: repo });

function write(path: string, text: string): void {
  mkdirSync(dirname(join(repo, path)), { recursive: true });
  writeFileSync(join(repo, path), text);
}

const read = (path: string) => readFileSync(join(repo, path), "utf8");

test("the plan changes nothing; --write writes what it showed, and a second run has nothing to do", () => {
  write(NEXT, INDEX);
  const plan = fix("--output", "json=plan.json", "--output", "markdown=plan.md");
  expect(plan.stderr).toBe("");
  expect(plan.status).toBe(0);
  expect(plan.stdout).toContain(`1.  ${NEXT}   (changed, this release)\n`);
  expect(plan.stdout).toContain("\nnext\n  npx lockgate fix --write   writes 2 files\n");
  expect(plan.stdout).toMatch(/\nfixes 1 finding · proven on PostgreSQL 18 · \d+\.\d s\n$/);
  expect(read("plan.md")).toMatch(/^### ✅ lockgate fix: fixes 1 finding\n/);
  expect(read(NEXT)).toBe(INDEX);
  const planned = JSON.parse(read("plan.json"));

  const written = fix("--write", "--format", "json");
  expect(written.status).toBe(0);
  const report = JSON.parse(written.stdout);
  const validate = new Ajv({ strictTypes: false }).compile(
    JSON.parse(readFileSync(join(ROOT, "schema/fix.schema.json"), "utf8")),
  );
  expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
  expect({ ...report, written: [] }).toEqual(planned);
  const steps: { path: string; sql: string }[] = report.migrations[0].steps;
  expect(report.written).toEqual(steps.map(({ path }) => path));
  for (const { path, sql } of steps) expect(read(path)).toBe(sql);
  expect(read(NEXT)).not.toContain("INDEX");

  const again = fix("--write");
  expect([again.status, again.stdout.replace(/ · .*/, "")]).toEqual([3, "nothing to fix\n"]);
  expect(readdirSync(join(repo, "prisma/migrations"))).toHaveLength(4);
  expect(runProgram(program, ["check", "--no-cache"], { cwd: repo }).status).toBe(0);
}, 300_000);

test("what is left is told with its reason, and ends with 1; the command is as it was typed", () => {
  write(NEXT, `${INDEX}ALTER TABLE "orders" DROP COLUMN "note";\n`);
  const { status, stdout } = fix("--tool", "prisma", "--format", "agent", NEXT);
  expect(status).toBe(1);
  expect(stdout).toMatch(new RegExp(`^${NEXT}:6 left drops-column: `, "m"));
  expect(stdout).toMatch(
    /; run `npx lockgate fix --tool prisma [^`]*migration\.sql --write` to write 2 files/,
  );
}, 300_000);

test("a file that does not parse: 4, nothing is written, and the document is whole", () => {
  write(NEXT, `${INDEX}ALTER TABEL "orders";\n`);
  const { status, stdout } = fix("--write", "--format", "json");
  expect(status).toBe(4);
  const report = JSON.parse(stdout);
  expect(report.unanalyzed).toEqual([expect.objectContaining({ path: NEXT, line: 6 })]);
  expect(report.written).toEqual([]);
  expect(read(NEXT)).toContain("CREATE INDEX");
}, 300_000);

test("mistakes in the command line are one line and exit 2; without a shadow nothing is proven", () => {
  write(NEXT, INDEX);
  for (const [args, said] of [
    [["--static"], "lockgate: fix proves on a shadow what it writes: leave --static out\n"],
    [["--format", "sarif"], /^lockgate: option '--format <format>' argument 'sarif' is invalid\.[^\n]*\n$/],
    [["--tool", "prsima"], /^lockgate: option '--tool <id>' argument 'prsima' is invalid\.[^\n]*\n$/],
    [["--base", "gone"], /^lockgate: the base gone is not in this clone\n/],
  ] as const) {
    const { status, stdout, stderr } = fix(...args);
    expect([status, stdout], stderr).toEqual([2, ""]);
    if (typeof said === "string") expect(stderr).toBe(said);
    else expect(stderr).toMatch(said);
  }
  expect(existsSync(join(repo, "prisma/migrations/20260201000001_next_2"))).toBe(false);
}, 300_000);
