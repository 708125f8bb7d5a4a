/** What two runs of a change on the same rows say of each other: pure. */
import type { RowsResult } from "../analysis/rows-run.ts";
import type { Contents, TableContents } from "../shadow/rows/contents.ts";
import { type ContentDifference, diffContents, varyingColumns } from "../shadow/rows/diff-contents.ts";

export interface RowsComparison {
  /** Why the second does not do what the first does; null: nothing speaks against it. */
  readonly difference: string | null;
  /** Both ran to their end, and the same rows stand there. */
  readonly isEqual: boolean;
}

const NOTHING_KNOWN: RowsComparison = { difference: null, isEqual: false };

export function compareRows(was: RowsResult | undefined, is: RowsResult | undefined): RowsComparison {
  if (was === undefined || is === undefined) return NOTHING_KNOWN;
  // Rows that the change as it was does not get over say nothing of another way.
  if (was.failure !== null) return NOTHING_KNOWN;
  if (is.failure !== null) {
    const { path, line, reason } = is.failure;
    return { difference: `on tables with rows ${path}:${line} fails: ${reason}`, isEqual: false };
  }
  const { after } = was;
  const { after: now } = is;
  if (after === null || now === null) return NOTHING_KNOWN;
  // What the base makes up stands there already, another value in each.
  const fromTheBase = was.before && is.before ? varyingColumns(was.before, is.before) : new Set<string>();
  const before = was.before === null || fromTheBase.size > 0 ? {} : { before: was.before };
  const differences = diffContents(after, now, {
    ...before,
    varying: new Set([...was.varying, ...fromTheBase]),
  });
  const isUnread = was.unfilled.length > 0 || differences.some(({ kind }) => kind === "unread");
  const [first] = differences.filter((one) => one.kind !== "unread" && !isMadeUp(one, after, now));
  if (first === undefined) return { difference: null, isEqual: !isUnread };
  return { difference: `the rows of ${first.relation}: ${first.reason}`, isEqual: false };
}

/** Two rows may be made at one moment in one run and not in the other: of values with such a default it counts that they are there. */
export function isMadeUp(
  { relation, kind, columns }: ContentDifference,
  one: Contents,
  other: Contents,
): boolean {
  if (kind !== "values" || columns.length === 0) return false;
  const [first, second] = [one, other].map(({ tables }) => tables.get(relation));
  return columns.every((name) => {
    const [a, b] = [first, second].map(
      (table) => table?.columns.findIndex((column) => column.name === name) ?? -1,
    );
    if (a === undefined || b === undefined || first === undefined || second === undefined) return false;
    const areVolatile = first.columns[a]?.volatile && second.columns[b]?.volatile;
    const nulls = (rows: TableContents["rows"], at: number) =>
      rows.filter((row) => row[at] === "NULL").length;
    return areVolatile === true && nulls(first.rows, a) === nulls(second.rows, b);
  });
}
