/** PostgreSQL's words for what is compared. */
export const OBJECTS = [
  "schema",
  "extension",
  "table",
  "foreign table",
  "view",
  "materialized view",
  "column",
  "constraint",
  "index",
  "trigger",
  "policy",
  "rule",
  "statistics object",
  "sequence",
  "function",
  "procedure",
  "aggregate",
  "enum",
  "domain",
  "domain constraint",
  "composite type",
  "range type",
  "base type",
  "collation",
  "event trigger",
  "publication",
  "operator",
  "operator class",
  "operator family",
  "cast",
  "conversion",
  "language",
  "foreign-data wrapper",
  "server",
  "text search configuration",
  "text search dictionary",
  "text search parser",
  "text search template",
  "comment",
  "owner",
  "grants",
  "storage parameters",
] as const;

export type CatalogObject = (typeof OBJECTS)[number];

/** One object of a database: who it is, and what the server says of it. */
export interface Fact {
  readonly object: CatalogObject;
  /** Raw, unquoted; null for what lives in no schema. */
  readonly schema: string | null;
  /** The table, view or type that it belongs to (a table to itself), or null. */
  readonly relation: string | null;
  readonly name: string;
  /** Its OID (of a column: with its number). Only what is read of one database has it in common, under whatever name. */
  readonly id: string;
  /**
   * What is compared, by name: "type", "default", "definition". An attribute that is absent has PostgreSQL's default:
   * nullable, no default, valid, enabled.
   */
  readonly attributes: Readonly<Record<string, string>>;
  /** Follows from the parent table: an inherited column, a partition's share of an index, a cloned trigger. */
  readonly implied: boolean;
}

/** The facts of one database, by identity. */
export type Facts = ReadonlyMap<string, Fact>;

/** What two databases must have in common for two facts to be about the same object. */
export function keyOf({
  object,
  schema,
  relation,
  name,
}: Omit<Fact, "id" | "attributes" | "implied">): string {
  return JSON.stringify([object, schema, belongs(object) ? relation : null, name]);
}

/** `schema.table.column` as a reader knows it, unquoted. */
export function nameOf({ object, schema, relation, name }: Fact): string {
  if (object === "schema" || OBJECTS.indexOf(object) >= FIRST_IDENTIFIED) return name;
  const parts = belongs(object) ? [schema, relation, name] : [schema, name];
  return parts.filter((part) => part !== null).join(".");
}

// From here on names are identities, schema and all.
const FIRST_IDENTIFIED = OBJECTS.indexOf("operator");

/** Whether the names of such objects are unique only within their table or type. */
function belongs(object: CatalogObject): boolean {
  return ["column", "constraint", "trigger", "policy", "rule", "domain constraint"].includes(object);
}

/** Names the relation that a fact belongs to among all: `"a.b"."c"` and `"a"."b.c"` are two. */
export function relationKey({ schema, relation }: Fact): string | null {
  return schema === null || relation === null ? null : JSON.stringify([schema, relation]);
}

/** `schema.table` that a fact belongs to, as reports name it, or null. */
export function relationOf({ schema, relation }: Fact): string | null {
  return schema === null || relation === null ? null : `${schema}.${relation}`;
}
