import { createHash } from "node:crypto";
import { compareHistories, editedItem, type HistoryAdvice } from "../compare-histories.ts";
import type {
  AppliedMigration,
  HistoryOptions,
  HistoryReader,
  HistoryResult,
  HistoryRow,
  LocalMigration,
} from "../history.ts";

const APPLY = "npx drizzle-kit migrate";

const AFTER_EDIT = "after it was applied (drizzle never compares its hash)";

const ADVICE: HistoryAdvice = {
  apply: APPLY,
  outOfOrder: {
    means:
      "drizzle compares only the time in its journal with that of the last applied one, and never runs it",
    next: 'give it a later "when" in meta/_journal.json, above that of the last applied one',
  },
  missing: () => "bring its file and its entry in the journal back from the branch that was deployed",
  passesMissing: APPLY,
};

/**
 * `__drizzle_migrations`: `created_at` is the journal's `when`, `hash` the sha256 of the file, which drizzle writes and never
 * reads. Version 1 adds the name of the folder, and goes by it.
 */
export const drizzleHistory: HistoryReader = {
  schema: "drizzle",
  tables: ["__drizzle_migrations"],
  columns: ["hash", "created_at"],
  optional: ["name"],
  afterEdit: AFTER_EDIT,
  order: "created_at, id",
  read,
};

function read({ rows, local, expected }: HistoryOptions): HistoryResult {
  const matched = rows.map((row) => ({ row, migration: matchFor(row, local) }));
  const applied = matched.map(({ row, migration }): AppliedMigration => {
    const matches = (content: Buffer) => hashesTo(content, row.hash ?? "");
    const edited = migration?.content ? !matches(migration.content) : false;
    return { id: migration?.id ?? labelOf(row), local: migration, edited, matches, sql: null };
  });
  const byName = rows.some(({ name }) => (name ?? "") !== "");
  const last = rows
    .map(({ created_at }) => Number(created_at))
    .reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const times = new Map(local.map(({ id, version }) => [id, Number(version)]));
  const differences = compareHistories(
    {
      local: local.map(({ id }) => ({ key: id, id })),
      recorded: applied.map(({ id }) => ({ key: id, id })),
      expected,
      ...(byName ? {} : { isLate: (id: string) => (times.get(id) ?? 0) <= last }),
    },
    ADVICE,
  );
  const edits = applied
    .filter(({ edited }) => edited)
    .map(({ id }) => editedItem(id, `was edited ${AFTER_EDIT}`));
  return { items: [...edits, ...differences], applied };
}

/** By name, else by time, else by content: a journal that was generated anew gives the same files other times. */
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
  return forms.some((form) => createHash("sha256").update(form).digest("hex") === hash);
}
