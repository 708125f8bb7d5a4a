/** A part of a remedy that commits before the next one starts. */
export interface Step {
  /** Statements without their semicolons. */
  readonly sql: readonly string[];
  /** PostgreSQL refuses it in a transaction block. */
  readonly alone?: true;
  /** Not a migration but work beside them. */
  readonly outside?: Outside;
  /** What has to be so before it runs: "once the code writes both columns". */
  readonly when?: string;
  /** So many more partitions need the same, which is not written out. */
  readonly omitted?: number;
}

/** When work beside the migrations is done. */
export const OUTSIDE = ["before they run", "in batches until it changes no row"] as const;

export type Outside = (typeof OUTSIDE)[number];
