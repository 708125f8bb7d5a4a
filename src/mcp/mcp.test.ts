/** `lockgate mcp` as a client meets it: the built program, the SDK's client, real stdio. */
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CallToolResult } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildProgram, runProgram } from "../cli/built-program.testing.ts";
import { repository } from "../migrations/temporary-repository.testing.ts";
import { VERSION } from "../version.ts";
import { connect, session, toolCall } from "./mcp.testing.ts";

const BASE = { "migrations/001.sql": "CREATE TABLE orders (id int PRIMARY KEY, total int);\n" };
const RISKY = { "migrations/002.sql": "ALTER TABLE orders ALTER COLUMN total TYPE bigint;\n" };

let program: string;
beforeAll(async () => {
  program = await buildProgram("mcp");
});

function shop(): string {
  const root = repository(BASE);
  for (const [path, text] of Object.entries(RISKY)) writeFileSync(join(root, path), text);
  return root;
}

const textOf = ({ content }: CallToolResult): string =>
  content.map((part) => (part.type === "text" ? part.text : "")).join("");

test.each(["legacy", "auto"] as const)(
  "five tools and what they may do, by the protocol that is %s",
  async (mode) => {
    const { client } = await connect(program, shop(), { versionNegotiation: { mode } });
    expect(client.getServerVersion()).toEqual({ name: "lockgate", version: VERSION });
    const { tools } = await client.listTools();
    const readOnly = tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint]);
    expect(Object.fromEntries(readOnly)).toEqual({
      check_migrations: true,
      statement_locks: true,
      fix_migrations: false,
      explain_rule: true,
      drift: true,
    });
    for (const { inputSchema, outputSchema, description } of tools) {
      expect(inputSchema).toMatchObject({ type: "object", additionalProperties: false });
      expect(outputSchema).toMatchObject({ type: "object" });
      expect(description).toBeTruthy();
    }
    await client.close();
  },
);

test("each tool answers with what its command prints, as a structure and as text", async () => {
  const root = shop();
  const { client, said } = await connect(program, root);
  const ask = async (name: string, args: Record<string, unknown> = {}) => {
    const result = await client.callTool({ name, arguments: args });
    expect(result.isError, textOf(result)).toBeFalsy();
    expect(JSON.parse(textOf(result))).toEqual(result.structuredContent);
    return result.structuredContent;
  };
  const printed = (...args: string[]) =>
    JSON.parse(runProgram(program, [...args, "--format", "json"], { cwd: root }).stdout);

  expect(await ask("check_migrations")).toEqual(printed("check"));
  const absolute = { paths: [join(root, "migrations/002.sql")] };
  expect(await ask("check_migrations", absolute)).toMatchObject({
    verdict: "fail",
    findings: expect.arrayContaining([expect.objectContaining({ rule: "rewrites-table", line: 1 })]),
  });
  expect(await ask("drift")).toEqual(printed("drift"));
  expect(await ask("statement_locks", { sql: "TRUNCATE orders;\nselct 1;" })).toMatchObject({
    schema: "lockgate/locks@1",
    statements: [
      { command: "TRUNCATE TABLE", error: null },
      { line: 2, error: expect.any(String) },
    ],
  });
  expect(await ask("explain_rule", { rule: "rewrites-table" })).toMatchObject({
    rule: "rewrites-table",
    level: "error",
    readme: expect.stringContaining("## Safer"),
  });
  expect(said()).toBe("");
  await client.close();
});

test("an assistant's loop: what is drafted fails, is fixed, and passes", { timeout: 180_000 }, async () => {
  const root = repository(BASE);
  const draft = "CREATE INDEX orders_total ON orders (total);\n";
  writeFileSync(join(root, "migrations/002.sql"), draft);
  const { client } = await connect(program, root);
  const ask = async (name: string, args: Record<string, unknown> = {}) => {
    const result = await client.callTool({ name, arguments: args });
    expect(result.isError, textOf(result)).toBeFalsy();
    return result.structuredContent as Record<string, unknown>;
  };
  expect(await ask("check_migrations")).toMatchObject({ verdict: "fail" });
  const plan = await ask("fix_migrations", { paths: ["migrations/002.sql"] });
  expect(plan).toMatchObject({
    schema: "lockgate/fix@1",
    migrations: [{ path: "migrations/002.sql", steps: [{ proof: { schema: "equal", findings: 0 } }] }],
    left: [],
    written: [],
  });
  expect(readFileSync(join(root, "migrations/002.sql"), "utf8")).toBe(draft);
  const fixed = await ask("fix_migrations", { write: true });
  expect(fixed).toMatchObject({ written: expect.arrayContaining(["migrations/002.sql"]) });
  expect(readFileSync(join(root, "migrations/002.sql"), "utf8")).toContain("CREATE INDEX CONCURRENTLY");
  expect(await ask("check_migrations")).toMatchObject({ verdict: "pass" });
  await client.close();
});

