/** What was seen on a real PostgreSQL, as far as effects are told from it: the shape of an observation. */
import type { LockMode } from "../postgres/lock-mode.ts";
import type { Derived } from "./derive-context.ts";
import type { Effect, EffectKind } from "./effect.ts";

/** pg_class.relkind. */
export type SeenKind = "r" | "p" | "f" | "v" | "m" | "i" | "I" | "S";

export interface SeenRelation {
  /** `schema.name`. */
  readonly relation: string;
  readonly kind: SeenKind;
}

export interface SeenLock extends SeenRelation {
  readonly mode: LockMode;
}

/** Something below a relation, or the name of one: see `ObservedDetail` of the shadow. */
export interface SeenDetail {
  readonly kind: "column" | "constraint" | "trigger" | "type" | "label" | "function" | "relation";
  readonly change: "added" | "dropped" | "renamed" | "changed";
  readonly relation: string | null;
  readonly name: string;
  readonly was: string;
  readonly is: string;
}

export interface Seen {
  /** Gained by the statement. */
  readonly locks: readonly SeenLock[];
  /** Held by its transaction before it. */
  readonly held: readonly SeenLock[];
  readonly rewrites: readonly (SeenRelation & { readonly how: "rewrite" | "copy" })[];
  readonly scans: readonly {
    readonly relation: string;
    readonly why: "verifies rows" | "validates foreign key" | "reads rows";
  }[];
  readonly builds: readonly { readonly relation: string; readonly index: string }[];
  readonly changed: readonly {
    readonly relation: string;
    readonly inserted: number;
    readonly updated: number;
    readonly deleted: number;
  }[];
  readonly truncated: readonly string[];
  readonly created: readonly SeenRelation[];
  readonly dropped: readonly SeenRelation[];
  readonly error: { readonly sqlstate: string; readonly message: string } | null;
  /** Left out or null: nobody looked below relations. */
  readonly details?: readonly SeenDetail[] | null;
  /** Why the look is not to be trusted. */
  readonly blinded?: string | null;
  /** The locks were sampled while it ran: it may have had more. */
  readonly sampled?: boolean;
}

export interface Sighting {
  readonly seen: Seen;
  /** False: nobody could watch the statement's locks (CONCURRENTLY in a single session). */
  readonly locksObserved: boolean;
  /** Whether a relation was made by the change; one that the statement itself makes always is. */
  readonly isNew: (relation: string) => boolean;
  /** The derivation for the version that is asked about, where that is not the shadow's; null: it is. */
  readonly asked: Derived | null;
}

export type Of<K extends EffectKind> = Extract<Effect, { kind: K }>;

export interface Reconciling {
  readonly derived: Derived;
  readonly sighting: Sighting;
  /** PostgreSQL did something else, or more, than was told. */
  readonly contradictions: string[];
  /** PostgreSQL was seen to do less: what was told stays, for the look may have failed and not the catalogue. */
  readonly less: string[];
}

export function effectsOf<K extends EffectKind>({ effects }: Derived, kind: K): Of<K>[] {
  return effects.filter((effect): effect is Of<K> => effect.kind === kind);
}

/** It stands under a condition that the run may not have met. */
export function isConditional({ conditional }: Derived, effect: Effect): boolean {
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
