/** The commands beside `check`, as users run them. */
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildProgram, ENV, ROOT, runProgram } from "./built-program.testing.ts";

let program: string;
let folder: string;
beforeAll(async () => {
  program = await buildProgram("commands");
  folder = mkdtempSync(join(tmpdir(), "lockgate-commands-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lockgate = (args: readonly string[], input = "") => runProgram(program, args, { cwd: folder, input });

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

test("explain prints a rule's README, without a rule the list", () => {
  const one = lockgate(["explain", "drops-column"]);
  expect(one.status).toBe(0);
  expect(one.stdout).toMatch(/^drops-column\n\n[\s\S]*\nProblem\n/);
  const list = lockgate(["explain"]);
  expect(list.stdout).toMatch(/^drops-column +error +\w/m);
  expect(list.stdout).toMatch(/^unused-ignore +warning +\w/m);
});

test("locks tells of each statement; one that is none does not stop the others", () => {
  const schema = JSON.parse(readFileSync(join(ROOT, "schema/locks.schema.json"), "utf8"));
  const validate = new Ajv({ strictTypes: false }).compile(schema);
  const sql = "ALTER TABLE users ADD COLUMN a int;\nselct 1;\nDROP TABLE users;\n";
  const { status, stdout } = lockgate(["locks", "-", "--format", "json"], sql);
  const told = JSON.parse(stdout);
  expect(validate(told), JSON.stringify(validate.errors)).toBe(true);
  expect(status).toBe(4);
  expect(
    told.statements.map(({ line, command, error }: Record<string, unknown>) => [
      line,
      command,
      error === null,
    ]),
  ).toEqual([
    [1, "ALTER TABLE", true],
    [2, "", false],
    [3, "DROP TABLE", true],
  ]);
});

test("locks for a person: the lock, its relation and what waits", () => {
  expect(lockgate(["locks"], "TRUNCATE users;").stdout).toContain(
    "  1  TRUNCATE users;\n     ACCESS EXCLUSIVE  users  target, blocks reads and writes\n",
  );
  write("m.sql", "TRUNCATE users;");
  expect(lockgate(["locks", "m.sql"]).status).toBe(0);
  write("schema.sql", "CREATE TABLE users (id int;");
  for (const args of [
    ["locks", "nowhere.sql"],
    ["locks", "m.sql", "--schema", "nowhere.sql"],
    ["locks", "m.sql", "--schema", "schema.sql"],
  ]) {
    expect(lockgate(args)).toMatchObject({ status: 4, stdout: "" });
  }
});

test("stats needs a database, and an error never holds its password", () => {
  expect(lockgate(["stats"])).toMatchObject({ status: 2, stdout: "" });
  const { status, stderr } = lockgate(["stats", "--database-url", "postgres://u:secret@127.0.0.1:1/x"]);
  expect(status).toBe(4);
  expect(stderr).toMatch(/^lockgate: cannot connect to 127.0.0.1:1\/x/);
  expect(stderr).not.toContain("secret");
});

test("rules test runs the README of each rule of one's own", () => {
  cpSync(join(ROOT, "docs/examples/rules"), join(folder, "rules"), { recursive: true });
  const good = lockgate(["rules", "test", "rules"]);
  expect(readFileSync(join(ROOT, "docs/own-rules.md"), "utf8")).toContain(good.stdout);
  expect(good.stdout).toBe("ok  drops-audited-table\n1 passed, 0 failed\n");
  expect(good.status).toBe(0);
  const readme = "rules/drops-audited-table/README.md";
  write(
    readme,
    readFileSync(join(folder, readme), "utf8").replace("which has to be kept", "which nobody needs"),
  );
  const bad = lockgate(["rules", "test", "rules"]);
  expect(bad.stdout).toMatch(/^failed {2}drops-audited-table\n[\s\S]*\n0 passed, 1 failed\n$/);
  expect(bad.status).toBe(4);
  expect(lockgate(["rules", "test", "nowhere"])).toMatchObject({ status: 2, stdout: "" });
  expect(lockgate(["rules", "test"])).toMatchObject({ status: 2, stdout: "" });
});

test("Ctrl-C ends with 130, says nothing more and leaves no process behind", async () => {
  write("m/1.sql", "CREATE TABLE users (id int);");
  write("m/2.sql", "SELECT pg_sleep(30);");
  const child = spawn(process.execPath, [program, "check", "--no-cache", "m/2.sql"], {
    cwd: folder,
    env: ENV,
    detached: true,
  });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  const ended = new Promise<number | null>((done) => {
    child.on("close", done);
  });
  await new Promise((done) => setTimeout(done, 1_500));
  child.kill("SIGINT");
  expect(await ended).toBe(130);
  expect(output).toBe("");
  // The group is gone with its last process; a shadow has a moment to notice.
  await expect.poll(() => isAlive(-(child.pid ?? 0)), { timeout: 5_000 }).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
