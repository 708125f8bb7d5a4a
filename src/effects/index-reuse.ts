/** Whether an index on a column whose type changes keeps its file (CheckIndexCompatible). */
import type { SchemaModel } from "./schema/model.ts";
import type { Column, Index } from "./schema/relation.ts";
import type { ColumnType } from "./schema/type.ts";
import { baseType } from "./type-cast.ts";

/**
 * Families of types that share the default operator class of btree and hash, so that an index on one is an index on
 * the other.
 */
const SAME_CLASS: Readonly<Record<string, string>> = {
  varchar: "text",
  text: "text",
  cidr: "inet",
  inet: "inet",
  varbit: "varbit",
};

/** True: rebuilt from the rows, even where the table is not rewritten. */
export function isUsedByIndexAnew(
  model: SchemaModel,
  index: Index,
  column: Column,
  to: ColumnType,
  collation: string | null,
): boolean {
  if (index.predicate !== null || index.keys.some((key) => "expression" in key)) return true;
  const key = index.keys.find((it) => "column" in it && it.column === column.number);
  // An INCLUDE column is not compared.
  if (!key || !("column" in key)) return false;
  if (key.collation === null && isCollated(baseType(model, to)) && collation !== column.collation)
    return true;
  if (key.operatorClass !== null) return false;
  if (!column.type) return true;
  return classOf(baseType(model, column.type)) !== classOf(baseType(model, to));
}

function isCollated(type: ColumnType): boolean {
  return ["text", "varchar", "bpchar", "name", "citext"].includes(type.name);
}

function classOf(type: ColumnType): string {
  const name = type.id === null ? type.name : `${type.id}`;
  return `${SAME_CLASS[name] ?? name}${type.array ? "[]" : ""}`;
}
