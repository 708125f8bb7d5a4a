import { createHash } from "node:crypto";
import type { HistoryRow, LocalMigration } from "../history.ts";
import { rowHistory } from "../row-history.ts";

const APPLY = "npx drizzle-kit migrate";

/**
 * `__drizzle_migrations`: `created_at` is the journal's `when`, `hash` the sha256 of the file, which drizzle writes and never
 * reads. Version 1 adds the name of the folder, and goes by it.
 */
export const drizzleHistory = rowHistory({
  schema: "drizzle",
  tables: ["__drizzle_migrations"],
  columns: ["hash", "created_at"],
  optional: ["name"],
  afterEdit: "after it was applied (drizzle never compares its hash)",
  order: "created_at, id",
  advice: {
    apply: APPLY,
    outOfOrder: {
      means:
        "drizzle compares only the time in its journal with that of the last applied one, and never runs it",
      next: 'give it a later "when" in meta/_journal.json, above that of the last applied one',
    },
    missing: () => "bring its file and its entry in the journal back from the branch that was deployed",
    passesMissing: APPLY,
  },
  recorded: (row, local) => matchFor(row, local)?.id ?? labelOf(row),
  key: ({ id }) => id,
  matches:
    ({ hash }) =>
    (content) =>
      hashesTo(content, hash ?? ""),
  isLate({ version }, rows) {
    if (rows.some(({ name }) => (name ?? "") !== "")) return undefined;
    return Number(version) <= Math.max(...rows.map(({ created_at }) => Number(created_at)));
  },
});

/** By name, else by time, else by content: a journal that was regenerated gives the same files other times. */
function matchFor(row: HistoryRow, local: readonly LocalMigration[]): LocalMigration | null {
  const found =
    local.find(({ id }) => (row.name ?? "") !== "" && id === row.name) ??
    local.find(({ version }) => version === row.created_at) ??
    local.find(({ content }) => content !== null && hashesTo(content, row.hash ?? ""));
  return found ?? null;
}

function labelOf({ name, hash, created_at }: HistoryRow): string {
  return name || `${created_at} (sha256 ${(hash ?? "").slice(0, 12)})`;
}

function hashesTo(content: Buffer, hash: string): boolean {
  const text = content.toString("utf8");
  const forms = [text, text.replaceAll("\r\n", "\n"), text.replaceAll("\r\n", "\n").replaceAll("\n", "\r\n")];
  return forms.some((form) => hashOf(form) === hash);
}

export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
