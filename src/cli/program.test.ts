/** The built program as users run it: its own process, real repositories, exit codes and both outputs. */
import { execFileSync, type SpawnSyncReturns, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { buildProgram, ENV, ROOT, runProgram } from "./built-program.testing.ts";

let program: string;
beforeAll(async () => {
  program = await buildProgram("check");
});

let repo: string;
beforeEach(() => {
  repo = mkdtempSync(join(tmpdir(), "lockgate-cli-"));
  git("init", "-q", "-b", "main");
  write("prisma/migrations/migration_lock.toml", 'provider = "postgresql"\n');
  write(
    "prisma/migrations/1_users/migration.sql",
    "CREATE TABLE users (id int PRIMARY KEY, legacy text, n int);\n",
  );
  git("add", ".");
  git("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "first");
});
afterEach(() => rmSync(repo, { recursive: true, force: true }));

function git(...args: string[]): void {
  execFileSync("git", args, { cwd: repo, stdio: "pipe" });
}

function write(path: string, text: string | Buffer): void {
  mkdirSync(dirname(join(repo, path)), { recursive: true });
  writeFileSync(join(repo, path), text);
}

function lockgate(args: string[], options: { cwd?: string; env?: object } = {}): SpawnSyncReturns<string> {
  return runProgram(program, args, { ...options, cwd: join(repo, options.cwd ?? "") });
}

const check = (...args: string[]) => lockgate(["check", "--static", ...args]);
const json = (...args: string[]) => {
  const { status, stdout, stderr } = check(...args, "--format", "json");
  return { status, stderr, report: JSON.parse(stdout) };
};

const BAD = "ALTER TABLE users DROP COLUMN legacy;\n";

test("what is new against the base is judged: findings exit 1, none exit 0", () => {
  const before = check();
  expect(before.stdout).toMatch(/^no findings · no new migrations \(1 migration in prisma\/migrations\)/);
  expect(before.status).toBe(0);
  write("prisma/migrations/2_drop/migration.sql", BAD);
  const { status, stdout, stderr } = check();
  expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
  expect(stdout).toContain(
    "prisma/migrations/2_drop/migration.sql   (not rehearsed, PostgreSQL 18, one transaction)\n",
  );
  expect(stdout).toContain("  1  ALTER TABLE users DROP COLUMN legacy;\n     error  drops-column   ");
});

test("--fail-on never leaves the findings in place and passes; the format never changes the exit code", () => {
  write("prisma/migrations/2_drop/migration.sql", BAD);
  const lenient = check("--fail-on", "never");
  expect(lenient.status).toBe(0);
  expect(lenient.stdout).toContain("drops-column");
  for (const format of ["github", "sarif"]) {
    const { status, stdout, stderr } = check("--format", format);
    expect({ format, status, stderr }).toEqual({ format, status: 1, stderr: "" });
    expect(stdout).toContain("drops-column");
  }
});

test("a mistake in the command line is exit 2, said on stderr only, with a suggestion", () => {
  const mistakes: [string[], RegExp][] = [
    [["check", "--fomat", "json"], /unknown option '--fomat'\n\(Did you mean --format\?\)/],
    [["check", "--format", "yaml"], /argument 'yaml' is invalid. Allowed choices are pretty, json/],
    [["chekc"], /unknown command 'chekc'\n\(Did you mean check\?\)/],
    [["check", "--output", "json"], /write it as <format>=<path>/],
    [["check", "--pg-version", "13"], /--pg-version is not 14, 15, 16, 17, 18/],
    [["check", "--all", "--staged"], /cannot be used with/],
    [["check", "--base", "nowhere"], /nowhere/],
    [["explain", "drop-column"], /there is no rule "drop-column": did you mean "drops-column"\?/],
    [[], /Usage: lockgate/],
  ];
  for (const [args, message] of mistakes) {
    const { status, stdout, stderr } = lockgate(args);
    expect({ args, status, stdout }).toEqual({ args, status: 2, stdout: "" });
    expect(stderr).toMatch(message);
  }
});

test("a mistake in the config is exit 2 and names file and line", () => {
  write("lockgate.config.json", '{\n  "failon": "never"\n}');
  expect(check()).toMatchObject({
    status: 2,
    stdout: "",
    stderr: 'lockgate: lockgate.config.json:2: unknown key "failon": did you mean "failOn"?\n',
  });
  write("lockgate.config.json", '{"rules": {\n"drop-column": "off"}}');
  expect(check().stderr).toBe(
    'lockgate: lockgate.config.json:2: unknown rule "drop-column": did you mean "drops-column"?\n',
  );
});

test("without a repository there is no base; --all and paths need none", () => {
  rmSync(join(repo, ".git"), { recursive: true });
  expect(check()).toMatchObject({ status: 2, stdout: "" });
  expect(check("--all").status).toBe(0);
  expect(check("prisma/migrations/1_users/migration.sql").status).toBe(0);
});

test("no migrations is exit 3, in every format a whole document", () => {
  const empty = mkdtempSync(join(tmpdir(), "lockgate-empty-"));
  try {
    const run = (format: string) =>
      runProgram(program, ["check", "--all", "--format", format], { cwd: empty });
    const pretty = run("pretty");
    expect(pretty.status).toBe(3);
    expect(pretty.stdout).toMatch(/no PostgreSQL migrations found/);
    expect(JSON.parse(run("json").stdout)).toMatchObject({ verdict: "incomplete", migrations: [] });
    const { status, stdout } = run("markdown");
    expect({ status, stdout: stdout.split("\n")[0] }).toEqual({
      status: 3,
      stdout: "### 🚫 lockgate: no PostgreSQL migrations found",
    });
  } finally {
    rmSync(empty, { recursive: true });
  }
});

test("a path that is missing or may not be read is exit 4; the valid one beside it is judged", () => {
  write("a.sql", "DROP TABLE users;\n");
  write("secret.sql", "SELECT 1;");
  chmodSync(join(repo, "secret.sql"), 0);
  const { status, report } = json("a.sql", "nowhere.sql", "secret.sql");
  expect(status).toBe(4);
  expect(report.verdict).toBe("incomplete");
  expect(report.findings.map(({ path }: { path: string }) => path)).toContain("a.sql");
  const unread = report.unanalyzed.map(
    ({ path, reason }: { path: string; reason: string }) => `${path} ${reason}`,
  );
  expect(unread).toContain("nowhere.sql does not exist");
  // The superuser reads what nobody may read.
  if (process.getuid?.() !== 0) expect(unread.join()).toContain("secret.sql may not be read");
});

test("bad content is said of its own file and the others are judged", () => {
  write("db/1_ok.sql", "DROP TABLE users;\n");
  write("db/2_latin1.sql", Buffer.from("-- caf\xe9\nSELECT 1;\n", "latin1"));
  write("db/3_syntax.sql", "SELECT 1;\nSELCT 2;\nDROP TABLE users;\n");
  write("db/4_empty.sql", "");
  write("db/[id].sql", "DROP TABLE users;\n");
  mkdirSync(join(repo, "db/x.sql"));
  const paths = ["1_ok", "2_latin1", "3_syntax", "4_empty", "[id]", "x"].map((name) => `db/${name}.sql`);
  const { status, report } = json(...paths);
  expect(status).toBe(4);
  const unread = report.unanalyzed.map(
    ({ path, line }: { path: string; line: number | null }) => `${path}:${line}`,
  );
  expect(unread).toContain("db/3_syntax.sql:2");
  expect(unread.filter((entry: string) => entry.startsWith("db/2_latin1.sql"))).toHaveLength(1);
  expect(unread.filter((entry: string) => entry.startsWith("db/1_ok"))).toEqual([]);
  expect(unread.filter((entry: string) => entry.startsWith("db/[id]"))).toEqual([]);
  const found = new Set(
    report.findings.map(({ path, line }: { path: string; line: number }) => `${path}:${line}`),
  );
  for (const place of ["db/1_ok.sql:1", "db/3_syntax.sql:3", "db/[id].sql:1"]) expect(found).toContain(place);
});

test("a file of 5 MB is judged", () => {
  write("big.sql", `${"INSERT INTO users VALUES (1, 'x', 2);\n".repeat(140_000)}DROP TABLE users;\n`);
  const { status, report } = json("big.sql");
  expect(status).toBe(1);
  expect(report.findings.some(({ line }: { line: number }) => line === 140_001)).toBe(true);
}, 300_000);

test("--output writes whole files beside stdout; one that cannot be written is exit 4 with stdout complete", () => {
  write("prisma/migrations/2_drop/migration.sql", BAD);
  const both = check(
    "--output",
    "json=out/report.json",
    "--output",
    "sarif=out/report.sarif",
    "--format",
    "agent",
  );
  expect(both.status).toBe(1);
  const report = JSON.parse(readFileSync(join(repo, "out/report.json"), "utf8"));
  expect(report.findings[0].rule).toBe("drops-column");
  const sarif = JSON.parse(readFileSync(join(repo, "out/report.sarif"), "utf8"));
  expect(sarif.runs[0].tool.driver.rules[0].help.markdown).toMatch(/^# /);
  write("file", "");
  const { status, stdout, stderr } = check("--output", "json=file/x.json", "--format", "agent");
  expect(status).toBe(4);
  expect(stdout).toBe(both.stdout);
  expect(stderr).toMatch(/^lockgate: --output file\/x.json cannot be written/);
});

test("a reader that closes the pipe ends the output quietly, with the verdict's exit code", async () => {
  write("prisma/migrations/2_drop/migration.sql", BAD.repeat(3000));
  const outcome = await new Promise<{ code: number | null; stderr: string }>((done) => {
    const child = spawn(process.execPath, [program, "check", "--static", "--format", "json"], {
      cwd: repo,
      env: ENV,
    });
    let stderr = "";
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.stdout.once("data", () => child.stdout.destroy());
    child.on("close", (code) => done({ code, stderr }));
  });
  expect(outcome).toEqual({ code: 1, stderr: "" });
});

test("the JSON is valid and the same from run to run and from any folder of the repository", () => {
  write("prisma/migrations/2_drop/migration.sql", BAD);
  const schema = JSON.parse(readFileSync(join(ROOT, "schema/report.schema.json"), "utf8"));
  const validate = new Ajv({ strictTypes: false }).compile(schema);
  const { stdout } = check("--format", "json");
  expect(validate(JSON.parse(stdout)), JSON.stringify(validate.errors)).toBe(true);
  expect(check("--format", "json").stdout).toBe(stdout);
  expect(lockgate(["check", "--static", "--format", "json"], { cwd: "prisma" }).stdout).toBe(stdout);
});

test("colours: none in a pipe, FORCE_COLOR gives them, NO_COLOR takes them", () => {
  const esc = String.fromCharCode(27);
  const args = ["check", "--static"];
  expect(lockgate(args).stdout).not.toContain(esc);
  expect(lockgate(args, { env: { FORCE_COLOR: "1" } }).stdout).toContain(esc);
  expect(lockgate(args, { env: { FORCE_COLOR: "1", NO_COLOR: "1" } }).stdout).not.toContain(esc);
});

test("what is built holds no path of the machine that built it", () => {
  for (const name of ["cli.js", "rule.js"]) {
    expect(existsSync(join(program, "..", name))).toBe(true);
    expect(readFileSync(join(program, "..", name), "utf8")).not.toContain(ROOT);
  }
});
