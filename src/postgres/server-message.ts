/** A message that PostgreSQL sent beside the result. */
export interface Notice {
  /** DEBUG, LOG, INFO, NOTICE or WARNING. */
  readonly severity: string;
  readonly message: string;
}

/** Why a statement failed, in PostgreSQL's own words. */
export interface StatementError {
  /** Five characters: "25001". */
  readonly sqlstate: string;
  readonly message: string;
  /** 1-based, in characters of the statement; null when PostgreSQL gives none. */
  readonly position: number | null;
  readonly detail: string | null;
  readonly hint: string | null;
}
