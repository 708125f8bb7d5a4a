/** Why a running query was not checked. */
export type NotChecked = keyof typeof WORDS;

const WORDS = {
  syntax: "not readable as SQL",
  "several statements": "more than one statement",
  "other command": "no SELECT, INSERT, UPDATE, DELETE or MERGE",
  unclean: "not to be read, or not to be cleaned of literals",
  "no rehearsal": "no rehearsal",
  "not rehearsed": "a statement that may break them was not rehearsed",
  "each on its own": "each migration is judged on its own, and production is at the last",
  relation: "a table that no migration makes, perhaps a temporary one",
  column: "a column that no migration makes",
  function: "a function that no migration makes",
  type: "a type or another object that no migration makes",
  schema: "a schema that no migration makes",
  "open type": "a parameter of unknown type",
  index: "an index for ON CONFLICT that cannot be proved",
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
