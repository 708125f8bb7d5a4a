/** Names that a change takes away and gives back: when it is over, nothing is missing. */
import type { BreakEffect, DestroyEffect, Effect } from "./effect.ts";
import { columnOf, indexesOf } from "./schema/lookup.ts";
import { relationAt, type SchemaModel } from "./schema/model.ts";
import { isTable, type Table } from "./schema/relation.ts";

/**
 * The effects that still hold on the schema that the whole change leaves. A view that is dropped and made anew breaks
 * nothing, nor does a type that another takes the name of; rows and columns that were destroyed stay so.
 */
export function settled(effects: readonly Effect[], model: SchemaModel): readonly Effect[] {
  return effects.filter((effect) => {
    if (effect.kind === "break") return !isMended(model, effect);
    if (effect.kind === "destroy") return !isBack(model, effect);
    return true;
  });
}

type Mended = (model: SchemaModel, effect: BreakEffect) => boolean;

const relationIsBack: Mended = (model, { name }) => relationAt(model, name) !== undefined;
const typeIsBack: Mended = (model, { name }) => model.typeIds.has(name);
const indexIsBack: Mended = (model, { relation, name }) => {
  const table = tableAt(model, relation);
  return (
    table !== undefined && indexesOf(model, table.id).some((index) => index.unique && index.name === name)
  );
};

const MENDED: Readonly<Record<string, Mended>> = {
  "table dropped": relationIsBack,
  "table renamed": relationIsBack,
  "table moved to another schema": relationIsBack,
  "view dropped": relationIsBack,
  "view renamed": relationIsBack,
  "materialized view dropped": relationIsBack,
  "sequence dropped": relationIsBack,
  "type dropped": typeIsBack,
  "domain dropped": typeIsBack,
  "domain renamed": typeIsBack,
  "type moved to another schema": typeIsBack,
  "view moved to another schema": relationIsBack,
  "materialized view renamed": relationIsBack,
  "type renamed": typeIsBack,
  "function dropped": (model, { name }) => functionExists(model, name),
  "column renamed": (model, { relation, name }) => columnOf(tableAt(model, relation), name) !== undefined,
  "column newly required": isRequiredNoMore,
  "unique index dropped": indexIsBack,
  "unique constraint dropped": indexIsBack,
  "check constraint added": (model, effect) => !hasConstraint(model, effect),
  "foreign key added": (model, effect) => !hasConstraint(model, effect),
  "unique constraint added": (model, effect) => !indexIsBack(model, effect),
  "unique index added": (model, effect) => !indexIsBack(model, effect),
  "trigger added": (model, { relation, name }) =>
    tableAt(model, relation)?.triggers.every((it) => it.name !== name) ?? false,
};

function isMended(model: SchemaModel, effect: BreakEffect): boolean {
  return MENDED[effect.what]?.(model, effect) ?? false;
}

function tableAt(model: SchemaModel, relation: string | null): Table | undefined {
  const found = relation === null ? undefined : relationAt(model, relation);
  return isTable(found) ? found : undefined;
}

/** Nullable again; or a new column that got a default. */
function isRequiredNoMore(model: SchemaModel, { relation, name }: BreakEffect): boolean {
  const table = tableAt(model, relation);
  const column = columnOf(table, name);
  if (!table || !column) return false;
  if (column.notNull === "no") return true;
  return column.born === model.change && column.default !== "none" && column.default !== "unknown";
}

/** A table that is gone takes nothing back: what was told of it stays told. */
function hasConstraint(model: SchemaModel, { relation, name }: BreakEffect): boolean {
  const table = tableAt(model, relation);
  return table === undefined || table.constraints.some((it) => it.name === name);
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
