/** Which columns the references of a query mean. */
import type { RangeVar } from "../../sql/nodes.ts";
import { columnOf } from "./lookup.ts";
import type { Dependency, Table } from "./relation.ts";

/** What the FROM of one SELECT names itself, without what stands in its subqueries. */
export type Level = ReadonlySet<RangeVar>;

export interface Reference {
  /** The parts of the name; the last is undefined for a star. */
  readonly fields: readonly (string | undefined)[];
  /** The SELECTs around it, the innermost first. */
  readonly levels: readonly Level[];
}

export interface RangeTable {
  readonly table: Table;
  readonly alias: string;
  /** Null: the target of a change, which is seen from everywhere. */
  readonly home: Level | null;
}

/**
 * For each table the columns that are read. A name is looked for from the inside out, as PostgreSQL does; where a table is not
 * known, a name may be one of its columns.
 */
export function dependenciesOf(
  tables: readonly RangeTable[],
  references: readonly Reference[],
): Dependency[] {
  return tables.map((own) => {
    const { table, alias } = own;
    const numbers = new Set<number>();
    for (const reference of references) {
      const { fields } = reference;
      const column = fields.at(-1);
      const qualifier = fields.at(-2);
      if (qualifier !== undefined && qualifier !== alias) continue;
      if (!isSeen(own, reference, tables)) continue;
      // A star, the row as a whole, or a column of a table whose columns are not all known.
      if (column === undefined || (qualifier === undefined && column === alias) || !table.known) {
        return { relation: table.id, columns: "all" };
      }
      const number = columnOf(table, column)?.number;
      if (number !== undefined) numbers.add(number);
    }
    return { relation: table.id, columns: [...numbers] };
  });
}

function isSeen({ home }: RangeTable, { fields, levels }: Reference, tables: readonly RangeTable[]): boolean {
  if (home === null) return true;
  const at = levels.indexOf(home);
  if (at < 0) return false;
  const [column] = fields;
  if (fields.length > 1) return true;
  if (column === undefined) return at === 0;
  const nearer = levels.slice(0, at);
  return !tables.some(
    (other) =>
      other.home !== null &&
      nearer.includes(other.home) &&
      (other.alias === column || columnOf(other.table, column) !== undefined),
  );
}