test("a call that cannot be answered is an error of one line and a hint, and the next one is answered", async () => {
  const outside = mkdtempSync(join(tmpdir(), "lockgate-outside-"));
  writeFileSync(join(outside, "secret.sql"), "CREATE TABLE secret_table (id int);\n");
  const root = shop();
  symlinkSync(outside, join(root, "linked"));
  symlinkSync(join(outside, "secret.sql"), join(root, "migrations/003.sql"));
  const { client } = await connect(program, root);
  const refused = async (name: string, args: Record<string, unknown>) => {
    const result = await client.callTool({ name, arguments: args });
    expect(result.isError, textOf(result)).toBe(true);
    expect(textOf(result)).not.toMatch(/^ +at |node:|secret_table/m);
    expect(textOf(result).split("\n").length).toBeLessThanOrEqual(2);
    return textOf(result);
  };
  for (const path of [
    join(outside, "secret.sql"),
    "../secret.sql",
    "migrations/../../secret.sql",
    "linked/secret.sql",
    "linked/nowhere.sql",
    "migrations/003.sql",
    "linked",
    "/etc/passwd",
    "/",
    "..",
  ]) {
    expect(await refused("check_migrations", { paths: ["migrations/002.sql", path] })).toBe(
      `${path} is outside the repository\nOnly its own files are read here.`,
    );
  }
  expect(await refused("fix_migrations", { paths: ["linked/secret.sql"], write: true })).toMatch(
    /outside the repository/,
  );
  expect(await refused("fix_migrations", { write: "yes" })).toMatch(/Invalid arguments/);
  expect(await refused("check_migrations", { paths: ["a\0b"] })).toMatch(/^a path is empty or no path/);
  expect(await refused("check_migrations", { paths: "migrations" })).toMatch(/Expected Array/);
  expect(await refused("check_migrations", { path: ["migrations"] })).toMatch(/Invalid arguments/);
  expect(await refused("statement_locks", {})).toMatch(/Invalid arguments/);
  expect(await refused("explain_rule", { rule: "rewrites-tabel" })).toMatch(/did you mean "rewrites-table"/);
  expect(await refused("explain_rule", { rule: "../../etc/passwd" })).toMatch(/there is no rule/);
  writeFileSync(join(root, "lockgate.config.json"), '{"failsOn": "error"}');
  expect(await refused("check_migrations", {})).toMatch(/failsOn/);
  rmSync(join(root, "lockgate.config.json"));

  const folder = await client.callTool({ name: "check_migrations", arguments: { paths: ["migrations"] } });
  expect(folder.structuredContent).toMatchObject({
    verdict: "incomplete",
    unanalyzed: [{ path: "migrations/003.sql" }],
  });
  expect(textOf(folder)).not.toContain("secret_table");
  await client.close();
  rmSync(outside, { recursive: true });
});

test("calls at the same time are all answered, one after the other, and progress is told", async () => {
  const { client } = await connect(program, shop());
  const progress: number[] = [];
  const onprogress = (told: { progress: number }) => void progress.push(told.progress);
  const answers = await Promise.all(
    [1, 2].map(() => client.callTool({ name: "check_migrations", arguments: {} }, { onprogress })),
  );
  expect(new Set(answers.map(textOf)).size).toBe(1);
  expect(progress.length).toBeGreaterThan(0);
  await client.close();
});

test("a cancelled call ends, and the server goes on", async () => {
  const { client } = await connect(program, shop());
  const cancel = new AbortController();
  const call = client.callTool({ name: "check_migrations", arguments: {} }, { signal: cancel.signal });
  setTimeout(() => cancel.abort(), 50);
  await expect(call).rejects.toThrow();
  const result = await client.callTool({ name: "statement_locks", arguments: { sql: "DROP TABLE a" } });
  expect(result.isError).toBeFalsy();
  await client.close();
});

test("stdout is the protocol's alone; what was asked before stdin ends is answered, and then it ends", () => {
  const calls = [
    { method: "tools/list" },
    toolCall("check_migrations", {}),
    toolCall("no_such_tool", {}),
    toolCall("statement_locks", { sql: "\u0000\u001b[2J'; DROP" }),
  ];
  const input = `${session(...calls)}not JSON at all\n{"jsonrpc":"2.0"}\n\n`;
  const { status, stdout, stderr } = runProgram(program, ["mcp"], { cwd: shop(), input });
  const answers = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(answers.map(({ id }) => id).sort()).toEqual([1, 2, 3, 4, 5]);
  expect(stdout).not.toContain("\u001b");
  expect(stderr).not.toMatch(/^ +at /m);
  expect(status).toBe(0);
});

test("without a repository, and without a request, it works and ends", () => {
  const folder = mkdtempSync(join(tmpdir(), "lockgate-plain-"));
  expect(runProgram(program, ["mcp"], { cwd: folder })).toMatchObject({ status: 0, stdout: "", stderr: "" });
  writeFileSync(join(folder, "a.sql"), "CREATE TABLE a (id int);\n");
  const input = session(
    toolCall("check_migrations", { paths: ["a.sql", ".."] }),
    toolCall("check_migrations", {}),
  );
  const { stdout } = runProgram(program, ["mcp"], { cwd: folder, input });
  expect(stdout).toContain(".. is outside the repository");
  expect(stdout).toContain("not in a git repository");
  rmSync(folder, { recursive: true });
});

test("a session, line by line", async () => {
  const calls = [
    toolCall("check_migrations", {}),
    toolCall("check_migrations", { paths: ["/etc/passwd"] }),
    toolCall("statement_locks", { sql: "DROP TABLE orders" }),
    toolCall("explain_rule", { rule: "rewrites-tabel" }),
  ];
  const input = session({ method: "tools/list" }, ...calls);
  const { stdout } = runProgram(program, ["mcp"], { cwd: shop(), input });
  const shown = (line: string) => (line.length > 600 ? `${line.slice(0, 600)} …` : line);
  const lines = [
    ...input
      .trimEnd()
      .split("\n")
      .map((line) => `→ ${line}`),
  ];
  const answers = stdout
    .trimEnd()
    .split("\n")
    .sort((a, b) => JSON.parse(a).id - JSON.parse(b).id)
    .map((line) => `← ${shown(line.replaceAll(VERSION, "<version>"))}`);
  await expect(`${[...lines, ...answers].join("\n")}\n`).toMatchFileSnapshot("session.txt");
});

afterAll(() => rmSync(join(program, ".."), { recursive: true, force: true }));
