import type { FoundItem } from "../../migrations/tools/history.ts";
import type { Tool } from "../../migrations/tools/tool.ts";
import type { DriftRun, DriftTarget } from "../drift-run.ts";
import { type Checkout, readHistory } from "../history/part.ts";
import type { HistoryTable } from "../history/table.ts";
import {
  compared,
  failed,
  NO_DATABASE,
  notApplicable,
  notChecked,
  type Outcome,
  type Outcomes,
} from "../outcome.ts";
import type { DatabaseState } from "../seen-databases.ts";
import { eachDatabase } from "./each-database.ts";

/** The history table of each database against the migrations; where none could be read, what git alone shows. */
export async function historyPart(run: DriftRun, target: DriftTarget): Promise<Outcomes<FoundItem>> {
  const ofStates = new Map<DatabaseState, Outcome<FoundItem>>();
  const known = new Map<HistoryTable | null, Outcome<FoundItem>>();
  for (const state of target.states) {
    const table = state.histories.get(target.surveyed) ?? null;
    const outcome = known.get(table) ?? (await compareHistory(target, table));
    known.set(table, outcome);
    ofStates.set(state, outcome);
  }
  const outcomes = eachDatabase(run, target, ofStates);
  if (run.databases.some(({ reason }) => reason === null)) return outcomes;
  const items = await readHistory(target, null);
  const { noDatabase } = run;
  const isAsked = run.databases.length > 0 || noDatabase.kind === "not applicable";
  if (items.length > 0) {
    return new Map([[NO_DATABASE, compared(items, isAsked ? null : noDatabase.reason)], ...outcomes]);
  }
  return run.databases.length > 0 ? outcomes : new Map([[NO_DATABASE, noDatabase]]);
}

/** @param table null where the tool's history is not read */
async function compareHistory(checkout: Checkout, table: HistoryTable | null): Promise<Outcome<FoundItem>> {
  const { tool } = checkout.surveyed.folder;
  const rows = table?.kind === "found" ? table.rows : table?.kind === "absent" ? [] : null;
  const items = await readHistory(checkout, rows);
  if (table?.kind === "found") return compared(items);
  if (table?.kind === "absent") return compared(items, absentHistory(tool));
  if (table?.denied) return failed(table.reason, items);
  const why =
    table?.reason ??
    (tool.id === "sql" ? "plain SQL keeps no history" : `the history of ${tool.id} is not read`);
  // What git shows is no answer to what could not be read.
  if (items.length > 0) return compared(items, why);
  return tool.id === "sql" ? notApplicable(why) : notChecked(why);
}

export function absentHistory({ history }: Tool): string {
  const name = history?.tables[0] ?? "history table";
  return `the database has no ${name}: nothing was deployed to it, or it is another database`;
}
