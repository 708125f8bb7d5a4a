/** What a change takes away and gives back: when it is over, nothing is missing. */

import type { DestroyEffect, Effect } from "./effect.ts";
import { recoveryOf } from "./recovery.ts";
import { relationAt } from "./schema/find-relation.ts";
import type { SchemaModel } from "./schema/model.ts";
import { isTable, type Table } from "./schema/relation.ts";

/**
 * The effects that still hold on the schema that the whole change leaves. A view that is dropped and created again with
 * all its columns breaks nothing; a name that another table takes breaks as much as one that is gone. Rows and columns
 * that were destroyed stay so.
 */
export function lastingEffects(effects: readonly Effect[], model: SchemaModel): readonly Effect[] {
  if (!effects.some(({ kind }) => kind === "destroy" || kind === "break")) return effects;
  return effects.flatMap((effect): readonly Effect[] => {
    // What only the rehearsal saw is not in the model: there, what it took away still stands.
    if (effect.evidence === "rehearsal") return [effect];
    if (effect.kind === "destroy") return isBack(model, effect) ? [] : [effect];
    if (effect.kind !== "break") return [effect];
    const recovery = recoveryOf(model, effect);
    return typeof recovery === "boolean" ? (recovery ? [] : [effect]) : recovery;
  });
}

function tableAt(model: SchemaModel, relation: string | null): Table | undefined {
  const found = relation === null ? undefined : relationAt(model, relation);
  return isTable(found) ? found : undefined;
}

function functionExists(model: SchemaModel, name: string): boolean {
  const [qualified = name] = name.split("(");
  return (model.routines.get(qualified) ?? []).some(
    (routine) => name === qualified || `${qualified}(${routine.arguments})` === name,
  );
}

/** Objects without data that are there again under their name. */
function isBack(model: SchemaModel, { what, relation, name }: DestroyEffect): boolean {
  switch (what) {
    case "view":
    case "materialized view":
    case "index":
      return relationAt(model, name) !== undefined;
    case "type":
      return model.typeIds.has(name);
    case "function":
      return functionExists(model, name);
    case "constraint":
      return tableAt(model, relation)?.constraints.some((it) => it.name === name) ?? false;
    case "trigger":
      return tableAt(model, relation)?.triggers.some((it) => it.name === name) ?? false;
    case "policy":
      return tableAt(model, relation)?.policies.some((it) => it.name === name) ?? false;
    default:
      return false;
  }
}
