import type { AppliedMigration, FoundItem } from "../../migrations/tools/history.ts";
import { type Checkout, readHistory } from "../history/part.ts";
import type { HistoryTable } from "../history/table.ts";
import { checked, doesNotApply, failed, notChecked, type Outcome } from "../outcome.ts";

interface HistoryIn {
  readonly outcome: Outcome<FoundItem>;
  readonly applied: readonly AppliedMigration[];
}

/** What the history in one database says; `table` is null where it is not read. */
export async function historyIn(checkout: Checkout, table: HistoryTable | null): Promise<HistoryIn> {
  const { target, folder } = checkout.surveyed;
  const reader = folder.tool.history;
  const rows = table?.kind === "found" ? table.rows : table?.kind === "absent" ? [] : null;
  const { items, applied } = await readHistory(checkout, rows);
  if (rows !== null) return { outcome: checked(items, whyEmpty(table, reader?.tables[0])), applied };
  const why = table?.kind === "unreadable" ? table.reason : `the history of ${target.tool} is not read`;
  const outcome: Outcome<FoundItem> =
    table?.kind === "unreadable" && table.denied
      ? failed(why)
      : target.tool === "sql"
        ? doesNotApply("plain SQL keeps no history")
        : notChecked(why);
  // What git shows is no answer to what could not be read.
  const state = outcome.state === "error" || items.length === 0 ? outcome.state : "drifted";
  return {
    outcome: { ...outcome, state, found: items, applies: outcome.applies || items.length > 0 },
    applied: [],
  };
}

/** Why a history is empty, or null. */
export function whyEmpty(table: HistoryTable | null, name = "history table"): string | null {
  return table?.kind === "absent"
    ? `the database has no ${name}: nothing was deployed to it, or it is another database`
    : null;
}
