/** Derived and observed effects made into one list. What was observed wins; where both could see and differ, it is said. */
import { notCovered } from "./coverage.ts";
import { type DeriveResult, joinReasons } from "./derive-context.ts";
import type { DestroyedObject, Effect } from "./effect.ts";
import type { Observation, RelationKind } from "./observation.ts";
import { observedDetails } from "./observed-details.ts";
import { isTableKind, reconcileLocks } from "./reconcile-locks.ts";
import {
  effectsOf,
  isConditional,
  type Of,
  type ReconcileOptions,
  type Reconciliation,
} from "./reconciliation.ts";
import { scanBy, scanOf } from "./scans.ts";

export interface ReconcileResult extends DeriveResult {
  /** Where PostgreSQL did something else than the catalogue says: a defect of lockgate. */
  readonly contradictions: readonly string[];
}

/** `derived`: for the version that the statement was watched on. */
export function reconcile(derived: DeriveResult, options: ReconcileOptions): ReconcileResult {
  const { observation } = options;
  if (observation.error) return withError(derived, observation.error);
  const work: Reconciliation = { derived, options, contradictions: [], less: [] };
  const locks = options.locksObserved ? reconcileLocks(work) : effectsOf(derived, "lock");
  const effects: Effect[] = [
    ...locks,
    ...reconcileWork(work, "rewrite", observedRewrites(options)),
    ...reconcileScans(work),
    ...reconcileWork(work, "build", observedBuilds(work)),
    ...effectsOf(derived, "change"),
    ...observedChanges(work),
    ...effectsOf(derived, "destroy"),
    ...observedDestroys(work),
    ...effectsOf(derived, "wait"),
    ...effectsOf(derived, "break"),
    ...effectsOf(derived, "fail").filter((fail) => !refuted(work, fail)),
    ...observedDetails(work),
  ];
  // What was told of a schema that is known in part contradicts nothing.
  const { contradictions, less } = derived.certain ? work : { contradictions: [], less: [] };
  const open = [...notCovered(derived, options), ...less.map((reason) => ({ reason }))];
  return {
    ...derived,
    effects: forVersion(effects, derived, options.asked),
    unanalyzed: joinReasons(open),
    contradictions: [...contradictions, ...less],
  };
}

/** The statement failed, and not for its rows: the tables of a rehearsal are empty. */
function withError(
  derived: DeriveResult,
  { sqlstate, message }: NonNullable<Observation["error"]>,
): ReconcileResult {
  const always = effectsOf(derived, "fail").filter(({ when }) => when === "always");
  const told = always.find((fail) => fail.sqlstate === sqlstate) ?? always[0];
  const rest = derived.effects.filter((effect) => effect.kind !== "fail" || effect.when !== "always");
  const evidence = told ? ("both" as const) : ("rehearsal" as const);
  const { relation = null, isNew = false } = told ?? {};
  const fail: Effect = { kind: "fail", when: "always", relation, reason: message, sqlstate, isNew, evidence };
  return { ...derived, effects: [...rest, fail], unanalyzed: null, contradictions: [] };
}

/** A failure foretold for every run did not come. */
function refuted({ contradictions }: Reconciliation, fail: Of<"fail">): boolean {
  if (fail.when !== "always") return false;
  contradictions.push(`lockgate's catalogue said that it fails: ${fail.reason}; PostgreSQL ran it`);
  return true;
}

type WorkEffect = Of<"rewrite"> | Of<"build">;

function observedRewrites({ observation, isNew }: ReconcileOptions): Of<"rewrite">[] {
  return observation.rewrites
    .filter(({ kind }) => isTableKind(kind))
    .map(({ relation }) => ({ kind: "rewrite", relation, isNew: isNew(relation), evidence: "rehearsal" }));
}

function observedBuilds({ derived, options: { observation, isNew } }: Reconciliation): Of<"build">[] {
  const made = new Set(observation.created.map(({ relation }) => relation));
  // TRUNCATE of a table that its transaction has made or rewritten builds its indexes on the spot, from no row.
  const emptied = effectsOf(derived, "destroy").filter(({ what }) => what === "rows");
  return observation.builds
    .filter(({ relation }) => !made.has(relation) && !emptied.some((it) => it.relation === relation))
    .map(({ relation, index }) => ({
      kind: "build",
      relation,
      index,
      isNew: isNew(relation),
      evidence: "rehearsal",
    }));
}

function keyOf(effect: WorkEffect): string {
  return effect.kind === "build" ? effect.index : effect.relation;
}

const WORDS = { rewrite: "a rewrite of", build: "a build of" } as const;

function reconcileWork<E extends WorkEffect>(
  { derived, options, contradictions, less }: Reconciliation,
  kind: E["kind"],
  seen: readonly E[],
): E[] {
  const told = derived.effects.filter((effect): effect is E => effect.kind === kind);
  // Locks not watched means that the statement ran alone; what it built was watched all the same.
  const effects = seen.map((effect): E => {
    const same = told.find((it) => keyOf(it) === keyOf(effect));
    if (same) return { ...same, evidence: same.evidence === "assumed" ? "rehearsal" : "both" };
    if (derived.unanalyzed === null) {
      contradictions.push(
        `PostgreSQL did ${WORDS[kind]} ${keyOf(effect)}, of which lockgate's catalogue said nothing`,
      );
    }
    return effect;
  });
  for (const effect of told) {
    if (seen.some((it) => keyOf(it) === keyOf(effect))) continue;
    if (isConditional(derived, effect)) effects.push(effect);
    if (effect.evidence === "assumed" || options.isNew(effect.relation)) continue;
    less.push(`lockgate's catalogue said ${WORDS[kind]} ${keyOf(effect)}, PostgreSQL did none`);
    if (derived.certain) effects.push(effect);
  }
  return effects;
}

