/** How far a run on empty tables covers what could not be derived of a statement. */
import type { DeriveResult, Gap } from "./derive-context.ts";
import { effectsOf, type ReconcileOptions } from "./reconciliation.ts";

/** What stays unknown although the statement was run and watched. */
export function notCovered(derived: DeriveResult, options: ReconcileOptions): Pick<Gap, "reason">[] {
  // Where nobody could watch the locks and the derivation does not have them, they are not known.
  if (!options.locksObserved) return [...derived.gaps];
  const left = derived.gaps.filter(({ shownBy }) => shownBy === "nothing");
  const { blinded } = options.observation;
  if (blinded) left.push({ reason: blinded, shownBy: "nothing" });
  return derived.gaps.length === 0 ? left : [...left, ...changesOfUnknownSize(derived, options)];
}

/**
 * Tables whose rows something changed that was not read: a table is locked ROW EXCLUSIVE for that, whether it has rows
 * or not. Where its transaction has that lock already, the statement was seen to look for rows.
 */
function changesOfUnknownSize(
  derived: DeriveResult,
  { observation, isNew }: ReconcileOptions,
): Pick<Gap, "reason">[] {
  const told = new Set(
    derived.effects.flatMap(({ kind, relation }) => (kind === "change" || kind === "lock" ? [relation] : [])),
  );
  const made = new Set(observation.created.map(({ relation }) => relation));
  const changing = observation.locks.filter(
    ({ kind, mode }) => kind !== "S" && kind !== "i" && kind !== "I" && mode === "ROW EXCLUSIVE",
  );
  const again = observation.scans.filter((scan) =>
    observation.held.some(({ relation, mode }) => mode === "ROW EXCLUSIVE" && relation === scan.relation),
  );
  const relations = new Set([...changing, ...again].map(({ relation }) => relation));
  const changes = new Set(effectsOf(derived, "change").map(({ relation }) => relation));
  return [...relations]
    .filter(
      (relation) => !made.has(relation) && !isNew(relation) && !changes.has(relation) && !told.has(relation),
    )
    .map((relation) => ({
      reason: `changes rows of ${relation}: how many, a rehearsal on empty tables does not show`,
    }));
}
