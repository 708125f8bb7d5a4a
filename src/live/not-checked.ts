/** Why a running query was not checked. */
export type NotChecked = keyof typeof WORDS;

/** Behind a number: "2 unknown or temporary tables". */
const WORDS = {
  syntax: "not readable as SQL",
  "several statements": "of several statements",
  "other command": "other than SELECT, INSERT, UPDATE, DELETE or MERGE",
  unclean: "not cleaned of literals",
  "no rehearsal": "without a rehearsal",
  "not rehearsed": "behind a statement that was not rehearsed",
  "each on its own": "not asked, as each migration is judged on its own",
  relation: "unknown or temporary tables",
  column: "unknown columns",
  function: "unknown functions",
  type: "unknown types or objects",
  schema: "unknown schemas",
  "open type": "parameters of unknown type",
  index: "ON CONFLICT without a provable index",
  other: "refused before the change, too",
} as const;

/** As a report says it. */
export function wordsFor(reason: NotChecked): string {
  return WORDS[reason];
}

const BY_SQLSTATE: Readonly<Record<string, NotChecked>> = {
  "42P01": "relation",
  "42703": "column",
  "42883": "function",
  "42725": "function",
  "42704": "type",
  "3F000": "schema",
  "42P18": "open type",
  "42P10": "index",
  "42601": "syntax",
};

/** What PostgreSQL refused before the change says nothing of the change. */
export function refusedBefore(sqlstate: string): NotChecked {
  return BY_SQLSTATE[sqlstate] ?? "other";
}
