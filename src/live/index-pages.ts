import type { TableStats } from "../production/table-stats.ts";
import type { PlannedIndex } from "./plan-catalog.ts";

export interface IndexedTable {
  readonly rows: number;
  /** Blocks of 8 kB. */
  readonly pages: number;
  readonly stats: TableStats;
}

/** Bytes of a block that hold entries, at the fill factor of a new index. */
const FILLED = 8152 * 0.9;
/** Of an expression, or of a column without statistics. */
const USUAL_WIDTH = 16;

/** About how many blocks of 8 kB an index on a table of this size takes, where production does not have it yet. */
export function indexPages({ method, columns }: PlannedIndex, { rows, pages, stats }: IndexedTable): number {
  const width = columns
    .map((name) => stats.columns?.find((column) => column.name === name)?.avgWidth ?? USUAL_WIDTH)
    .reduce((sum, one) => sum + one, 0);
  // A header of 8 bytes, the values aligned to 8, a pointer of 4.
  const btree = 1 + (rows * (12 + Math.ceil(width / 8) * 8)) / FILLED;
  switch (method) {
    case "hash":
      return 2 + (rows * 20) / FILLED;
    case "brin":
      return 3 + pages / 128 / 200;
    case "gin":
      return 2 + pages / 2;
    case "gist":
    case "spgist":
      return btree * 1.4;
    default:
      return btree;
  }
}
