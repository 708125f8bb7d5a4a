/** Statements that are each committed, in one message: of thousands, to send them one by one takes as long as to run them. */
import type { Observation } from "../../effects/observation.ts";
import { type ExecutedPart, jsonOf, ours, QueryRefused, type Session } from "../engines/session.ts";
import { settledBy } from "./commit.ts";
import { compare } from "./compare.ts";
import { type LookRow, looking } from "./look.ts";
import { withoutLocks } from "./look-locks.ts";
import type { Look } from "./look-query.ts";
import { workOf } from "./messages.ts";
import { keysNamed } from "./named-keys.ts";
import type { SessionLooks } from "./session-looks.ts";
import { NOTHING_SEEN, type Settled } from "./settled.ts";

export interface ObserveCommittedResult {
  /** Of the first of the statements, as many as ran, could be told, and were committed. */
  readonly observations: readonly Observation[];
  /** The last look at what was committed. */
  readonly committed: Look;
  /** Null: not all of them were; the next transaction begins with a look. */
  readonly settled: Settled | null;
}

/** BEGIN, what begins it, the statement, the look, COMMIT. */
const PARTS = 5;

/**
 * Runs statements, each in a transaction of its own, and looks behind each of them before it is committed. The first that fails,
 * or that cannot be told by a quick look, is taken back, and none behind it is run.
 */
export async function observeCommitted(
  session: Session,
  looks: SessionLooks,
  settled: Settled,
  statements: readonly string[],
): Promise<ObserveCommittedResult | null> {
  const asked = settled.look.takesBack ? null : await looks.committed();
  if (asked === null) return null;
  const { look, next } = asked;
  const start = await looks.start(settled);
  const [, ...parts] = await session.script([
    ours(NOTHING_SEEN),
    ...statements.flatMap((sql, at) => [
      ours("BEGIN"),
      ours(at === 0 ? start : next),
      { sql, isOurs: false },
      ours(look),
      ours("COMMIT"),
    ]),
    ours(await looks.settling()),
  ]);
  const observations: Observation[] = [];
  let before = settled.look;
  for (let at = 0; at < statements.length; at++) {
    const own = parts.slice(at * PARTS, (at + 1) * PARTS);
    if (own.length < PARTS || own.some(({ error }) => error !== null)) {
      await session.exec("ROLLBACK");
      return { observations, committed: before, settled: null };
    }
    const executed = own[2] as ExecutedPart;
    const looked = own[3];
    const after = await looking({ last: before, everywhere: false }).read(
      null,
      jsonOf(looked) as LookRow,
      lookAgain,
    );
    observations.push(await told(session, before, executed, after));
    before = withoutLocks(after);
  }
  const details = { details: settled.details.details, isNew: false };
  return { observations, committed: before, settled: settledBy(parts.at(-1), before, details) };
}

async function told(
  session: Session,
  before: Look,
  executed: ExecutedPart,
  after: Look,
): Promise<Observation> {
  const { validated } = workOf(executed.notices);
  const keys = validated.length === 0 ? [] : await keysNamed(session, validated, after);
  return {
    ...compare(before, executed, after, { keys, counted: true }),
    allowedInTransaction: true,
    sampled: false,
  };
}

/** A committed look fails where it does not tell all. */
async function lookAgain(): Promise<never> {
  throw new QueryRefused("what a statement did is not told by one look");
}
