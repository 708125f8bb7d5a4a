/** How many of a table's rows an UPDATE or DELETE finds. */

import { as, type Node } from "../../../sql/nodes.ts";
import { isOfNoRow, truthInEveryRow } from "../../always-true.ts";
import { fixesUniqueKey } from "../../row-bounds.ts";
import type { SchemaModel } from "../../schema/model.ts";
import type { Table } from "../../schema/relation.ts";

export interface RowCount {
  /** `all`: the condition leaves none out; `some`: any number; `few`: as many as it names; `none`. */
  readonly rows: "all" | "some" | "few" | "none";
  /** The table's keys are not known, or whether the condition holds is not. */
  readonly assumed: boolean;
}

export function rowCountOf(model: SchemaModel, table: Table | undefined, where: Node | undefined): RowCount {
  if (where === undefined) return { rows: "all", assumed: false };
  if (as(where, "CurrentOfExpr")) return { rows: "few", assumed: false };
  const truth = truthInEveryRow(table, where);
  if (truth === true) return { rows: "all", assumed: false };
  if (truth === false || truth === null) return { rows: "none", assumed: false };
  if (isOfNoRow(where)) return { rows: "all", assumed: true };
  const fixed = fixesUniqueKey(model, table, where);
  return fixed === true ? { rows: "few", assumed: false } : { rows: "some", assumed: fixed === null };
}
