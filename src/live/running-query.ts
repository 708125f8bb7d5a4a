/** Where a query is known from: pg_stat_statements, a file of queries, the release's schema file, or its code. */
export type QueryOrigin = "production" | "list" | "schema" | "code";

/** A query that the running release sends. */
export interface RunningQuery {
  /** Unique in its list; stable from run to run. */
  readonly id: string;
  /** As it is sent, or as pg_stat_statements writes it: `$1` for what was a value. */
  readonly sql: string;
  /** Of the role that sends it, as in `SET search_path`; left out: as the migrations have it. */
  readonly searchPath?: string;
  /** Null: not known. */
  readonly callsPerSecond: number | null;
  readonly from: QueryOrigin;
  /** Where the release has it: path from the repository's root, 1-based line. */
  readonly place?: { readonly path: string; readonly line: number };
}

/** Whether it is known to be called, and not only to be written somewhere. */
export function isLive({ from }: RunningQuery): boolean {
  return from === "production" || from === "list";
}
