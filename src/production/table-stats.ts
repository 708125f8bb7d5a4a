/** What production knows of a table, from pg_class and pg_stat_user_tables or a snapshot of them. */
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
}
