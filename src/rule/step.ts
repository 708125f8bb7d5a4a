/** A part of a remedy that commits before the next one starts. */
export interface Step {
  /** Statements without their semicolons. */
  readonly sql: readonly string[];
  /** PostgreSQL refuses it in a transaction block. */
  readonly alone?: true;
  /** Not a migration but work beside them: "in batches, until no row is changed". */
  readonly outside?: string;
  /** What has to be so before it runs: "once the code writes both columns". */
  readonly when?: string;
}
