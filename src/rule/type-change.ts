import { alterTable } from "../sql/alter-table.ts";
import type { Analyzed } from "./analyzed.ts";

/** Whether the statement gives a column another type. */
export function changesType({ statement }: Analyzed): boolean {
  return alterTable(statement)?.clauses.some(({ type }) => type === "AT_AlterColumnType") ?? false;
}
