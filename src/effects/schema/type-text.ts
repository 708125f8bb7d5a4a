/** A column's type as it is written in SQL. */
import { quoted } from "../../sql/quote.ts";
import type { SchemaModel } from "./model.ts";
import type { ColumnType } from "./type.ts";

/** The names that people write, by pg_type.typname. */
const WRITTEN: Readonly<Record<string, string>> = {
  bool: "boolean",
  bpchar: "char",
  char: '"char"',
  float4: "real",
  float8: "double precision",
  int2: "smallint",
  int4: "integer",
  int8: "bigint",
};

/** With COLLATE where one is given; null where the name is not known for sure, or what stands in parentheses is none of numbers. */
export function typeText(
  model: Pick<SchemaModel, "types">,
  { id, schema, name, modifiers, array }: ColumnType,
  collation: string | null,
): string | null {
  const own = id === null ? undefined : model.types.get(id);
  const isBuiltIn = schema === "pg_catalog";
  if (own === undefined && !isBuiltIn) return null;
  const isNumber = modifiers[0] !== 0 && (name === "numeric" || !modifiers.includes(0));
  if (modifiers.length > 0 && (name === "interval" || !isNumber)) return null;
  const base = own ? `${quoted(own.schema)}.${quoted(own.name)}` : (WRITTEN[name] ?? name);
  // char alone is char(1); what has no length is called bpchar.
  const exact = isBuiltIn && name === "bpchar" && modifiers.length === 0 ? "bpchar" : base;
  const length = modifiers.length === 0 ? "" : `(${modifiers.join(", ")})`;
  return `${exact}${length}${array ? "[]" : ""}${collation === null ? "" : ` COLLATE ${quoted(collation)}`}`;
}
