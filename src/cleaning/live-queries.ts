import type { LiveQueries, LiveQuery } from "../production/snapshot.ts";
import type { LiveStatement, LiveStatements } from "../production/statements.ts";
import { cleanQuery } from "./query.ts";
import { queryId } from "./query-list.ts";

/** How many a snapshot holds. */
const MOST = 1000;

interface Counted {
  readonly sql: string;
  readonly searchPath: string | null;
  readonly calls: number;
  readonly meanMs: number;
  /** Sum of the squares of all times. */
  readonly squares: number;
  readonly maxMs: number;
}

/**
 * The queries among the entries of pg_stat_statements, without literals and comments: those of several roles together,
 * the first thousand in the order of the entries. Needs `loadParser`.
 */
export function liveQueriesOf({ seconds, left, hidden, list }: LiveStatements): LiveQueries {
  const byId = new Map<string, Counted>();
  let unclean = 0;
  for (const entry of list) {
    if (entry.text === "<insufficient privilege>") continue;
    const cleaned = cleanQuery(entry.text);
    if (cleaned.kind === "unclean") unclean++;
    if (cleaned.kind !== "query") continue;
    const id = queryId(cleaned.sql, entry.searchPath ?? undefined);
    const known = byId.get(id);
    if (known === undefined && (byId.size >= MOST || cleaned.ofCatalogs)) continue;
    byId.set(id, together(known, entry, cleaned.sql));
  }
  return {
    windowSeconds: Math.round(seconds),
    left,
    hidden,
    unclean,
    list: [...byId]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, counted]) => asQuery(id, counted, Math.max(seconds, 1))),
  };
}

function together(known: Counted | undefined, entry: LiveStatement, sql: string): Counted {
  const { calls, meanMs, sdMs, maxMs, searchPath } = entry;
  const squares = calls * (meanMs ** 2 + sdMs ** 2);
  if (known === undefined) return { sql, searchPath, calls, meanMs, squares, maxMs };
  const all = known.calls + calls;
  return {
    ...known,
    calls: all,
    meanMs: all === 0 ? 0 : (known.calls * known.meanMs + calls * meanMs) / all,
    squares: known.squares + squares,
    maxMs: Math.max(known.maxMs, maxMs),
  };
}

function asQuery(id: string, counted: Counted, seconds: number): LiveQuery {
  const { sql, searchPath, calls, meanMs, squares, maxMs } = counted;
  return {
    id,
    sql,
    ...(searchPath !== null && { searchPath }),
    callsPerSecond: short(calls / seconds),
    meanMs: short(meanMs),
    sdMs: short(Math.sqrt(Math.max(0, calls === 0 ? 0 : squares / calls - meanMs ** 2))),
    maxMs: short(maxMs),
  };
}

/** Three digits are more than such a measure has. */
function short(value: number): number {
  return Number(value.toPrecision(3));
}
