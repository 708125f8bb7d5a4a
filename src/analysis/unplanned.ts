import type { UnplanEffect } from "../effects/effect.ts";
import type { PlanWatch, UnplannedQuery } from "../live/plan-watch.ts";
import type { AnalyzedMigration } from "./analyze.ts";

type Changes = readonly (readonly AnalyzedMigration[])[];

/** The changes with the queries that lose their index, on the statements that take it: the most called first. */
export function withUnplanned(changes: Changes, plans: PlanWatch | null): Changes {
  const unplanned = plans?.result().unplanned ?? [];
  if (unplanned.length === 0) return changes;
  const sorted = [...unplanned].sort(
    (a, b) =>
      (b.query.callsPerSecond ?? 0) - (a.query.callsPerSecond ?? 0) || (a.query.id < b.query.id ? -1 : 1),
  );
  return changes.map((change) =>
    change.map((one) => {
      const own = sorted.filter(({ migration }) => migration === one.migration.id);
      if (own.length === 0) return one;
      const statements = one.statements.map((it) => {
        const its = own.filter(({ statement }) => statement === it.statement.index);
        return its.length === 0 ? it : { ...it, effects: [...it.effects, ...its.map(effectOf)] };
      });
      return { ...one, statements };
    }),
  );
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
