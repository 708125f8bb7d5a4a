/** Forms of a change that block nobody for long, with the user's own names (as they are written in SQL). */
import type { TableShape } from "../effects/schema/shape.ts";
import { quoted } from "../sql/quote.ts";
import type { Remedy } from "./analyzed.ts";
import type { ClauseForm } from "./clause-form.ts";
import { makeName } from "./object-names.ts";
import type { Step } from "./step.ts";

/** What the remedy of a scan is called. */
export const NOT_VALID =
  "add it NOT VALID, then validate it in a transaction of its own: neither blocks reads or writes for long";

/**
 * SET NOT NULL without a scan under ACCESS EXCLUSIVE: a valid CHECK proves it (since 12). `column` as it is written,
 * `name` unquoted. The check is validated and the column set in one transaction: the scan runs before the strong lock.
 */
export function notNullForm(
  head: string,
  column: string,
  name: string,
  taken: readonly string[] = [],
): Required<Pick<ClauseForm, "clauses" | "validate" | "settle">> {
  const check = quoted(makeName(name, "not_null", taken));
  return {
    clauses: [`ADD CONSTRAINT ${check} CHECK (${column} IS NOT NULL) NOT VALID`],
    validate: [`${head} VALIDATE CONSTRAINT ${check}`],
    settle: [`${head} ALTER COLUMN ${column} SET NOT NULL`, `${head} DROP CONSTRAINT ${check}`],
  };
}

/** Where there is no form that keeps the table available. */
export const duringLowTraffic: Remedy = {
  summary: "there is no online alternative: run it during low traffic, with a lock_timeout",
  sql: "",
  left: "traffic",
};

/** An UPDATE of the rows that still need it, few at a time, so that row locks are short and vacuum keeps up. */
export function batch(relation: string, set: string, needed: string, shape?: TableShape): Step {
  const rows = `SELECT ctid FROM ${relation} WHERE ${needed} LIMIT 5000`;
  // Rows of two partitions may stand at the same ctid.
  const again = (shape?.children.length ?? 0) > 0 ? ` AND ${needed}` : "";
  return {
    sql: [`UPDATE ${relation} SET ${set} WHERE ctid = ANY (ARRAY(${rows}))${again}`],
    outside: "in batches until it changes no row",
  };
}
