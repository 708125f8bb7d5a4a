/** One reconciliation of what was derived with what was observed. */
import type { DeriveResult } from "./derive-context.ts";
import type { Effect, EffectKind } from "./effect.ts";
import type { Observation } from "./observation.ts";

export interface ReconcileOptions {
  readonly observation: Observation;
  /** False: nobody could watch the statement's locks (CONCURRENTLY in a single session). */
  readonly locksObserved: boolean;
  /** Whether a relation was made by the change; one that the statement itself makes always is. */
  readonly isNew: (relation: string) => boolean;
  /** The derivation for the version that is asked about, where that is not the shadow's; null: it is. */
  readonly asked: DeriveResult | null;
}

export type Of<K extends EffectKind> = Extract<Effect, { kind: K }>;

export interface Reconciliation {
  readonly derived: DeriveResult;
  readonly options: ReconcileOptions;
  /** PostgreSQL did something else, or more, than was told. */
  readonly contradictions: string[];
  /** PostgreSQL was seen to do less: what was told stays, for the look may have failed and not the catalogue. */
  readonly less: string[];
}

export function effectsOf<K extends EffectKind>({ effects }: DeriveResult, kind: K): Of<K>[] {
  return effects.filter((effect): effect is Of<K> => effect.kind === kind);
}

/** It stands under a condition that the run may not have met. */
export function isConditional({ conditional }: DeriveResult, effect: Effect): boolean {
  return conditional.some((other) => sameEffect(other, effect));
}

/** One and the same, whatever is known of it. */
function sameEffect(a: Effect, b: Effect): boolean {
  if (a.kind !== b.kind || a.relation !== b.relation) return false;
  if (a.kind === "lock" && b.kind === "lock") return a.mode === b.mode;
  if (a.kind === "scan" && b.kind === "scan") return a.reason === b.reason && a.of === b.of;
  if (a.kind === "build" && b.kind === "build") return a.index === b.index;
  return true;
}
