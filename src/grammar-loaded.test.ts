/** What needs the grammar loads it, in a process that nothing else has loaded it in. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { buildProgram, runProgram } from "./cli/built-program.testing.ts";

let program: string;
let folder: string;
beforeAll(async () => {
  program = await buildProgram("grammar");
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lockgate-grammar-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function git(...args: string[]): void {
  const identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
  execFileSync("git", [...identity, ...args], { cwd: folder });
}

test("a merged migration that is edited, where none is new", () => {
  const path = "prisma/migrations/20260101000000_init/migration.sql";
  write("prisma/migrations/migration_lock.toml", 'provider = "postgresql"\n');
  write(path, "CREATE TABLE users (id int);\n");
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("commit", "-q", "-m", "base");
  write(path, "CREATE TABLE users (id bigint);\n");
  const { status, stdout, stderr } = runProgram(program, ["check", "--static"], { cwd: folder });
  expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
  expect(stdout).toContain("edits-merged-migration");
});

test("a rule of one's own that quotes a name", () => {
  write("rules/quotes-it/README.md", "# quotes-it\n");
  write(
    "rules/quotes-it/rule.mjs",
    `import { defineRule, quoted } from "lockgate/rule";
     export default defineRule({
       level: "error",
       summary: "Says the name.",
       judge: ({ effects }) => effects[0] && { message: "touches " + quoted("user"), because: effects[0] },
     });`,
  );
  write("lockgate.config.json", '{ "userRules": ["rules"] }');
  write("1.sql", "DROP TABLE a;\n");
  const { status, stdout } = runProgram(program, ["check", "--static", "1.sql"], { cwd: folder });
  expect(stdout).toContain('touches "user"');
  expect(status).toBe(1);
});
