import type { Usage } from "../effects/effect.ts";

/**
 * Whether the running release is known to do without what an effect takes away: its schema no longer declares it, no line
 * of its code names it, and of the live queries that were given none fails, and none that names it is unchecked. Without a schema that was read, nothing is.
 */
export function isPrepared({ usedBy }: { readonly usedBy?: Usage }): boolean {
  return (
    usedBy?.declared === false && usedBy.code.length === 0 && (usedBy.queries ?? 0) === 0 && !usedBy.unchecked
  );
}
