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

/** Whether the statement, or a later one of the change, adds a column of that name to the table. */
export function addsColumn(analyzed: Analyzed, relation: string, column: string): boolean {
  return analyzed.change.slice(analyzed.index).some((other) => givesColumn(other, relation, column));
}

/** not_null_violation */
const NOT_NULL = "23502";

/** Whether the statement fails on the first row of the relation: it adds a required column that rows have no value for. */
export function stopsAtFirstRow(
  { statement, effects }: Pick<Analyzed, "statement" | "effects">,
  relation: string,
): boolean {
  const mayFail = effects.some(
    (effect) => effect.kind === "fail" && effect.sqlstate === NOT_NULL && effect.relation === relation,
  );
  if (!mayFail) return false;
  const clauses = alterTable(statement)?.clauses ?? [];
  return clauses.some(({ column }) => column?.notNull && column.default === null);
}
