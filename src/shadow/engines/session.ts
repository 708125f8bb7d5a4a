import type { Notice, StatementError } from "../../postgres/server-message.ts";
import type { Prepared, Unprepared } from "./prepare.ts";

/** PostgreSQL refuses a query of our own: a migration has taken a right away, or changed what it reads. */
export class QueryRefused extends Error {
  constructor(message: string) {
    super(`the shadow cannot be looked at any more: ${cut(message)}`);
    this.name = "QueryRefused";
  }
}

/** Characters of a message that are kept: a statement can make one of hundreds of megabytes. */
const LONGEST = 4_000;

/** A message of PostgreSQL, no longer than anybody reads. */
export function cut(message: string): string {
  return message.length <= LONGEST ? message : `${message.slice(0, LONGEST)}...`;
}

export interface Executed {
  /** Rows that the command reports; null when it reports none. */
  readonly rowCount: number | null;
  readonly notices: readonly Notice[];
  /** Of messages that tell of PostgreSQL's work some were left out. */
  readonly overflowed?: boolean;
  readonly error: StatementError | null;
}

/** What became of a part of a script. */
export interface ExecutedPart extends Executed {
  /** As text, in the order of the columns; of parts that are somebody else's none are kept. */
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Of parts of ours rows are kept. */
export interface ScriptPart {
  readonly sql: string;
  readonly isOurs: boolean;
}

export function ours(sql: string): ScriptPart {
  return { sql, isOurs: true };
}

/** The value of a part of ours that answers with one of type json; undefined: with none. Throws when the part failed. */
export function jsonOf(part: ExecutedPart | undefined): unknown {
  if (part?.error) throw new QueryRefused(part.error.message);
  const value = part?.rows[0]?.[0];
  return value === null || value === undefined ? undefined : JSON.parse(value);
}

/** Rows with the types of their columns, as a driver hands them on: a type is an OID of pg_type. */
export interface Table {
  readonly columns: readonly { readonly name: string; readonly type: number }[];
  /** In the order of the columns, as the driver reads them. */
  readonly rows: readonly (readonly unknown[])[];
}

/** One session of a PostgreSQL server: PGlite's only one, or a connection. */
export interface Session {
  /** The server's major version. */
  readonly major: number;
  /** Rows of a query of our own. Throws when it fails. */
  query<Row>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
  /** As `query`, for who must know of which types the columns are. */
  table(sql: string, params?: readonly unknown[]): Promise<Table>;
  /** Runs one statement of somebody else. A statement that fails is a result; only a lost session throws. */
  exec(sql: string): Promise<Executed>;
  /**
   * Runs parts of one statement each, in one message, up to the first that fails. The positions of errors are those in the
   * part. One result for each part that was run. Only for what reads the same beside others: see `readsTheSame`.
   */
  script(parts: readonly ScriptPart[]): Promise<ExecutedPart[]>;
  /**
   * Has statements of somebody else analysed, one by one, and runs none of them: an error is a result. What is open stays
   * open and as it is; `inTransaction`: a transaction is.
   */
  prepare(statements: readonly Unprepared[], inTransaction: boolean): Promise<Prepared[]>;
}
