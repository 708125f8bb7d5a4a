import { allOf, as } from "../sql/nodes.ts";
import type { Analyzed } from "./analyzed.ts";

/** Whether the statement gives a column another type. */
export function changesType({ statement }: Analyzed): boolean {
  const { objtype, cmds } = as(statement.node, "AlterTableStmt") ?? {};
  const isTable = objtype === "OBJECT_TABLE";
  return isTable && allOf(cmds, "AlterTableCmd").some(({ subtype }) => subtype === "AT_AlterColumnType");
}
