import type { DestroyEffect, DestroyedObject } from "../effects/effect.ts";
import type { Analyzed } from "./analyzed.ts";
import { givesColumn } from "./names.ts";
import { effectsOf } from "./select.ts";

/**
 * What the statement destroys of one kind. Of a table that the change itself makes only what it has filled from
 * existing rows: an empty one has nothing to lose.
 */
export function lostOf(analyzed: Analyzed, what: DestroyedObject): DestroyEffect[] {
  return effectsOf(analyzed, "destroy").filter(
    (effect) =>
      effect.what === what &&
      (!effect.isNew || (isFilled(analyzed, effect.relation) && !isTemporary(effect.relation))),
  );
}

/** What the session throws away anyway: its rows are a copy for the migration's own use. */
function isTemporary(relation: string | null): boolean {
  return relation?.startsWith("pg_temp.") ?? false;
}

/** Whether an earlier statement of the change fills a new table with existing rows. */
export function isFilled(analyzed: Analyzed, relation: string | null): boolean {
  if (relation === null) return false;
  const { places, filled } = fillsOf(analyzed.change);
  return (filled.get(relation) ?? Number.POSITIVE_INFINITY) < (places.get(analyzed) ?? 0);
}

interface Fills {
  /** The place of each statement in the change. */
  readonly places: ReadonlyMap<Analyzed, number>;
  /** The place of the first statement that fills a relation. */
  readonly filled: ReadonlyMap<string, number>;
}

/** Made once for a change of thousands of statements; a change that still grows is looked at again. */
const FILLS = new WeakMap<readonly Analyzed[], Fills>();

function fillsOf(change: readonly Analyzed[]): Fills {
  const known = FILLS.get(change);
  if (known?.places.size === change.length) return known;
  const filled = new Map<string, number>();
  for (const [place, other] of change.entries()) {
    for (const { relation, rows } of effectsOf(other, "change")) {
      if (rows === "all" && !filled.has(relation)) filled.set(relation, place);
    }
  }
  const fills = { places: new Map(change.map((other, place) => [other, place])), filled };
  FILLS.set(change, fills);
  return fills;
}

/** Whether the statement, or a later one of the change, adds a column of that name to the table. */
export function addsColumn(analyzed: Analyzed, relation: string, column: string): boolean {
  return analyzed.change
    .slice(analyzed.change.indexOf(analyzed))
    .some((other) => givesColumn(other, relation, column));
}
