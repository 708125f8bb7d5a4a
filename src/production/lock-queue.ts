import type { LiveQuery, Snapshot } from "./snapshot.ts";

/** What happens behind a lock that is waited for, by the queries that it conflicts with. */
export interface LockQueue {
  /** Queries a second that come meanwhile, and wait, too. */
  readonly callsPerSecond: number;
  /** How long the lock waits for what runs, on average and behind the longest that was seen; null: times are not known. */
  readonly meanWaitSeconds: number | null;
  readonly worstWaitSeconds: number | null;
  readonly behind: "query" | "transaction";
  /** After so long every connection waits, and queries of other tables, too; null: not known. */
  readonly poolSeconds: number | null;
  readonly connections: number | null;
}

/**
 * The mean wait is the expected rest of what runs when the lock is asked for: a query is met the more likely the longer it
 * lasts, so each adds its rate times half its mean square. Null: no such query is called.
 */
export function lockQueue(queries: readonly LiveQuery[], sessions: Snapshot["sessions"]): LockQueue | null {
  const rate = queries.reduce((sum, { callsPerSecond }) => sum + (callsPerSecond ?? 0), 0);
  if (rate <= 0) return null;
  const timed = queries.filter(({ meanMs }) => meanMs !== undefined);
  const mean = timed.reduce((sum, { callsPerSecond, meanMs = 0, sdMs = 0 }) => {
    return sum + (((callsPerSecond ?? 0) / 2) * (meanMs ** 2 + sdMs ** 2)) / 1e6;
  }, 0);
  const slowest = Math.max(0, ...timed.map(({ maxMs, meanMs = 0 }) => (maxMs ?? meanMs) / 1000));
  const longest = sessions?.longestTransactionSeconds ?? 0;
  const isKnown = timed.length > 0 || longest > 0;
  const connections = sessions?.connections ?? null;
  return {
    callsPerSecond: rate,
    meanWaitSeconds: timed.length > 0 ? mean : null,
    worstWaitSeconds: isKnown ? Math.max(slowest, longest) : null,
    behind: longest > slowest ? "transaction" : "query",
    poolSeconds: connections === null || connections === 0 ? null : connections / rate,
    connections,
  };
}

/** Queries that wait in the end, of whatever number of connections: those that come while the lock waits and is held. */
export function stalled({ callsPerSecond }: LockQueue, waitSeconds: number, holdSeconds: number): number {
  return callsPerSecond * (waitSeconds + holdSeconds);
}
