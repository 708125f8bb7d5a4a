/**
 * What an effect takes away from running code, by its name in the database. A checked enum is one whose values the client
 * knows and compares what it reads with, as Prisma's does: a new one is an error to it.
 */
export interface Taken {
  readonly kind: "relation" | "column" | "type" | "enum value" | "checked enum" | "routine";
  /** `schema.name` of the table, view, type or routine; null where the effect does not say. */
  readonly of: string | null;
  /** The column or the enum's value; null: the whole. */
  readonly name: string | null;
}

/** The schema and the name in `schema.name`. */
export function splitName(name: string): { readonly schema: string | null; readonly name: string } {
  const dot = name.indexOf(".");
  return dot < 0 ? { schema: null, name } : { schema: name.slice(0, dot), name: name.slice(dot + 1) };
}
