import type { SchemaModel } from "./schema/model.ts";
import type { ColumnType } from "./schema/type.ts";
import { sameBaseType } from "./schema/type-names.ts";
import { baseType, isString, keepsLength } from "./type-cast.ts";

/** All that was accepted still is, and is read back as it was. */
export function isWidening(model: SchemaModel, from: ColumnType, to: ColumnType): boolean {
  const [source, target] = [baseType(model, from), baseType(model, to)];
  if (isString(source) && isString(target)) {
    const fixed = source.name === "bpchar" || target.name === "bpchar" || target.name === "name";
    if (fixed) return sameBaseType(source, target) && source.modifiers[0] === target.modifiers[0];
    const [size] = target.modifiers;
    return size === undefined || (source.modifiers[0] !== undefined && size >= source.modifiers[0]);
  }
  return sameBaseType(source, target) && keepsLength(target, source.modifiers);
}
