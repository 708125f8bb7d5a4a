/** What can be done about a finding by writing SQL, as data: what `lockgate fix` goes by. */
import type { Step } from "./step.ts";

/** At most one of `steps`, `apart` and `left`. Nothing at all: no safe form is known. */
export interface RemedyForm {
  /** The remedy as steps in the place of the statement. */
  readonly steps?: readonly Step[];
  /** The statement stays as it is, but what stands before it in its transaction, or in its file, commits first. */
  readonly apart?: true;
  /** Code is released between the steps: they are listed and never written, since only its author knows when it is. */
  readonly plan?: "release";
  /** Why nothing can be written. */
  readonly left?: Left;
}

const WORDS = {
  data: "what it destroys is its author's to give up",
  dependents: "what else it drops is its author's to give up, and to name",
  code: "running code has to change before it",
  routines: "what a trigger or a function should do without it is its author's to say",
  numbers: "which numbers are in use only the rows say",
  session: "whoever holds the old plan or value has to prepare again, which no migration does",
  privilege: "the role that migrates needs a privilege, which no migration gives itself",
  "row security": "it has to run as a role that sees all rows",
  policies: "who may see which rows is its author's to say",
  timeout: "a lock_timeout is set where migrations connect, once for all of them",
  traffic: "no form of it keeps the table available: it waits for low traffic",
  statement: "PostgreSQL refuses it, and what was meant is its author's to say",
  batches: "a part of its rows at a time would not come to the same, as far as is known",
  rows: "rows that do not fit have to be found and mended first",
  subscribers: "subscribers and replica identities are its author's to decide on",
  queries: "live queries use what it takes away",
  enforcement: "which rows passed unchecked meanwhile is its author's to find out",
} as const;

export type Left = keyof typeof WORDS;

export const LEFT = Object.keys(WORDS) as Left[];

/** Why fix writes nothing for a finding with this form, without a full stop; null: it has what to write. */
export function reasonLeft({ steps, apart, plan, left }: RemedyForm): string | null {
  if (left !== undefined) return WORDS[left];
  if (plan !== undefined) return "code has to be released between its steps, which are listed";
  return steps !== undefined || apart ? null : "no safe form of it is known";
}
