import type { ReportedLiveQueries } from "./live-queries.ts";
import { prose, span } from "./markdown-text.ts";
import { grouped } from "./phrases.ts";

/** "live queries: 212 checked · 7 not (2 temporary tables, 5 unknown functions) · 31 hidden (grant pg_read_all_stats)". */
export function liveQueriesLine({ checked, notChecked, hidden, left }: ReportedLiveQueries): string {
  const not = notChecked.reduce((sum, { count }) => sum + count, 0);
  const why = notChecked.map(({ reason, count }) => `${grouped(count)} ${reason}`).join(", ");
  return [
    `live queries: ${grouped(checked)} checked`,
    ...(not > 0 ? [`${grouped(not)} not (${why})`] : []),
    ...(hidden > 0 ? [`${grouped(hidden)} hidden (grant pg_read_all_stats)`] : []),
    ...(left > 0 ? [`${grouped(left)} rare ones missing (raise pg_stat_statements.max)`] : []),
  ].join(" · ");
}

/** Every query that fails or has another result, for a list that is folded. */
export function liveQueryItems({ broken, otherResult }: ReportedLiveQueries): {
  readonly failing: string[];
  readonly changed: string[];
} {
  const often = (calls: number | null) =>
    calls === null ? "" : ` (${grouped(Math.round(calls * 10) / 10)} calls/s)`;
  return {
    failing: broken.map(
      ({ sql, error, callsPerSecond }) => `- ${span(sql)}${often(callsPerSecond)}: ${prose(error)}`,
    ),
    changed: otherResult.map(({ sql, callsPerSecond }) => `- ${span(sql)}${often(callsPerSecond)}`),
  };
}
