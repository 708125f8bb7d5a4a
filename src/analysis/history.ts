import { applyStatement } from "../effects/schema/apply.ts";
import { createModel, findRelation } from "../effects/schema/model.ts";
import type { Selection } from "../migrations/selection.ts";
import { as, type Node, type RangeVar } from "../sql/nodes.ts";
import type { Step } from "./step.ts";

/**
 * Whether the migrations make every table that they alter. A migration tool's history starts from an empty database;
 * a file or a folder of SQL may just as well build on tables that are made elsewhere, and can then be neither
 * rehearsed nor said to fail on what it does not find.
 */
export function makesItsTables({ target, grouping }: Selection, steps: readonly Step[]): boolean {
  if (target.tool !== "sql") return true;
  if (grouping === "one change" && steps.length === 0) return false;
  const model = createModel({ complete: false });
  for (const { script } of steps) {
    for (const { node } of script.statements) {
      const table = alteredTable(node);
      if (table && !findRelation(model, table)) return false;
      applyStatement(model, node, { transaction: null });
    }
  }
  return true;
}

/** The relation that must exist for the statement to run, unless it says IF EXISTS. */
function alteredTable(node: Node): RangeVar | undefined {
  const alter = as(node, "AlterTableStmt") ?? as(node, "RenameStmt");
  if (alter) return alter.missing_ok ? undefined : alter.relation;
  const other =
    as(node, "IndexStmt") ?? as(node, "UpdateStmt") ?? as(node, "DeleteStmt") ?? as(node, "InsertStmt");
  return other?.relation;
}
