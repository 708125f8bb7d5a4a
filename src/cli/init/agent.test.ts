import { parse } from "jsonc-parser";
import { parse as parseToml } from "smol-toml";
import { expect, test } from "vitest";
import { type AgentFiles, agentPlans, type Existing } from "./agent.ts";

const HOOK = "npx lockgate check --format agent --after-edit";
const SERVER = { command: "npx", args: ["lockgate", "mcp"] };

function plans(texts: Readonly<Record<string, string>>, refused: Readonly<Record<string, string>> = {}) {
  const read = (path: string): Existing =>
    refused[path] === undefined ? { text: texts[path] ?? null } : { refused: refused[path] };
  const files: AgentFiles = { read, linked: (path) => path };
  return new Map(agentPlans(files, ["prisma", "sql", "prisma"]).map((plan) => [plan.path, plan]));
}

/** The files as they are once the plans are carried out. */
function written(texts: Readonly<Record<string, string>>): Record<string, string> {
  const after = [...plans(texts).values()].flatMap(({ path, text }) => (text === null ? [] : [[path, text]]));
  return { ...texts, ...Object.fromEntries(after) };
}

test("where there is nothing: instructions, a hook, and the server for three assistants", () => {
  const files = written({});
  expect(Object.keys(files)).toEqual([
    "AGENTS.md",
    "CLAUDE.md",
    ".cursor/rules/lockgate.mdc",
    ".claude/settings.json",
    ".mcp.json",
    ".cursor/mcp.json",
    ".codex/config.toml",
  ]);
  for (const path of ["AGENTS.md", "CLAUDE.md", ".cursor/rules/lockgate.mdc"]) {
    expect(files[path]).toContain("npx prisma migrate dev --create-only");
    expect(files[path]).toContain("npx lockgate check --format agent");
  }
  expect(files[".cursor/rules/lockgate.mdc"]).toMatch(/^---\ndescription: .+\nalwaysApply: true\n---\n\n## /);
  const hooks = {
    PostToolUse: [{ matcher: "Edit|MultiEdit|Write", hooks: [{ type: "command", command: HOOK }] }],
  };
  expect(JSON.parse(files[".claude/settings.json"] ?? "")).toEqual({ hooks });
  expect(JSON.parse(files[".mcp.json"] ?? "")).toEqual({ mcpServers: { lockgate: SERVER } });
  expect(JSON.parse(files[".cursor/mcp.json"] ?? "")).toEqual({ mcpServers: { lockgate: SERVER } });
  expect(parseToml(files[".codex/config.toml"] ?? "")).toEqual({ mcp_servers: { lockgate: SERVER } });
});

const THEIRS = {
  "AGENTS.md": "# Ours\r\n\r\nBe kind.",
  "CLAUDE.md": "# Claude\n",
  ".claude/settings.json": `{
    // Formats what was written.
    "hooks": {
        "PostToolUse": [ // after an edit
            { "matcher": "Write", "hooks": [{ "type": "command", "command": "npx prettier" }] },
        ],
        "Stop": [],
    },
    "permissions": { "deny": ["Read(.env)"] },
}
`,
  ".mcp.json": '{\r\n\t"mcpServers": {\r\n\t\t"db": {"url": "x"}\r\n\t}\r\n}\r\n',
  ".cursor/mcp.json": "\ufeff{}",
  ".codex/config.toml": '# ours\nmodel = "m" # this\n\n[mcp_servers.db]\ncommand = "db"',
};

test("what others wrote stays: comments, line ends, hooks, servers", () => {
  const files = written(THEIRS);
  expect(files["AGENTS.md"]?.startsWith(`${THEIRS["AGENTS.md"]}\r\n\r\n## PostgreSQL migrations\r\n`)).toBe(
    true,
  );
  expect(files["AGENTS.md"]).not.toMatch(/[^\r]\n/);
  expect(files["CLAUDE.md"]?.startsWith("# Claude\n\n## PostgreSQL migrations\n")).toBe(true);
  const settings = files[".claude/settings.json"] ?? "";
  for (const line of THEIRS[".claude/settings.json"].split("\n"))
    expect(settings).toContain(line.trim().replace(/,$/, ""));
  const { hooks, permissions } = parse(settings);
  expect(hooks.PostToolUse.map((hook: { hooks: { command: string }[] }) => hook.hooks[0]?.command)).toEqual([
    "npx prettier",
    HOOK,
  ]);
  expect([hooks.Stop, permissions]).toEqual([[], { deny: ["Read(.env)"] }]);
  expect(files[".mcp.json"]).toContain('\r\n\t\t"db": {"url": "x"},\r\n\t\t"lockgate": {');
  expect(files[".mcp.json"]).not.toMatch(/[^\r]\n/);
  expect(files[".cursor/mcp.json"]?.startsWith("\ufeff{")).toBe(true);
  expect(
    files[".codex/config.toml"]?.startsWith(`${THEIRS[".codex/config.toml"]}\n\n[mcp_servers.lockgate]\n`),
  ).toBe(true);
  expect(Object.keys(parseToml(files[".codex/config.toml"] ?? "").mcp_servers as object)).toEqual([
    "db",
    "lockgate",
  ]);
});

test.each([{}, THEIRS])("the second time nothing is written", (before) => {
  const again = [...plans(written(before)).values()];
  expect(again.map(({ text }) => text)).toEqual(again.map(() => null));
  expect(again.map(({ remark }) => remark)).toEqual(
    again.map(({ path }) => (path.endsWith(".mdc") ? "is so already" : "has it already")),
  );
});

test.each([
  [".claude/settings.json", '{"hooks": {', "cannot be parsed"],
  [".claude/settings.json", "", "cannot be parsed"],
  [".claude/settings.json", "[]", "has something else there"],
  [".claude/settings.json", '{"hooks": []}', "has something else there"],
  [".claude/settings.json", '{"hooks": {"PostToolUse": "x"}}', "has something else there"],
  [".claude/settings.json", '{"hooks": {"PostToolUse": []}, "hooks": {"Stop": []}}', "has a key twice"],
  [".mcp.json", "mcpServers: {}", "cannot be parsed"],
  [".mcp.json", '{"mcpServers": [1]}', "has something else there"],
  [".mcp.json", '{"mcpServers": {"a": {}}, "mcpServers": {}}', "has a key twice"],
  [".mcp.json", "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> work\n", "cannot be parsed"],
  [".codex/config.toml", "mcp_servers = {}", "has something else there"],
  [".codex/config.toml", "a = ", "cannot be parsed"],
])("%s that holds %j is left as it is, with what to add by hand", (path, text, why) => {
  const plan = plans({ [path]: text }).get(path);
  expect(plan?.text).toBeNull();
  expect(plan?.remark).toMatch(new RegExp(`^${why} and is left as it is: add .* yourself: .*lockgate`));
});

test.each([
  [
    '{"mcpServers": {"a": {}}}',
    '{"mcpServers": {"a": {}, "lockgate": {"command":"npx","args":["lockgate","mcp"]}}}',
  ],
  ['{\n  "a": {}\n}\n', /^\{\n {2}"a": \{\},\n {2}"mcpServers": \{\n {4}"lockgate": \{\n/],
  ['{\n  "mcpServers": {}\n}\n', /^\{\n {2}"mcpServers": \{\n {4}"lockgate": \{\n/],
])("%j is laid out as it is written", (before, after) => {
  const text = plans({ ".mcp.json": before }).get(".mcp.json")?.text;
  if (typeof after === "string") expect(text).toBe(after);
  else expect(text).toMatch(after);
});

test("a server of that name that somebody set up otherwise is theirs", () => {
  const own = '{"mcpServers": {"lockgate": {"command": "pnpm", "args": ["exec", "lockgate", "mcp"]}}}';
  expect(plans({ ".mcp.json": own }).get(".mcp.json")).toMatchObject({
    text: null,
    remark: "has it already",
  });
});

test("CLAUDE.md that names AGENTS.md, and files that may not be written", () => {
  expect(plans({ "CLAUDE.md": "@AGENTS.md\n" }).get("CLAUDE.md")).toMatchObject({
    text: null,
    remark: "reads AGENTS.md",
  });
  const why = "is a link out of the repository and is left as it is";
  expect(plans({}, { ".mcp.json": why }).get(".mcp.json")).toMatchObject({ text: null, remark: why });
});
