import type { Prepared, Unprepared } from "../shadow/engines/prepare.ts";
import type { Session } from "../shadow/engines/session.ts";
import { typesToTry } from "./parameter-types.ts";
import type { ReadQuery } from "./read-query.ts";

/** A query as it was sent in the end, and what PostgreSQL answered. */
export interface FirstAnswer {
  readonly sent: Unprepared;
  readonly answer: Prepared;
  /** It is not planned, so that nothing is known of the index that its ON CONFLICT needs. */
  readonly leavesIndex: boolean;
}

/** SQLSTATE invalid_column_reference: of ON CONFLICT, that no index serves it. */
const NO_INDEX = "42P10";

/**
 * Prepares queries on the state before the change: each as it is, then with types for parameters that have none, and
 * without a plan where the predicate of an index is not to be proved without its values.
 */
export async function prepareFirst(
  session: Session,
  unprepared: readonly Unprepared[],
  queries: readonly ReadQuery[],
): Promise<readonly FirstAnswer[]> {
  const first = await session.prepare(unprepared, false);
  const answers = unprepared.map((sent, at) => ({
    sent,
    answer: first[at] ?? NO_ANSWER,
    leavesIndex: false,
  }));
  let open = answers.flatMap(({ sent, answer }, at) => {
    const query = queries[at];
    return answer.error === null || query === undefined
      ? []
      : [{ at, sent, answer, tries: typesToTry(query) }];
  });
  for (const { tries } of open) tries.next();
  // One round trip for all that are open: mostly a few, and each has its own next thing to try.
  while (open.length > 0) {
    const next = open.flatMap(({ at, sent, answer, tries }) => {
      const { value } = answer.error ? tries.next(answer.error) : {};
      return value ? [{ at, tries, sent: { ...sent, types: value } }] : [];
    });
    const prepared = await session.prepare(
      next.map(({ sent }) => sent),
      false,
    );
    open = next.map((one, index) => ({ ...one, answer: prepared[index] ?? NO_ANSWER }));
    for (const { at, sent, answer } of open) {
      // What fails in the end is told by the error of the text as it is.
      if (isReadable(answer)) answers[at] = { sent, answer, leavesIndex: false };
    }
  }
  const unplanned = answers.flatMap(({ sent, answer }, at) =>
    answer.error?.sqlstate === NO_INDEX && sent.planned !== null
      ? [{ at, sent: { ...sent, planned: null } }]
      : [],
  );
  const again = await session.prepare(
    unplanned.map(({ sent }) => sent),
    false,
  );
  for (const [index, { at, sent }] of unplanned.entries()) {
    const answer = again[index];
    if (answer?.error === null) answers[at] = { sent, answer, leavesIndex: true };
  }
  return answers;
}

function isReadable({ error }: Prepared): boolean {
  return error === null || error.sqlstate === NO_INDEX;
}

const NO_ANSWER: Prepared = {
  error: { sqlstate: "XX000", message: "no answer", position: null, detail: null, hint: null },
  parameters: [],
  columns: [],
};
