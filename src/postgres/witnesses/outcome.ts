/** Modes that a relation is locked in, strongest ones only; two that cover neither each other are joined by " + ". */
export type LocksByRelation = Readonly<Record<string, string>>;

/**
 * What one witness' statement did on one range of versions. Relations are named without `public.`; those that the
 * statement creates stand only in `created`. What did not happen is left out.
 */
export interface Outcome {
  /** On tables, partitioned and foreign tables, views and materialized views. */
  readonly locks?: LocksByRelation;
  readonly indexes?: LocksByRelation;
  readonly sequences?: LocksByRelation;
  readonly rewrites?: readonly string[];
  /** Written block by block to another tablespace. */
  readonly copies?: readonly string[];
  /** Relation: why every row is read. */
  readonly scans?: Readonly<Record<string, string>>;
  /** Indexes of existing tables that are built from rows, as "table: index". */
  readonly builds?: readonly string[];
  readonly truncates?: readonly string[];
  /** Relation: the commands whose rows were counted. */
  readonly changes?: Readonly<Record<string, readonly ("INSERT" | "UPDATE" | "DELETE")[]>>;
  readonly created?: readonly string[];
  readonly dropped?: readonly string[];
  /** Scans that existing constraints saved, in PostgreSQL's words. */
  readonly proved?: readonly string[];
  /** PostgreSQL refuses the statement in a transaction; it ran alone, and its locks were sampled. */
  readonly refusedInTransaction?: true;
  /** SQLSTATE of the failure; locks of a failed statement are not known. */
  readonly error?: string;
  /** SQLSTATE: this version cannot make the given schema, so the statement did not run. */
  readonly given?: string;
}

/** Outcome by range of major versions: "14-18", "18". */
export type OutcomeByVersion = Readonly<Record<string, Outcome>>;
