import type { DeclaredModel, Place } from "./declared-schema.ts";

/** A field that holds a list of another model, or of its own. */
export interface ListRelation {
  readonly model: string;
  readonly schema: string | null;
  readonly type: string;
  /** `@relation("Name")`, or null. */
  readonly relation: string | null;
  readonly place: Place;
}

/**
 * The tables that Prisma makes of lists on both sides, which no model declares: `_CategoryToPost` with the columns A and B
 * (Prisma's conventions for implicit many-to-many relations).
 */
export function joinTables(lists: readonly ListRelation[]): DeclaredModel[] {
  const tables = new Map<string, DeclaredModel>();
  for (const one of lists) {
    const { model, schema, type, relation, place } = one;
    const back = lists.some(
      (other) => other !== one && other.model === type && other.type === model && other.relation === relation,
    );
    const table = `_${relation ?? [model, type].sort().join("To")}`;
    if (!back || tables.has(table)) continue;
    const column = (name: string) => ({
      field: name,
      column: name,
      place,
      ignored: false,
      enum: null,
      list: false,
    });
    const columns = [column("A"), column("B")];
    tables.set(table, { model: table.slice(1), schema, table, place, columns, ignored: false, whole: true });
  }
  return [...tables.values()];
}
