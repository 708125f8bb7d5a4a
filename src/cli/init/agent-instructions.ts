import type { ToolId } from "../../migrations/migration.ts";
import type { Change } from "./planned.ts";

export const CHECK = "npx lockgate check --format agent";

/** How a migration is written and not applied yet, by the tools that would do both at once or write it themselves. */
const DRAFTS: Partial<Readonly<Record<ToolId, string>>> = {
  prisma: "npx prisma migrate dev --create-only",
  drizzle: "npx drizzle-kit generate",
};

/** A few lines of Markdown for an assistant. */
export function instructions(tools: readonly ToolId[]): string {
  const drafts = [...new Set(tools)].flatMap((tool) => DRAFTS[tool] ?? []).map((command) => `\`${command}\``);
  const how = drafts.length === 0 ? "without applying it" : `without applying it (${drafts.join(", ")})`;
  return `## PostgreSQL migrations

Never apply a migration that was not checked. Write it ${how}, run
\`${CHECK}\`, do what it says, and repeat until it passes; its MCP tool \`check_migrations\` tells the same.
\`npx lockgate explain <rule>\` tells why. Never edit a migration that is merged: write a new one. Do not write an ignore,
lower a rule or change lockgate's config: ask.
`;
}

/** The lines at the end of a file of instructions, in its own line ends. */
export function withInstructions(before: string | null, lines: string): Change {
  if (before === null) return { text: lines, remark: null };
  if (before.includes("lockgate check")) return { text: null, remark: "has it already" };
  // Claude Code reads what a line like this names.
  if (/^@\.?\/?AGENTS\.md\s*$/m.test(before)) return { text: null, remark: "reads AGENTS.md" };
  const end = before.includes("\r\n") ? "\r\n" : "\n";
  const gap = before === "" ? "" : before.endsWith("\n") ? end : end + end;
  return { text: `${before}${gap}${lines.replaceAll("\n", end)}`, remark: null };
}

/** A rule of Cursor's that stands in every conversation: a migration can begin with an edit of the schema. */
export function cursorRule(lines: string): string {
  return `---\ndescription: PostgreSQL migrations are checked before they are applied\nalwaysApply: true\n---\n\n${lines}`;
}
