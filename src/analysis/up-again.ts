import { type Pair, pairStates } from "../drift/catalog/compare-facts.ts";
import { keyOf } from "../drift/catalog/fact.ts";
import type { ScheduledMigration } from "../shadow/rehearse/scheduled-migration.ts";
import {
  failed,
  type Left,
  mayComeFrom,
  type RollbackFacts,
  type RollbacksResult,
  stateBehind,
  type ToldRollback,
} from "./rollback-outcome.ts";
import { differenceLines } from "./rollback-words.ts";

/** What is told of each migration once those that were taken back have been run again. */
export function heldAgainstUpAgain(
  judged: readonly ScheduledMigration[],
  facts: RollbackFacts,
  { told, left }: RollbacksResult,
): ReadonlyMap<string, ToldRollback> {
  if (facts.rolledBack === undefined) return told;
  const { downs, upAgain } = facts.rolledBack;
  const taken = judged.filter(({ migration: { id } }) => downs.get(id)?.kind === "ran");
  const all = new Map(told);
  const notUp = new Set<string>();
  for (const one of taken) {
    const { id, path } = one.migration;
    const ended = upAgain.get(id);
    const known = all.get(id);
    if (ended?.kind === "ran") continue;
    const [first] = notUp;
    notUp.add(id);
    if (known === undefined || !("outcome" in known)) continue;
    if (ended?.kind !== "failed") {
      const reason = ended?.reason ?? "the shadow was lost before that";
      all.set(id, { unknown: `it is taken back, but not run again: ${reason}` });
      continue;
    }
    const failure = failed(one, ended, true);
    const line = `run again, it fails at ${path}:${failure.line}: ${failure.detail[0]}`;
    if (known.outcome === "differs") all.set(id, { ...known, detail: [...known.detail, line] });
    else if (first === undefined && !mayComeFrom(left, ended.error)) all.set(id, failure);
    else all.set(id, { unknown: `${line}, as it may for what ${first ?? left.by} leaves` });
  }
  for (const [id, pairs] of differingAgain(judged, { taken, notUp, left }, facts))
    all.set(id, withMore(all.get(id), pairs));
  return all;
}

interface Again {
  readonly taken: readonly ScheduledMigration[];
  /** The ids of those of them that did not run again. */
  readonly notUp: ReadonlySet<string>;
  readonly left: Left;
}

/** What differs from the state that the change left at first, by the migration that last had to do with it. */
function differingAgain(
  judged: readonly ScheduledMigration[],
  { taken, notUp, left }: Again,
  facts: RollbackFacts,
): ReadonlyMap<string, readonly Pair[]> {
  const last = taken.at(-1)?.migration.id;
  const by = new Map<string, Pair[]>();
  const first = stateBehind(judged, judged.length, facts);
  const second = last === undefined ? null : facts.stateAt({ at: "up again", migration: last });
  if (last === undefined || !first || !second) return by;
  const pairs = pairStates(first, second);
  const gone = new Set((left.pairs ?? []).map(keyOfPair));
  const made = pairs.length === 0 ? [] : judged.map((_, at) => keysBetween(judged, at, facts));
  for (const pair of pairs) {
    const key = keyOfPair(pair);
    // Said already: what is gone since the way back does not come again.
    if (gone.has(key)) continue;
    if (judged.some(({ migration }, at) => notUp.has(migration.id) && made[at]?.has(key))) continue;
    const id = judged[made.findLastIndex((keys) => keys.has(key))]?.migration.id ?? last;
    by.set(id, [...(by.get(id) ?? []), pair]);
  }
  return by;
}

/** What a migration changed at first. */
function keysBetween(
  judged: readonly ScheduledMigration[],
  at: number,
  facts: RollbackFacts,
): ReadonlySet<string> {
  const [before, after] = [stateBehind(judged, at, facts), stateBehind(judged, at + 1, facts)];
  return new Set(before && after ? pairStates(before, after).map(keyOfPair) : []);
}

function keyOfPair({ expected, actual }: Pair): string {
  const fact = expected ?? actual;
  return fact === null ? "" : keyOf(fact);
}

function withMore(known: ToldRollback | undefined, pairs: readonly Pair[]): ToldRollback {
  if (known === undefined || "unknown" in known) return known ?? { unknown: "nothing was run down" };
  return {
    ...known,
    outcome: known.outcome === "exact" ? "differs" : known.outcome,
    detail: [...known.detail, ...differenceLines(pairs, "up again")],
  };
}
