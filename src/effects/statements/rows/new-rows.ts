/** Rows that come into a new table: it is not empty any more if they were there before. */

import { as, type Node, type RangeVar } from "../../../sql/nodes.ts";
import { findTable } from "../../schema/find-relation.ts";
import type { SchemaModel } from "../../schema/model.ts";
import { updateTable } from "../../schema/put-relation.ts";
import { readQuery } from "../../schema/query.ts";
import { isEmptyAndNew } from "../table-definition.ts";

/** `source`: what the rows are read from. */
export function applyFill(model: SchemaModel, target: RangeVar, source: Node | undefined): void {
  const table = findTable(model, target);
  if (!table || as(source, "SelectStmt")?.valuesLists) return;
  const { relations } = readQuery(model, source);
  if (relations.some(({ id }) => !isEmptyAndNew(model, id))) updateTable(model, table.id, { filled: true });
}
