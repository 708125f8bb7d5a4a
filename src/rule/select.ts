import type { Effect, EffectKind, LockEffect } from "../effects/effect.ts";
import { blocksReads, blocksWrites, covers, type LockMode } from "../postgres/lock-mode.ts";
import type { Analyzed } from "./analyzed.ts";

type EffectOf<K extends EffectKind> = Extract<Effect, { kind: K }>;

/** The effects of one kind. */
export function effectsOf<K extends EffectKind>(analyzed: Analyzed, kind: K): EffectOf<K>[] {
  return analyzed.effects.filter((effect): effect is EffectOf<K> => effect.kind === kind);
}

/** The effects of one kind on relations that existed before the change: only those carry a hazard. */
export function hazardsOf<K extends EffectKind>(analyzed: Analyzed, kind: K): EffectOf<K>[] {
  return analyzed.effects.filter((effect): effect is EffectOf<K> => effect.kind === kind && !effect.isNew);
}

/** The locks of the statement on one relation. */
export function locksOn(analyzed: Analyzed, relation: string): LockEffect[] {
  return effectsOf(analyzed, "lock").filter((lock) => lock.relation === relation);
}

/** Whether a lock keeps other sessions from reading or writing the relation's rows. */
export function blocksTraffic(mode: LockMode): boolean {
  return blocksReads(mode) || blocksWrites(mode);
}

/** Roles of locks on what is no table, and so has no traffic of its own. */
const NO_TABLE: ReadonlySet<LockEffect["role"]> = new Set(["index", "sequence"]);

/** Nearly every rule asks for them. */
const blocking = new WeakMap<Analyzed["effects"], readonly LockEffect[]>();

/** The locks of the statement that block reads or writes of tables that existed before the change, one a table. */
export function blockingLocks(analyzed: Analyzed): LockEffect[] {
  const known = blocking.get(analyzed.effects);
  if (known) return [...known];
  const found = strongestOf(analyzed);
  blocking.set(analyzed.effects, found);
  return [...found];
}

function strongestOf(analyzed: Analyzed): LockEffect[] {
  const strongest = new Map<string, LockEffect>();
  for (const lock of hazardsOf(analyzed, "lock")) {
    if (NO_TABLE.has(lock.role) || !blocksTraffic(lock.mode)) continue;
    const known = strongest.get(lock.relation);
    if (known === undefined || !covers(known.mode, lock.mode)) strongest.set(lock.relation, lock);
  }
  return [...strongest.values()];
}

/** The statement's own lock that blocks reads or writes of the relation, if there is one. */
export function blockingLockOn(analyzed: Analyzed, relation: string): LockEffect | undefined {
  return blockingLocks(analyzed).find((lock) => lock.relation === relation);
}
