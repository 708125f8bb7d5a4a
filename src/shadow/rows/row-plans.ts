import type { RowPlan } from "./row.ts";
import type { TableShape } from "./table-shape.ts";

/** Which rows are wanted of every table. */
export interface Kind {
  readonly rows: number;
  readonly nulls: boolean;
  readonly duplicates: boolean;
}

/** Of more partitions each takes one row. */
const FEW_PARTITIONS = 4;

/** Far behind the numbers that migrations give their own rows. */
const BEHIND_OTHERS = 1_000;

/** @param siblings all partitions of the same table, itself among them */
export function plansOf(
  table: TableShape,
  siblings: readonly TableShape[],
  { rows, nulls, duplicates }: Kind,
): RowPlan[] {
  const isPartition = table.ancestors.length > 0;
  const count = isPartition && siblings.length > FEW_PARTITIONS ? 1 : rows;
  const first = isPartition ? siblings.indexOf(table) * count : 0;
  const offset = table.hasPages ? BEHIND_OTHERS : 0;
  return Array.from({ length: count }, (_, at) => ({
    number: first + at,
    offset,
    nulls,
    duplicates,
    minimal: false,
  }));
}

/** What is tried for a row that PostgreSQL refuses, one after the other. */
export const WAYS = [
  { offset: 0 },
  { offset: 100, nulls: false, duplicates: false },
  { offset: 207, nulls: false, duplicates: false, minimal: true },
  { offset: 1, nulls: true },
  { offset: 10_003, nulls: false, duplicates: false },
] as const;
