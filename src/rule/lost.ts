import type { DestroyEffect, DestroyedObject } from "../effects/effect.ts";
import type { Analyzed } from "./analyzed.ts";
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
export function isFilled(
  { filledBy, index }: Pick<Analyzed, "filledBy" | "index">,
  relation: string | null,
): boolean {
  return relation !== null && (filledBy.get(relation) ?? index) < index;
}
