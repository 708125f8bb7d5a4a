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
