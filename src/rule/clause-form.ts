/** What takes the place of one clause of ALTER TABLE so that nobody waits for long, and how those of one statement go together. */
import type { Step } from "./step.ts";

export interface ClauseForm {
  /** What the remedy that has it is called. */
  readonly summary: string;
  /** Work outside the migration tool, before everything else. */
  readonly before?: readonly Step[];
  /** Clauses in its place in the statement. */
  readonly clauses?: readonly string[];
  /** Statements right behind it. */
  readonly behind?: readonly string[];
  /** Scans under a lock that blocks neither reads nor writes: in a transaction behind the statement's. */
  readonly validate?: readonly string[];
  /** Behind all that is validated, in the same transaction: a strong lock, held for a moment. */
  readonly settle?: readonly string[];
  /** Indexes that are built concurrently, then. */
  readonly builds?: readonly Step[];
  /** Constraints that go in the moment in which these are taken over. */
  readonly drops?: readonly string[];
  /** What takes these over. */
  readonly adopt?: readonly string[];
  /** So many more partitions need the same. */
  readonly omitted?: number;
  /** Work on the rows, last of all. */
  readonly fill?: readonly Step[];
  /** What follows the work on the rows. */
  readonly filled?: readonly Omit<ClauseForm, "summary">[];
  /** The very last steps. */
  readonly last?: readonly Step[];
}

/** @param head `ALTER TABLE "orders"` */
export function stepsOfForms(head: string, forms: readonly Omit<ClauseForm, "summary">[]): Step[] {
  const all = <T>(of: (form: Omit<ClauseForm, "summary">) => readonly T[] | undefined): T[] =>
    forms.flatMap((form) => of(form) ?? []);
  const clauses = all((form) => form.clauses);
  const filled = all((form) => form.filled);
  const omitted = Math.max(0, ...forms.map((form) => form.omitted ?? 0));
  return [
    ...all((form) => form.before),
    ...stepOf([
      ...(clauses.length === 0 ? [] : [`${head} ${clauses.join(", ")}`]),
      ...all((form) => form.behind),
    ]),
    ...stepOf([...all((form) => form.validate), ...all((form) => form.settle)]),
    ...all((form) => form.builds),
    ...stepOf([...all((form) => form.drops), ...all((form) => form.adopt)], omitted),
    ...all((form) => form.fill),
    ...(filled.length === 0 ? [] : stepsOfForms(head, filled)),
    ...all((form) => form.last),
  ];
}

function stepOf(sql: readonly string[], omitted = 0): Step[] {
  return sql.length === 0 ? [] : [omitted === 0 ? { sql } : { sql, omitted }];
}
