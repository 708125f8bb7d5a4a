import type { Usage } from "../effects/effect.ts";

/**
 * Whether the running release is known to do without what an effect takes away: its schema no longer declares it, no line
 * of its code names it, and no live query that was given fails. Without a schema that was read, nothing is.
 */
export function isPrepared({ usedBy }: { readonly usedBy?: Usage }): boolean {
  return usedBy?.declared === false && usedBy.code.length === 0 && (usedBy.queries ?? 0) === 0;
}
