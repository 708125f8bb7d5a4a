/** What the planner knows of a column's values is gone once its type or expression changes, until the table is analyzed. */

import type { Deriver } from "./deriver.ts";
import { columnOf, indexesOf } from "./schema/lookup.ts";
import type { Column, Index } from "./schema/relation.ts";
import type { Member } from "./subject.ts";

/** Of the column in each table, partitions among them; of expressions in indexes on it, too. */
export function reportLostStatistics(deriver: Deriver, members: readonly Member[], name: string): void {
  for (const { subject, role } of members) {
    const table = subject.relation;
    const column = columnOf(table, name);
    // Of rows elsewhere, or there was no time to gather any.
    if (table?.kind === "foreign table" || column?.born === deriver.model.change) continue;
    const indexes =
      table && column
        ? indexesOf(deriver.model, table.id).filter((index) => hasExpressionOn(index, column))
        : [];
    // ANALYZE of a partitioned table is for its partitions, too, but of one that is inherited from for itself alone.
    for (const it of [name, ...indexes.map((index) => index.name)])
      deriver.destroy({
        what: "statistics",
        relation: subject.name,
        isNew: subject.isNew,
        name: it,
        cascade: role !== "target" && role !== "child",
      });
  }
}

function hasExpressionOn({ keys }: Index, { number }: Column): boolean {
  return keys.some((key) => "expression" in key && key.expression.columns.includes(number));
}
