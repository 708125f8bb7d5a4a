import type { BreakEffect, DestroyEffect, Usage } from "./effect.ts";

const UNKNOWN: Usage = { queries: null, callsPerSecond: null, first: [], code: [], declared: null };

/** The effect with what is known of who uses it, added to what was known before; places are those of both. */
export function withUsage<E extends BreakEffect | DestroyEffect>(effect: E, known: Partial<Usage>): E {
  const before = effect.usedBy ?? UNKNOWN;
  const places = [...(known.code ?? []), ...before.code].map(
    (one) => [`${one.path}:${one.line}`, one] as const,
  );
  return { ...effect, usedBy: { ...before, ...known, code: [...new Map(places).values()] } };
}
