import type { BreakEffect, DestroyEffect, Usage } from "./effect.ts";

const UNKNOWN: Usage = { queries: null, callsPerSecond: null, first: [], code: [], declared: null };

/** The effect with what is known of who uses it, added to what was known before. */
export function withUsage<E extends BreakEffect | DestroyEffect>(effect: E, known: Partial<Usage>): E {
  return { ...effect, usedBy: { ...UNKNOWN, ...effect.usedBy, ...known } };
}
