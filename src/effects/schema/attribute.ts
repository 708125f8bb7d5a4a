import type { TypeName } from "../../sql/nodes.ts";
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
  return {
    number,
    name,
    type: resolveType(model, type),
    notNull: "no",
    notNullName: null,
    default: "none",
    identity: null,
    generated: null,
    collation: null,
  };
}
