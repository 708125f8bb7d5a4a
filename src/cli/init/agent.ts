/** What `init --agent` writes, so that an assistant asks lockgate before a migration is applied, and can. */
import type { ToolId } from "../../migrations/migration.ts";
import { CHECK, cursorRule, instructions, withInstructions } from "./agent-instructions.ts";
import { type Entry, withEntry } from "./json-entry.ts";
import { type Change, newFile, type Planned } from "./planned.ts";
import { withTable } from "./toml-table.ts";

/** A file as it stands: its text, null where there is none, or why it cannot be written, as the end of a sentence. */
export type Existing =
  | { readonly text: string | null; readonly refused?: never }
  | { readonly text?: never; readonly refused: string };

/** The files that decide what is written. */
export interface AgentFiles {
  read(path: string): Existing;
  /** The path, relative to the root, that a link at `path` stands for; `path` itself where it is none. */
  linked(path: string): string;
}

const CURSOR_RULE = ".cursor/rules/lockgate.mdc";

const SERVER = { command: "npx", args: ["lockgate", "mcp"] };

/** Claude Code shows its assistant what a hook says on stderr when it ends with 2, as --after-edit does. */
const HOOK = {
  matcher: "Edit|MultiEdit|Write",
  hooks: [{ type: "command", command: `${CHECK} --after-edit` }],
};

const hook: Entry = {
  path: ["hooks", "PostToolUse"],
  value: HOOK,
  isItem: true,
  isThere: (hooks) => JSON.stringify(hooks ?? []).includes("lockgate check"),
};

const server: Entry = {
  path: ["mcpServers", "lockgate"],
  value: SERVER,
  isItem: false,
  isThere: (entry) => entry !== undefined,
};

const codexServer = `[mcp_servers.lockgate]
command = "${SERVER.command}"
args = ${JSON.stringify(SERVER.args)}
`;

/** Instructions for every assistant, a hook for Claude Code, and the MCP server for Claude Code, Cursor and Codex. */
export function agentPlans(files: AgentFiles, tools: readonly ToolId[]): Planned[] {
  const lines = instructions(tools);
  const plan = (path: string, change: (before: string | null) => Change): Planned => {
    const { text, refused } = files.read(path);
    const shared = { path, executable: false };
    if (refused !== undefined) return { ...shared, text: null, before: null, remark: refused };
    return { ...shared, before: text, ...change(text) };
  };
  const guidance = (path: string) => plan(path, (before) => withInstructions(before, lines));
  const isShared = files.linked("CLAUDE.md") === files.linked("AGENTS.md");
  return [
    guidance("AGENTS.md"),
    isShared ? plan("CLAUDE.md", () => ({ text: null, remark: "is AGENTS.md" })) : guidance("CLAUDE.md"),
    plan(CURSOR_RULE, (before) => newFile(CURSOR_RULE, cursorRule(lines), before)),
    plan(".claude/settings.json", (before) => withEntry(before, hook)),
    plan(".mcp.json", (before) => withEntry(before, server)),
    plan(".cursor/mcp.json", (before) => withEntry(before, server)),
    plan(".codex/config.toml", (before) => withTable(before, ["mcp_servers", "lockgate"], codexServer)),
  ];
}
