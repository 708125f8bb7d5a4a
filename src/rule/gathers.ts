import { allOf, as, isOptionOn, nameParts } from "../sql/nodes.ts";
import type { Analyzed } from "./analyzed.ts";
import { locksOn } from "./select.ts";

/** Whether the statement gathers the planner's statistics (ANALYZE) of a column, or of an index' expression, of the table. */
export function gathersStatistics(analyzed: Analyzed, relation: string, name: string): boolean {
  const vacuum = as(analyzed.statement.node, "VacuumStmt");
  if (!vacuum || (vacuum.is_vacuumcmd && !isOptionOn(vacuum.options, "analyze"))) return false;
  const tables = allOf(vacuum.rels, "VacuumRelation");
  if (tables.length === 0) return true;
  // A child is only read for the statistics of its parent.
  if (!locksOn(analyzed, relation).some(({ mode }) => mode === "SHARE UPDATE EXCLUSIVE")) return false;
  // With a list of columns no expression of an index is looked at.
  return tables.some(({ va_cols }) => !va_cols || va_cols.length === 0 || nameParts(va_cols).includes(name));
}
