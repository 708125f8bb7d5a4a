/** An assistant at work: what init wrote for it, its edits, the hook after each of them, until the check passes. */
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repository } from "../migrations/temporary-repository.testing.ts";
import { buildProgram, runProgram } from "./built-program.testing.ts";

let program: string;
beforeAll(async () => {
  program = await buildProgram("assistant");
});
afterAll(() => rmSync(dirname(program), { recursive: true, force: true }));

const BASE = {
  "migrations/001.sql": "CREATE TABLE orders (id int PRIMARY KEY, org int);\n",
  "lockgate.config.json": '{"rules": {"waits-without-timeout": "off"}}',
  "README.md": "# Shop\n",
};

/** The command that Claude Code runs after an edit, as init wrote it, and its JSON on stdin. */
function edit(root: string, path: string, text: string) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  const settings = JSON.parse(readFileSync(join(root, ".claude/settings.json"), "utf8"));
  const [npx, lockgate, ...args] = settings.hooks.PostToolUse[0].hooks[0].command.split(" ");
  expect([npx, lockgate]).toEqual(["npx", "lockgate"]);
  const event = {
    hook_event_name: "PostToolUse",
    tool_name: "Write",
    tool_input: { file_path: join(root, path) },
  };
  return runProgram(program, args, { cwd: root, input: JSON.stringify(event) });
}

function initialized(files: Readonly<Record<string, string>>): string {
  const root = repository(files);
  const { status, stdout, stderr } = runProgram(program, ["init", "--agent", "--yes"], {
    cwd: root,
    env: {
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "url.file:///nowhere/.insteadOf",
      GIT_CONFIG_VALUE_0: "https://github.com/",
    },
  });
  expect(status, stderr).toBe(0);
  for (const path of ["AGENTS.md", "CLAUDE.md", ".claude/settings.json", ".mcp.json", ".codex/config.toml"]) {
    expect(stderr).toContain(`wrote ${path}\n`);
    expect(stdout).toContain(`\n${path}\n`);
  }
  return root;
}

test("a draft is sent back with the safe way; written so, it passes", { timeout: 180_000 }, () => {
  const root = initialized(BASE);
  const draft = edit(root, "migrations/002.sql", "CREATE INDEX orders_org ON orders (org);\n");
  expect(draft).toMatchObject({ status: 2, stdout: "" });
  expect(draft.stderr).toMatch(
    /^migrations\/002\.sql:1 error blocks-writes-while-indexing: .* \| fix: .*CREATE INDEX CONCURRENTLY/m,
  );

  const sql = /CREATE INDEX CONCURRENTLY .*;$/m.exec(draft.stderr)?.[0];
  expect(edit(root, "migrations/002.sql", `${sql}\n`)).toMatchObject({ status: 0, stdout: "", stderr: "" });
  expect(runProgram(program, ["check", "--format", "agent"], { cwd: root })).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^pass: /m),
  });
});

test("an edit of anything else is nobody's business; a broken migration is", () => {
  const root = initialized(BASE);
  writeFileSync(join(root, "migrations/002.sql"), "DROP TABLE orders;\n");
  expect(edit(root, "README.md", "# The shop\n")).toMatchObject({ status: 0, stdout: "", stderr: "" });
  expect(edit(root, "../elsewhere.sql", "DROP TABLE orders;\n")).toMatchObject({ status: 0, stderr: "" });
  rmSync(join(root, "../elsewhere.sql"));
  expect(edit(root, "migrations/002.sql", "DORP TABLE orders;\n")).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("migrations/002.sql:1 unanalyzed: "),
  });
  expect(edit(root, "migrations/001.sql", "CREATE TABLE orders (id int);\n").stderr).toContain(
    "edits-merged-migration",
  );
});

test("without a base the edited file is judged; without an edit on stdin nothing is", () => {
  const root = initialized(BASE);
  rmSync(join(root, ".git"), { recursive: true });
  runProgram("-e", ["require('child_process').execSync('git init -q -b work')"], { cwd: root });
  expect(edit(root, "migrations/002.sql", "DROP TABLE orders;\n").stderr).toContain(
    "002.sql:1 error drops-table",
  );
  for (const input of ["", "{}", "[", '{"tool_input": {"file_path": 1}}', "null"]) {
    const ran = runProgram(program, ["check", "--after-edit"], { cwd: root, input });
    expect(ran).toMatchObject({ status: 2, stdout: "" });
    expect(ran.stderr).toMatch(/^lockgate: stdin tells of no edited file\n/);
  }
});

test("init writes nothing through a link that leads out of the repository", () => {
  const root = repository(BASE);
  const outside = repository({ "settings.json": "{}" });
  symlinkSync(outside, join(root, ".claude"));
  const { stdout } = runProgram(program, ["init", "--agent", "--yes"], { cwd: root });
  expect(stdout).toContain(".claude/settings.json is a link out of the repository and is left as it is");
  expect(readFileSync(join(outside, "settings.json"), "utf8")).toBe("{}");
});
