import type { TypeName } from "../../sql/nodes.ts";
import { blankColumn } from "./define.ts";
import type { SchemaModel } from "./model.ts";
import type { Column } from "./relation.ts";
import { resolveType } from "./type-names.ts";

/** A column of a composite type. */
export function attributeOf(
  model: SchemaModel,
  name: string,
  type: TypeName | undefined,
  number: number,
): Column {
  return { ...blankColumn(number, name, model.change), type: resolveType(model, type) };
}
