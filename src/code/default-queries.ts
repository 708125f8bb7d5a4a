import { qualified, quoted } from "../sql/quote.ts";
import type { CodeQuery } from "./code-query.ts";
import type { DeclaredSchema, Place } from "./declared-schema.ts";

/**
 * What a generated client sends at the least: a SELECT of every column of each model, and for a column of an enum the
 * comparison in which Prisma names the enum's type. Sorted as the schema is.
 */
export function defaultQueries({ models, enums, from }: DeclaredSchema): CodeQuery[] {
  return models.flatMap((model) => {
    const columns = model.columns.filter(({ ignored }) => !ignored);
    if (model.ignored || columns.length === 0) return [];
    const table = qualified(model.schema, model.table);
    const list = columns.map(({ column }) => quoted(column)).join(", ");
    const whole = queryAt(model.place, `SELECT ${list} FROM ${table}`);
    if (from !== "Prisma") return [whole];
    const cast = columns.flatMap(({ column, list: isList, enum: name, place }) => {
      const known = name === null ? undefined : enums.get(name);
      if (known === undefined) return [];
      const type = qualified(known.schema, known.type);
      const value = isList ? `CAST($1::text[] AS ${type}[])` : `CAST($1::text AS ${type})`;
      return [queryAt(place, `SELECT 1 FROM ${table} WHERE ${quoted(column)} = ${value}`)];
    });
    return [whole, ...cast];
  });
}

function queryAt(place: Place, sql: string): CodeQuery {
  return { id: `${place.path}:${place.line}`, sql, callsPerSecond: null, from: "schema", place };
}
