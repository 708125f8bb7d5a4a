/**
 * How a runner gives a script to the server: each statement in a query of its own; the whole text as one simple query;
 * piece by piece, each one simple query; or all statements in one pipeline of the extended protocol, with one Sync.
 */
export type Sending = "statements" | "one query" | "pieces" | "pipeline";

/**
 * Who begins the transaction of a script: nobody but the script; BEGIN before it and COMMIT behind it; or the driver, which
 * sends BEGIN before whatever finds no transaction open, so also behind a COMMIT of the script (JDBC without autocommit).
 */
export type Wrapping = "none" | "block" | "driver";

/** A part of a script that is sent as one simple query. */
export interface Piece {
  /** UTF-16 index in the script. */
  readonly start: number;
  /** It stands between a BEGIN and a COMMIT of its own. */
  readonly block: boolean;
}

/** Forms that a runner may send alone, out of the pipeline. */
export type Apart =
  | "CREATE INDEX CONCURRENTLY"
  | "DROP INDEX CONCURRENTLY"
  | "REINDEX CONCURRENTLY"
  | "VACUUM"
  | "ALTER SYSTEM"
  | "CLUSTER";

export interface Delivery {
  readonly sending: Sending;
  readonly wrapping: Wrapping;
  /** Where the text is sent in pieces; what stands before the first belongs to it. */
  readonly pieces: readonly Piece[];
  /** Where it is sent as a pipeline: what is left out of it, so that it ends before and another begins behind. */
  readonly apart: readonly Apart[];
  /** The runner's version is not known, and one of its versions sends each statement in a query of its own. */
  readonly isDoubtful: boolean;
}
