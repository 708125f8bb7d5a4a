import { basename } from "../../migrations/tree.ts";
import { byName, leadingNumber } from "./by-name.ts";
import type { HistoryQuestion, HistoryReader, HistoryReading, HistoryRow } from "./reader.ts";

/**
 * `goose_db_version`: a row for each run, up or down; the newest one of a version counts. Version 0 is written when the
 * table is made.
 */
export const goose: HistoryReader = {
  tables: ["goose_db_version"],
  columns: ["version_id", "is_applied"],
  order: "id",
  read: (question) => NAMES.read({ ...question, rows: standing(question) }),
};

const NAMES: { read(question: HistoryQuestion): HistoryReading } = byName({
  tables: goose.tables,
  columns: goose.columns,
  order: goose.order,
  advice: {
    apply: "goose up",
    outOfOrder: {
      means: "goose stops at it, unless it is told to allow missing ones",
      next: "give it a version above all others (`goose fix`), or run `goose up -allow-missing`",
    },
    missing: () => "bring its file back from the branch that was deployed",
    passesMissing: "goose status",
  },
  recorded: ({ version_id }) => leadingNumber(version_id ?? ""),
  key: ({ path }) => leadingNumber(basename(path)),
  twice: "goose stops at it",
});

/** The rows of versions that are applied now, in the order in which they were. */
function standing({ rows }: HistoryQuestion): HistoryRow[] {
  const newest = new Map<string, HistoryRow>();
  for (const row of rows) {
    const version = row.version_id ?? "";
    newest.delete(version);
    if (version !== "0") newest.set(version, row);
  }
  return [...newest.values()].filter(({ is_applied }) => is_applied === "true" || is_applied === "t");
}
