/** Whether a type that another takes the name of still takes and gives the values that the previous release knows. */

import { isOtherType } from "./replacement.ts";
import { typesBefore } from "./schema/before.ts";
import { tables } from "./schema/find-relation.ts";
import type { SchemaModel } from "./schema/model.ts";
import type { CompositeType, UserType } from "./schema/type.ts";

function namedBefore(model: SchemaModel, name: string): UserType | undefined {
  return typesBefore(model).find((it) => `${it.schema}.${it.name}` === name);
}

function typeNow(model: SchemaModel, name: string): UserType | undefined {
  const id = model.typeIds.get(name);
  return id === undefined ? undefined : model.types.get(id);
}

export function typeServes(model: SchemaModel, name: string): boolean {
  const [before, now] = [namedBefore(model, name), typeNow(model, name)];
  if (!now || !before) return now !== undefined;
  if (now.id === before.id) return true;
  if (before.kind === "enum" && now.kind === "enum") {
    // Of an existing column that takes the new type, its own statement reports the values that are gone.
    const isTold = [...tables(model)].some(
      (table) => table.born !== model.change && table.columns.some(({ type }) => type?.id === now.id),
    );
    return isTold || before.labels.every(({ label }) => now.labels.some((it) => it.label === label));
  }
  if (before.kind === "composite" && now.kind === "composite") return hasAttributes(model, now, before);
  if (before.kind === "domain" && now.kind === "domain") return !isOtherType(model, before.base, now.base);
  return before.kind === now.kind;
}

function hasAttributes(model: SchemaModel, now: CompositeType, before: CompositeType): boolean {
  return before.columns.every(({ name, type }) => {
    const found = now.columns.find((it) => it.name === name);
    return found !== undefined && !isOtherType(model, type, found.type);
  });
}

/** `name`: "type.attribute". */
export function attributeServes(model: SchemaModel, name: string): boolean {
  const at = name.lastIndexOf(".");
  const [typeName, attribute] = [name.slice(0, at), name.slice(at + 1)];
  const before = typesBefore(model).find((it) => it.name === typeName);
  const now = before && model.types.get(before.id);
  if (before?.kind !== "composite" || now?.kind !== "composite") return false;
  const [was, is] = [before, now].map(({ columns }) => columns.find((it) => it.name === attribute));
  return was !== undefined && is !== undefined && !isOtherType(model, was.type, is.type);
}

/** Whether every enum that had the label when the change began has it. */
export function enumLabelServes(model: SchemaModel, label: string): boolean {
  const has = (type: UserType | undefined) =>
    type?.kind === "enum" && type.labels.some((it) => it.label === label);
  const had = typesBefore(model).filter(has);
  return had.length > 0 && had.every(({ id }) => has(model.types.get(id)));
}
