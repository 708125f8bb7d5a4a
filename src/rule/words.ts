import type { Usage } from "../effects/effect.ts";
import { blocksReads, blocksWrites, type LockMode } from "../postgres/lock-mode.ts";

/** A relation as users write it: without `public.`. */
export function nameOf(relation: string): string {
  return relation.startsWith("public.") ? relation.slice("public.".length) : relation;
}

/** What a lock keeps other sessions from doing: "no reads, no writes", "no writes", or "". */
export function blockedBy(mode: LockMode): string {
  if (blocksReads(mode)) return "no reads, no writes";
  return blocksWrites(mode) ? "no writes" : "";
}

/** "a", "a and b", "a, b and c"; beyond `limit` the rest is counted: "a, b and 7 more". */
export function listed(names: readonly string[], limit = 4): string {
  const unique = [...new Set(names)];
  const shown = unique.length > limit ? unique.slice(0, limit - 1) : unique;
  const rest = unique.length - shown.length;
  const parts = rest > 0 ? [...shown, `${rest} more`] : shown;
  const last = parts.at(-1) ?? "";
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
}

/** The cause of all that makes others wait for a relation: rules that say so of one statement are told as one. */
export function waitsFor(relation: string): string {
  return `${relation} waits`;
}

/** "42 calls/s of SELECT … fail", "3 live queries, first SELECT …, fail", "SELECT … in src/invoice.ts:88 fails". */
export function failing({ queries, callsPerSecond, first: [sql = ""], code: [place] }: Usage): string {
  const shown = excerptOf(sql, EXCERPT);
  if (callsPerSecond !== null && callsPerSecond > 0) {
    const others = queries !== null && queries > 1 ? ` and ${queries - 1} more` : "";
    return `${rateOf(callsPerSecond)} of ${shown}${others} fail`;
  }
  if (queries !== null && queries > 1) return `${queries} live queries, first ${shown}, fail`;
  return `${place === undefined ? shown : `${shown} in ${place.path}:${place.line}`} fails`;
}

/** "41 calls/s", "0.2 calls/s", "under 0.1 calls/s". */
export function rateOf(callsPerSecond: number): string {
  if (callsPerSecond < 0.1) return "under 0.1 calls/s";
  return `${callsPerSecond < 10 ? Math.round(callsPerSecond * 10) / 10 : Math.round(callsPerSecond)} calls/s`;
}

/** Characters of a query in a message that says more than it. */
const EXCERPT = 60;

/**
 * A query on one line, by bare names: where it is longer, without what it selects, since what it looks for tells it from
 * others, and cut.
 */
export function excerptOf(sql: string, longest = 90): string {
  const line = sql
    .replace(/\s+/g, " ")
    .replace(/(?:"[^"]+"\.)+(?=")/g, "")
    .trim();
  const from = line.length > longest ? line.search(/ FROM /i) : -1;
  const short = from > 0 && /^SELECT /i.test(line) ? `SELECT …${line.slice(from)}` : line;
  return short.length <= longest ? short : `${short.slice(0, longest - 2).trimEnd()} …`;
}

/** What a message shows of the query that an effect tells of first; null: it tells of none. */
export function shownQuery(effect: {
  readonly kind: string;
  readonly query?: string;
  readonly usedBy?: { readonly first: readonly string[] };
}): string | null {
  if (effect.query !== undefined) return excerptOf(effect.query);
  const [first] = effect.usedBy?.first ?? [];
  return first === undefined ? null : excerptOf(first, EXCERPT);
}
