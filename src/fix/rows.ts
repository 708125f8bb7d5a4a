/** What two runs of a change on the same rows say of each other: pure. */
import type { RowsResult } from "../analysis/rows-run.ts";
import { diffContents, varyingColumns } from "../shadow/rows/diff-contents.ts";

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
  if (was.after === null || is.after === null) return NOTHING_KNOWN;
  // What the base makes up stands there already, another value in each.
  const fromTheBase = was.before && is.before ? varyingColumns(was.before, is.before) : new Set<string>();
  const before = was.before === null || fromTheBase.size > 0 ? {} : { before: was.before };
  const differences = diffContents(was.after, is.after, {
    ...before,
    varying: new Set([...was.varying, ...fromTheBase]),
  });
  const isUnread = was.unfilled.length > 0 || differences.some(({ kind }) => kind === "unread");
  const [first] = differences.filter(({ kind }) => kind !== "unread");
  if (first === undefined) return { difference: null, isEqual: !isUnread };
  return { difference: `the rows of ${first.relation}: ${first.reason}`, isEqual: false };
}
