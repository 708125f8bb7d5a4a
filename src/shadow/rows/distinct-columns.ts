import type { TableShape } from "./table-shape.ts";

/**
 * Columns whose values differ from row to row, so that every unique index and every exclusion constraint is satisfied; as few
 * as possible, so that the others may repeat themselves.
 *
 * @param counts of different values by column; of a column that is not there any number
 */
export function distinctColumns(table: TableShape, counts: ReadonlyMap<string, number>): Set<string> {
  const differing = new Set<string>();
  const byKey = new Set(table.foreignKeys.flatMap(({ columns }) => columns));
  const generated = new Set(table.columns.flatMap((one) => (one.generated === null ? [] : one.name)));
  const worth = (name: string) =>
    (byKey.has(name) ? 0 : 1_000) + Math.min(counts.get(name) ?? Number.POSITIVE_INFINITY, 999);
  const sets = [...table.distinct].sort((a, b) => a.columns.length - b.columns.length);
  for (const { columns } of sets) {
    const given = columns.filter((name) => !generated.has(name));
    // What a generated column is made of is not known: everything may be.
    if (given.length === 0) for (const { name } of table.columns) differing.add(name);
    if (given.length === 0 || given.some((name) => differing.has(name))) continue;
    const [best] = given.sort((a, b) => worth(b) - worth(a));
    if (best !== undefined) differing.add(best);
  }
  return differing;
}
