/** Why PostgreSQL reads every row of a table: a closed list, each with how the rows are read and the words for it. */

/**
 * `pass`: in one pass with the rewrite, where the statement rewrites the table anyway. `check`: by itself.
 * `lookup`: for rows that are really there, and a rehearsal has none. `query`: as the planner chooses.
 */
type ScanBy = "pass" | "check" | "lookup" | "query";

const SCANS = {
  constraint: {
    by: "pass",
    words: (names: string | null) => (names === null ? "checks every row" : `checks constraint ${names}`),
  },
  "not null": {
    by: "pass",
    words: (column: string | null) => `checks that ${column ?? "the key"} has no nulls`,
  },
  "foreign key": {
    by: "check",
    words: (name: string | null) => `validates ${name === null ? "a foreign key" : `foreign key ${name}`}`,
  },
  domain: { by: "check", words: (name: string) => `checks the values of domain ${name}` },
  "partition bound": { by: "check", words: () => "checks that every row fits the partition" },
  "default partition": { by: "check", words: () => "checks that no row belongs to the new partition" },
  "view rows": { by: "check", words: () => "compares the old rows with the new ones" },
  "referenced keys": { by: "lookup", words: (name: string) => `looks up the keys of ${name}` },
  "referencing rows": {
    by: "lookup",
    words: (foreignKey: string | null) =>
      `looks for rows that refer to ${foreignKey === null ? "those of the partition" : `those deleted (${foreignKey})`}`,
  },
  rows: {
    by: "query",
    words: (table: string | null) => (table === null ? "reads every row" : `reads rows of ${table}`),
  },
  "rows to change": { by: "query", words: () => "reads every row for those to change" },
  "rows to match": { by: "query", words: () => "reads every row for those that match" },
} as const satisfies Record<string, { readonly by: ScanBy; readonly words: (of: never) => string }>;

export type ScanReason = keyof typeof SCANS;

type Of<R extends ScanReason> = Parameters<(typeof SCANS)[R]["words"]> extends [infer O] ? O : null;

/** A reason; the constraint, column, domain or table that it is about; and both in words, as a verb phrase. */
export type Scan = {
  readonly [R in ScanReason]: { readonly reason: R; readonly of: Of<R>; readonly why: string };
}[ScanReason];

export function scanOf<R extends ScanReason>(
  reason: R,
  ...args: Parameters<(typeof SCANS)[R]["words"]>
): Scan {
  const [of = null] = args;
  return { reason, of, why: (SCANS[reason].words as (of: string | null) => string)(of) } as Scan;
}

export function scanBy({ reason }: Scan): ScanBy {
  return SCANS[reason].by;
}
