import type { Notice } from "../../postgres/server-message.ts";

/**
 * What PostgreSQL says of its own work at client_min_messages = debug1, on empty tables, too. Relations are named
 * without their schema. The texts are the same in 14-18; the session must have lc_messages = 'C'.
 */
export interface Work {
  /** Tables whose rows are all written to a new file (ATRewriteTable). */
  readonly rewritten: readonly string[];
  /** Tables whose rows are all checked against new constraints (ATRewriteTable). */
  readonly verified: readonly string[];
  /** Indexes that are built from the rows of their table (index_build). */
  readonly built: readonly { readonly index: string; readonly table: string }[];
  /** Foreign keys that are checked for every row (validateForeignKeyConstraint). */
  readonly validated: readonly string[];
  /** Checks that were saved, in PostgreSQL's words: "existing constraints on column ... are sufficient to prove ...". */
  readonly proved: readonly string[];
}

const REWRITING = /^rewriting table "(.+)"$/s;
const VERIFYING = /^verifying table "(.+)"$/s;
const BUILDING =
  /^building index "(.+)" on table "(.+)" (?:serially|with request for \d+ parallel workers?)$/s;
const VALIDATING = /^validating foreign key constraint "(.+)"$/s;
const PROVED = /are sufficient to prove|is implied by existing constraints$/;

/** Reads the work out of the messages of one statement. */
export function workOf(notices: readonly Notice[]): Work {
  const said = notices.filter(({ severity }) => severity === "DEBUG").map(({ message }) => message);
  const names = (pattern: RegExp) => said.flatMap((message) => message.match(pattern)?.[1] ?? []);
  return {
    rewritten: names(REWRITING),
    verified: names(VERIFYING),
    built: said.flatMap((message) => {
      const [, index, table] = message.match(BUILDING) ?? [];
      return index && table ? [{ index: index.replace(/_ccnew\d*$/, ""), table }] : [];
    }),
    validated: names(VALIDATING),
    proved: said.filter((message) => PROVED.test(message)),
  };
}

/** Whether `workOf` would read something out of a message of PostgreSQL. */
export function isTelling(message: string): boolean {
  return [REWRITING, VERIFYING, BUILDING, VALIDATING, PROVED].some((pattern) => pattern.test(message));
}
