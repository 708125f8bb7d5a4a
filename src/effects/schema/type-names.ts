/** What a type's name means: built-in, made by the user, or unknown. */

import { nameParts, type TypeName } from "../../sql/nodes.ts";
import { creationSchema } from "./find-relation.ts";
import { type SchemaModel, toChange } from "./model.ts";
import { type ColumnType, modifiersOf, serialBase, type TypeId, type UserType } from "./type.ts";

/** pg_type.typname of the built-in types that a column can have (the same in 14-18). */
const BUILT_IN = new Set(
  `bool bytea char name int8 int2 int2vector int4 regproc text oid tid xid cid oidvector json xml point lseg path box
  polygon line float4 float8 circle money macaddr inet cidr macaddr8 aclitem bpchar varchar date time timestamp
  timestamptz interval timetz bit varbit numeric refcursor regprocedure regoper regoperator regclass regtype uuid
  pg_lsn tsvector gtsvector tsquery regconfig regdictionary jsonb jsonpath txid_snapshot int4range numrange tsrange
  tstzrange daterange int8range int4multirange nummultirange tsmultirange tstzmultirange datemultirange
  int8multirange regnamespace regrole regcollation xid8 pg_snapshot`.split(/\s+/),
);

export function resolveType(model: SchemaModel, type: TypeName | undefined): ColumnType | null {
  if (!type) return null;
  const parts = nameParts(type.names);
  const last = parts.at(-1) ?? "";
  const array = (type.arrayBounds?.length ?? 0) > 0 || last.startsWith("_");
  // %TYPE stands in function signatures only.
  if (type.pct_type) return null;
  const base = serialBase(type);
  const name = base ?? (last.startsWith("_") ? last.slice(1) : last);
  const schema = base ? "pg_catalog" : parts.length > 1 ? (parts.at(-2) ?? null) : null;
  const user = schema === "pg_catalog" ? undefined : findType(model, schema, name);
  const known = user?.schema ?? schema ?? (BUILT_IN.has(name) ? "pg_catalog" : null);
  return { id: user?.id ?? null, schema: known, name, modifiers: modifiersOf(type), array };
}

/** The user type of that name; with `schema` null the one on the search path, built-in names first. */
export function findType(model: SchemaModel, schema: string | null, name: string): UserType | undefined {
  const schemas = schema !== null ? [schema] : BUILT_IN.has(name) ? [] : ["pg_temp", ...model.searchPath];
  for (const candidate of schemas) {
    const id = model.typeIds.get(`${candidate}.${name}`);
    if (id !== undefined) return model.types.get(id);
  }
  return undefined;
}

export function findTypeByParts(model: SchemaModel, parts: readonly string[]): UserType | undefined {
  return findType(model, parts.length > 1 ? (parts.at(-2) ?? null) : null, parts.at(-1) ?? "");
}

/** What every new type of that name has. */
export function blankType(model: SchemaModel, parts: readonly string[]) {
  const [name = "", schema = creationSchema(model)] = parts.toReversed();
  return { id: model.nextId++, schema, name, born: model.change };
}

/** The name has a type: CREATE fails. */
export function isTypeTaken(model: SchemaModel, parts: readonly string[]): boolean {
  const [name = "", schema = creationSchema(model)] = parts.toReversed();
  return model.typeIds.has(`${schema}.${name}`);
}

/** Puts a type in, or another version of it in the place of the one with its id, under its present name. */
export function putType<T extends UserType>(model: SchemaModel, type: T): T {
  keepBefore(model, type.id);
  const before = model.types.get(type.id);
  if (before) toChange(model, "typeIds").delete(`${before.schema}.${before.name}`);
  toChange(model, "types").set(type.id, type);
  toChange(model, "typeIds").set(`${type.schema}.${type.name}`, type.id);
  if (type.kind === "enum" && type.labels.some((it) => it.addedIn !== null || it.born !== type.born))
    model.leads.extended.add(type.id);
  return type;
}

export function removeType(model: SchemaModel, type: UserType): void {
  keepBefore(model, type.id);
  toChange(model, "types").delete(type.id);
  const key = `${type.schema}.${type.name}`;
  if (model.typeIds.get(key) === type.id) toChange(model, "typeIds").delete(key);
}

/** Remembers a type as the change found it, before its first touch. */
function keepBefore(model: SchemaModel, id: TypeId): void {
  const { types } = model.before;
  if (!types.has(id)) types.set(id, model.types.get(id) ?? null);
}

/** Modifiers aside. */
export function sameBaseType(a: ColumnType, b: ColumnType): boolean {
  if (a.array !== b.array) return false;
  if (a.id !== null || b.id !== null) return a.id === b.id;
  return a.name === b.name;
}

/** The SQL name of built-in types whose pg_type name is another. */
const SQL_NAMES: Readonly<Record<string, string>> = {
  int2: "smallint",
  int4: "integer",
  int8: "bigint",
  float4: "real",
  float8: "double precision",
  bool: "boolean",
  bpchar: "char",
  varbit: "bit varying",
};

/** A type as people write it: `varchar(20)`, `integer[]`. */
export function typeText(model: SchemaModel, type: ColumnType): string {
  const user = type.id === null ? undefined : model.types.get(type.id);
  const name = user?.name ?? SQL_NAMES[type.name] ?? type.name;
  const shown = type.name === "interval" ? type.modifiers.slice(1) : type.modifiers;
  return `${name}${shown.length > 0 ? `(${shown.join(",")})` : ""}${type.array ? "[]" : ""}`;
}
