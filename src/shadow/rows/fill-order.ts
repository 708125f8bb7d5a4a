/** The order in which tables are filled: what a foreign key points to comes first. */
import type { ForeignKeyShape, TableShape } from "./table-shape.ts";

/** Tables that hold rows themselves: a partitioned table only as long as it has no partitions, and then it takes none. */
export function holders(tables: readonly TableShape[]): TableShape[] {
  const parents = new Set(tables.flatMap(({ ancestors }) => ancestors));
  return tables.filter(({ partitioned, oid }) => !partitioned || !parents.has(oid));
}

/** The tables whose rows a foreign key may point to: the partitions in place of a partitioned table. */
export function pointedTo({ to }: ForeignKeyShape, tables: readonly TableShape[]): TableShape[] {
  return tables.filter(({ oid, ancestors }) => oid === to || ancestors.includes(to));
}

/** Groups in the order in which they are filled; the tables of one group point to each other in a circle. */
export function fillOrder(tables: readonly TableShape[]): TableShape[][] {
  const groups: TableShape[][] = [];
  const stack: TableShape[] = [];
  const found = new Map<TableShape, { readonly order: number; lowest: number }>();
  const targets = targetsOf(tables);
  // Tarjan: a group is complete once nothing in it leads to an earlier table of the stack.
  const visit = (table: TableShape): number => {
    const own = { order: found.size, lowest: found.size };
    found.set(table, own);
    stack.push(table);
    for (const target of targets.get(table) ?? []) {
      const known = found.get(target);
      if (known === undefined) own.lowest = Math.min(own.lowest, visit(target));
      else if (stack.includes(target)) own.lowest = Math.min(own.lowest, known.order);
    }
    if (own.lowest === own.order) groups.push(stack.splice(stack.indexOf(table)));
    return own.lowest;
  };
  for (const table of tables) if (!found.has(table)) visit(table);
  return groups;
}

function targetsOf(tables: readonly TableShape[]): Map<TableShape, TableShape[]> {
  return new Map(
    tables.map((table) => [table, table.foreignKeys.flatMap((foreignKey) => pointedTo(foreignKey, tables))]),
  );
}
