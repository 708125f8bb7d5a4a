import type { Surveyed } from "../migrations/survey.ts";
import type { HistoryTable } from "./history/table.ts";
import type { DatabaseState } from "./seen-databases.ts";

/**
 * The targets whose database this is. Where a repository has several, a database is a target's when its history names one of
 * the target's migrations; one that no history speaks for may be anybody's.
 */
export function targetsOf({ histories }: DatabaseState, targets: readonly Surveyed[]): ReadonlySet<Surveyed> {
  if (targets.length < 2) return new Set(targets);
  const own = targets.filter((surveyed) => namesOneOf(histories.get(surveyed), surveyed));
  return new Set(own.length > 0 ? own : targets);
}

function namesOneOf(table: HistoryTable | undefined, { entries }: Surveyed): boolean {
  if (table?.kind !== "found") return false;
  const said = new Set(table.rows.flatMap((row) => Object.values(row).filter((value) => value !== null)));
  return entries.some(({ id, version, path }) => {
    const stem = id.replace(/\.\w+$/, "");
    const number = /^\d+/.exec(path.slice(path.lastIndexOf("/") + 1))?.[0] ?? id;
    return [id, stem, version, number].some((name) => said.has(name));
  });
}
