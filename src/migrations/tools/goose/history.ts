import { basename } from "../../tree.ts";
import { type HistoryReader, type HistoryRow, isTrue } from "../history.ts";
import { leadingNumber, rowHistory } from "../row-history.ts";

const ROWS = rowHistory({
  tables: ["goose_db_version"],
  columns: ["version_id", "is_applied"],
  order: "id",
  advice: {
    apply: "goose up",
    outOfOrder: {
      means: "goose stops at it, unless it is told to allow missing ones",
      next: "give it a version above all others (`goose fix`), or run `goose up -allow-missing`",
    },
    passesMissing: "goose status",
  },
  recorded: ({ version_id }) => leadingNumber(version_id ?? ""),
  key: ({ path }) => leadingNumber(basename(path)),
  twice: "goose stops at it",
});

/**
 * `goose_db_version`: a row for each run, up or down; the newest one of a version counts. Version 0 is written when the
 * table is made.
 */
export const gooseHistory: HistoryReader = {
  ...ROWS,
  read: (options) => ROWS.read({ ...options, rows: appliedNow(options.rows) }),
};

/** The rows of versions that are applied now, in the order in which they were. */
function appliedNow(rows: readonly HistoryRow[]): HistoryRow[] {
  const newest = new Map<string, HistoryRow>();
  for (const row of rows) {
    const version = row.version_id ?? "";
    newest.delete(version);
    if (version !== "0") newest.set(version, row);
  }
  return [...newest.values()].filter(({ is_applied }) => isTrue(is_applied));
}
