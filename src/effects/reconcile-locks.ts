/** Locks derived and locks observed, relation by relation. */
import { covers, type LockMode, strongest } from "../postgres/lock-mode.ts";
import type { LockEffect } from "./effect.ts";
import type { ObservedLock, RelationKind } from "./observation.ts";
import { effectsOf, isConditional, type Reconciliation } from "./reconciliation.ts";

const ROLE_OF_KIND: Readonly<Record<RelationKind, LockEffect["role"] | null>> = {
  r: null,
  p: null,
  f: null,
  v: null,
  m: null,
  i: "index",
  I: "index",
  S: "sequence",
};

export function reconcileLocks({ derived, options, contradictions, less }: Reconciliation): LockEffect[] {
  const { observation } = options;
  const told = effectsOf(derived, "lock");
  const gained = byRelation(observation.locks);
  // Of thousands, in a transaction of thousands of statements.
  const held = (relation: string): LockMode[] => {
    const modes: LockMode[] = [];
    for (const lock of observation.held) if (lock.relation === relation) modes.push(lock.mode);
    return modes;
  };
  const made = new Set(observation.created.map(({ relation }) => relation));
  const effects: LockEffect[] = [];
  const changesRows = effectsOf(derived, "change").length > 0;
  for (const [relation, { kind, modes }] of gained) {
    const own = told.filter((lock) => lock.relation === relation);
    // A foreign key is looked up for rows that are really there: what is read as well is locked for both.
    const [only] = own;
    if (changesRows && only && isPartner(only) && modes.every((mode) => covers(only.mode, mode))) {
      effects.push(only);
      continue;
    }
    // Held in that mode before, it is not gained; the statement takes it all the same.
    const again = own.filter(({ mode }) => !modes.includes(mode) && held(relation).includes(mode));
    const taken = strongest([...modes, ...again.map(({ mode }) => mode)]);
    for (const mode of taken) {
      const same = own.find((lock) => lock.mode === mode);
      const other = told.length > 0 && !made.has(relation) ? "dependent" : "target";
      const role = same?.role ?? own[0]?.role ?? ROLE_OF_KIND[kind] ?? other;
      const isNew = made.has(relation) || (own[0]?.isNew ?? options.isNew(relation));
      effects.push({ kind: "lock", relation, mode, role, isNew, evidence: same ? "both" : "rehearsal" });
    }
    if (observation.sampled) effects.push(...own.filter(({ mode }) => !modes.includes(mode)));
    if (!isTableKind(kind) || made.has(relation) || derived.unanalyzed !== null) continue;
    const before = held(relation);
    // A stronger lock that a run may pass by hides the weaker one that it takes in any case.
    const mayBeLess = own.some((lock) => lock.evidence === "assumed");
    if (mayBeLess && modes.every((mode) => own.some((lock) => covers(lock.mode, mode)))) continue;
    const wanted = strongest(own.map(({ mode }) => mode)).join(" + ");
    const got = strongest([
      ...modes,
      ...before.filter((mode) => own.some((lock) => lock.mode === mode)),
    ]).join(" + ");
    const onlyLess =
      observation.sampled && modes.every((mode) => own.some((lock) => covers(lock.mode, mode)));
    if (wanted !== got && !onlyLess && !(changesRows && own.length === 0 && got === "ROW SHARE")) {
      const words = `lockgate's catalogue said ${wanted || "no lock"} on ${relation}, PostgreSQL took ${got}`;
      const missed = own.filter(({ mode }) => ![...modes, ...before].some((taken) => covers(taken, mode)));
      (missed.length > 0 ? less : contradictions).push(words);
      if (derived.certain) effects.push(...missed);
    }
  }
  for (const lock of told) {
    const taken = gained.get(lock.relation)?.modes;
    if (taken) {
      const isMissed = isConditional(derived, lock) && !taken.some((mode) => covers(mode, lock.mode));
      if (isMissed && !effects.includes(lock)) effects.push(lock);
      continue;
    }
    // The transaction has it already.
    if (held(lock.relation).includes(lock.mode)) effects.push({ ...lock, evidence: "both" });
    // Not told the planner's index locks from ours; temporary relations are not watched.
    else if (lock.role === "index" || lock.role === "sequence") effects.push(lock);
    else if (lock.relation.startsWith("pg_temp.")) effects.push(lock);
    // Only rows that are really there lead to another table.
    else if (changesRows && isPartner(lock)) effects.push(lock);
    // The run may not have met its condition.
    else if (isConditional(derived, lock) || observation.sampled) effects.push(lock);
    else if (lock.evidence === "assumed") continue;
    else {
      less.push(`lockgate's catalogue said ${lock.mode} on ${lock.relation}, PostgreSQL took no lock on it`);
      if (derived.certain) effects.push(lock);
    }
  }
  return effects;
}

const LED_TO: ReadonlySet<LockEffect["role"]> = new Set([
  "referenced",
  "referencing",
  "parent",
  "partition",
  "default partition",
]);

/** Tables that a row of another one leads to: by its foreign keys, by its partition or the parent's bounds. */
function isPartner({ role }: LockEffect): boolean {
  return LED_TO.has(role);
}

export function isTableKind(kind: RelationKind): boolean {
  return ROLE_OF_KIND[kind] === null;
}

function byRelation(locks: readonly ObservedLock[]): Map<string, { kind: RelationKind; modes: LockMode[] }> {
  const found = new Map<string, { kind: RelationKind; modes: LockMode[] }>();
  for (const { relation, kind, mode } of locks) {
    const entry = found.get(relation) ?? { kind, modes: [] };
    entry.modes.push(mode);
    found.set(relation, entry);
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}
