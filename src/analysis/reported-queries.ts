import { wordsOf } from "../live/fault.ts";
import { type NotChecked, wordsFor } from "../live/not-checked.ts";
import type { BrokenQuery } from "../live/query-watch.ts";
import type { RunningQuery } from "../live/running-query.ts";
import { byCalls } from "../live/usage.ts";
import type { KnownQueries } from "../production/live-queries.ts";
import type { ReportedLiveQueries } from "../report/live-queries.ts";

/** `outcomes`: of those queries that are not fine. */
export function reportedQueries(
  { hidden, left, unclean }: Pick<KnownQueries, "hidden" | "left" | "unclean">,
  live: readonly RunningQuery[],
  outcomes: ReadonlyMap<RunningQuery, BrokenQuery | NotChecked>,
): ReportedLiveQueries {
  const counts = new Map<NotChecked, number>(unclean > 0 ? [["unclean", unclean]] : []);
  const broken: BrokenQuery[] = [];
  for (const query of live) {
    const outcome = outcomes.get(query);
    if (typeof outcome === "string") counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    else if (outcome !== undefined) broken.push(outcome);
  }
  const notChecked = [...counts]
    .map(([reason, count]) => ({ reason: wordsFor(reason), count }))
    .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
  broken.sort(byCalls);
  return {
    checked: live.filter((query) => typeof outcomes.get(query) !== "string").length,
    notChecked,
    hidden,
    left,
    broken: broken
      .filter(({ fault }) => fault.kind !== "result")
      .map((one) => ({ ...reported(one), error: wordsOf(one.fault) })),
    otherResult: broken.filter(({ fault }) => fault.kind === "result").map(reported),
  };
}

function reported({ query: { running }, migration, statement }: BrokenQuery) {
  const { id, sql, callsPerSecond } = running;
  return { id, sql, callsPerSecond, migration, statement };
}
