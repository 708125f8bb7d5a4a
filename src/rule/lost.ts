import type { DestroyEffect, DestroyedObject } from "../effects/effect.ts";
import { alterTable } from "../sql/alter-table.ts";
import type { Analyzed } from "./analyzed.ts";
import { effectsOf } from "./select.ts";

/**
 * What the statement destroys of one kind. Of a table that the change itself makes only what it has filled from
 * existing rows: an empty one has nothing to lose.
 */
export function lostOf(analyzed: Analyzed, what: DestroyedObject): DestroyEffect[] {
  return effectsOf(analyzed, "destroy").filter(
    (effect) => effect.what === what && (!effect.isNew || isFilled(analyzed, effect.relation)),
  );
}

/** Whether an earlier statement of the change fills a new table with existing rows. */
export function isFilled(analyzed: Analyzed, relation: string | null): boolean {
  return earlier(analyzed).some((other) =>
    effectsOf(other, "change").some((change) => change.relation === relation && change.rows === "all"),
  );
}

/** Whether the statement, or a later one of the change, adds a column of that name to the table. */
export function addsColumn(analyzed: Analyzed, relation: string, column: string): boolean {
  return analyzed.change.slice(analyzed.change.indexOf(analyzed)).some((other) => {
    const isOn = effectsOf(other, "lock").some(
      (lock) => lock.relation === relation && lock.role === "target",
    );
    const clauses = isOn ? (alterTable(other.statement)?.clauses ?? []) : [];
    return clauses.some(({ type, name }) => type === "AT_AddColumn" && name === column);
  });
}

function earlier(analyzed: Analyzed): readonly Analyzed[] {
  return analyzed.change.slice(0, analyzed.change.indexOf(analyzed));
}
