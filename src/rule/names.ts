import { alterTable } from "../sql/alter-table.ts";
import { as } from "../sql/nodes.ts";
import type { Analyzed } from "./analyzed.ts";
import { effectsOf } from "./select.ts";

/** Whether the statement gives a column of the relation that name. */
export function givesColumn(analyzed: Analyzed, relation: string, column: string): boolean {
  const isOn = effectsOf(analyzed, "lock").some(
    (lock) => lock.relation === relation && lock.role === "target",
  );
  if (!isOn) return false;
  const rename = as(analyzed.statement.node, "RenameStmt");
  if (rename?.renameType === "OBJECT_COLUMN") return rename.newname === column;
  const clauses = alterTable(analyzed.statement)?.clauses ?? [];
  return clauses.some(({ type, name }) => type === "AT_AddColumn" && name === column);
}
