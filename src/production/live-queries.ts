import type { LiveQuery, Snapshot } from "./snapshot.ts";

/** The queries that production runs, from a snapshot and from a list of the user's. */
export interface KnownQueries {
  /** The most called first; each text once for a search path. */
  readonly list: readonly LiveQuery[];
  /** Entries of pg_stat_statements that other roles own and hide. */
  readonly hidden: number;
  /** Entries that the server threw away for want of room. */
  readonly left: number;
  /** Queries that could not be read, or not be cleaned of their literals. */
  readonly unclean: number;
}

/** What is known of live queries; null: nothing was given. */
export function knownQueries(
  snapshot: Snapshot | null,
  listed: { readonly list: readonly LiveQuery[]; readonly unclean: number } | null,
): KnownQueries | null {
  const live = snapshot?.queries;
  if (live === undefined && listed === null) return null;
  const { list = [], hidden = 0, left = 0, unclean = 0 } = live ?? {};
  const byId = new Map([...(listed?.list ?? []), ...list].map((query) => [query.id, query]));
  return {
    list: [...byId.values()].sort(mostCalledFirst),
    hidden,
    left,
    unclean: unclean + (listed?.unclean ?? 0),
  };
}

/** By rate, then by calls, then by id. */
export function mostCalledFirst(a: LiveQuery, b: LiveQuery): number {
  return (
    (b.callsPerSecond ?? 0) - (a.callsPerSecond ?? 0) ||
    (b.calls ?? 0) - (a.calls ?? 0) ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}
