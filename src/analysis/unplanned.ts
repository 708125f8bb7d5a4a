import type { UnplanEffect } from "../effects/effect.ts";
import type { PlanWatch, UnplannedQuery } from "../live/plan-watch.ts";
import { type Changes, eachStatement } from "./changes.ts";

/** The changes with the queries that lose their index, on the statements that take it: the most called first. */
export function withUnplanned(changes: Changes, plans: PlanWatch | null): Changes {
  const unplanned = plans?.result().unplanned ?? [];
  if (unplanned.length === 0) return changes;
  const sorted = [...unplanned].sort(
    (a, b) =>
      (b.query.callsPerSecond ?? 0) - (a.query.callsPerSecond ?? 0) || (a.query.id < b.query.id ? -1 : 1),
  );
  return eachStatement(changes, (one, { id }) => {
    const its = sorted.filter((it) => it.migration === id && it.statement === one.statement.index);
    return its.length === 0 ? one : { ...one, effects: [...one.effects, ...its.map(effectOf)] };
  });
}

function effectOf({ relation, index, rowsPerCall, isGuess, query }: UnplannedQuery): UnplanEffect {
  return {
    kind: "unplan",
    relation,
    index,
    query: query.sql,
    rowsPerCall,
    callsPerSecond: query.callsPerSecond,
    isNew: false,
    evidence: isGuess ? "assumed" : "rehearsal",
  };
}

/** Why no query was planned, for the user: a sentence, or none. */
export function notPlanned(plans: PlanWatch | null): string[] {
  const reason = plans?.result().notPlanned ?? null;
  return reason === null
    ? []
    : [`Whether live queries lose an index is not known: ${reason}`.replace(/\.?$/, ".")];
}
