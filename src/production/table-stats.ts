/** What production knows of a table, from its catalogs and statistics or a snapshot of them. */
export interface TableStats {
  /** `schema.name`. */
  readonly relation: string;
  /** Estimated live rows. */
  readonly rows: number;
  /** Table with indexes and TOAST, in bytes. */
  readonly bytes: number;
  /** Rows inserted, updated and deleted a second since the statistics were reset, or null where that is not known. */
  readonly writesPerSecond: number | null;
  /** Scans a second (sequential and index) since the statistics were reset, or null. */
  readonly readsPerSecond: number | null;
  // What `lockgate/stats@1` does not hold is left out there. Of a partitioned table: sums over its leaves.
  /** Blocks of 8 kB of the main fork (pg_class.relpages). */
  readonly pages?: number;
  readonly toastBytes?: number;
  /** The role that owns it. */
  readonly owner?: string;
  readonly rowSecurity?: "off" | "enabled" | "forced";
  readonly replicaIdentity?: "default" | "nothing" | "full" | "index";
  readonly indexes?: readonly IndexStats[];
  /** In the table's order; with `--columns`. */
  readonly columns?: readonly ColumnStats[];
}

export interface IndexStats {
  /** Without schema: an index is in its table's. */
  readonly name: string;
  readonly pages: number;
  readonly rows: number;
}

/** The columns of pg_stats that hold no value of any row. */
export interface ColumnStats {
  readonly name: string;
  readonly nullFrac: number;
  readonly avgWidth: number;
  readonly nDistinct: number;
  readonly correlation: number | null;
}