/** What a message or a counter names no constraint or column of. */
const REASONS = {
  "verifies rows": scanOf("constraint", null),
  "validates foreign key": scanOf("foreign key", null),
  "reads rows": scanOf("rows", null),
};

/** How the planner reads rows on empty tables says nothing of full ones: those scans are the derivation's. */
function reconcileScans({ derived, options, contradictions, less }: Reconciliation): Of<"scan">[] {
  const told = effectsOf(derived, "scan");
  const seen = options.observation.scans.filter(
    ({ why }) => why !== "reads rows" || derived.unanalyzed !== null,
  );
  const effects = told.flatMap((scan): Of<"scan">[] => {
    // Some checks come without a message (default partitions, domains): there the counters speak.
    const same = options.observation.scans.some(({ relation }) => relation === scan.relation);
    if (same) return [{ ...scan, evidence: scan.evidence === "assumed" ? "rehearsal" : "both" }];
    // What the planner chooses, and what looks for rows, may do without one on the empty tables of a rehearsal.
    const isCertain = scanBy(scan) === "check" || scanBy(scan) === "pass";
    if (!isCertain || isConditional(derived, scan)) return [scan];
    if (scan.evidence === "assumed" || options.isNew(scan.relation)) return [];
    less.push(`lockgate's catalogue said a scan of ${scan.relation} (${scan.why}), PostgreSQL did none`);
    return derived.certain ? [scan] : [];
  });
  const refused = effectsOf(derived, "fail").filter(({ when }) => when === "on existing rows");
  for (const { relation, why } of seen) {
    // What fails on the first row reads no other: the rehearsal's tables are empty.
    if (refused.some((fail) => fail.relation === relation)) continue;
    if (told.some((scan) => scan.relation === relation)) continue;
    if (derived.unanalyzed === null) {
      contradictions.push(`PostgreSQL ${why} of ${relation}, of which lockgate's catalogue said nothing`);
    }
    const isNew = options.isNew(relation);
    effects.push({ kind: "scan", relation, ...REASONS[why], isNew, evidence: "rehearsal" });
  }
  return effects;
}

/** Rows that a statement which is not seen through (DO, a function) changed. */
function observedChanges({ derived, options }: Reconciliation): Of<"change">[] {
  if (derived.unanalyzed === null) return [];
  const told = new Set(effectsOf(derived, "change").map(({ relation, command }) => `${command} ${relation}`));
  return options.observation.changed.flatMap(({ relation, inserted, updated, deleted }) => {
    const counts = { INSERT: inserted, UPDATE: updated, DELETE: deleted };
    const isNew = options.isNew(relation);
    return (["INSERT", "UPDATE", "DELETE"] as const)
      .filter((command) => counts[command] > 0 && !told.has(`${command} ${relation}`))
      .map((command) => ({ kind: "change", relation, command, rows: "some", isNew, evidence: "rehearsal" }));
  });
}

const DESTROYED: Readonly<Partial<Record<RelationKind, DestroyedObject>>> = {
  r: "table",
  p: "table",
  f: "table",
  v: "view",
  m: "materialized view",
};

/** Tables and views that went, and rows of tables, without the derivation knowing of them. */
function observedDestroys({ derived, options }: Reconciliation): Of<"destroy">[] {
  const { dropped, truncated } = options.observation;
  const known = effectsOf(derived, "destroy").filter(({ what }) => what !== "statistics");
  const told = new Set(known.map(({ name, relation }) => relation ?? name));
  const destroyed = (relation: string, what: DestroyedObject | undefined): Of<"destroy">[] => {
    if (what === undefined || told.has(relation)) return [];
    const isNew = options.isNew(relation);
    return [{ kind: "destroy", what, relation, name: relation, cascade: true, isNew, evidence: "rehearsal" }];
  };
  return [
    ...dropped.flatMap(({ relation, kind }) => destroyed(relation, DESTROYED[kind])),
    ...truncated.flatMap((relation) => destroyed(relation, "rows")),
  ];
}

/** What another version does differently by the catalogue is applied to what this one was seen to do. */
function forVersion(
  effects: readonly Effect[],
  here: DeriveResult,
  asked: DeriveResult | null,
): readonly Effect[] {
  if (!asked) return effects;
  const key = ({ evidence: _, ...effect }: Effect) => JSON.stringify(effect);
  const [ours, theirs] = [here, asked].map(
    (it) => new Map(it.effects.map((effect) => [key(effect), effect])),
  );
  const kept = effects.filter((effect) => !ours?.has(key(effect)) || theirs?.has(key(effect)));
  const more = [...(theirs ?? [])].flatMap(([id, effect]) => (ours?.has(id) ? [] : effect));
  return [...kept, ...more];
}
