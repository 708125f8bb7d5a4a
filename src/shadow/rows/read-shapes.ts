import type { Session } from "../engines/session.ts";
import { SHAPES } from "./shapes-query.ts";
import type { Shapes, TableShape, TypeId, TypeShape } from "./table-shape.ts";

/** Reads the shapes of all tables in the transaction that is open, and leaves its settings as they were. */
export async function readShapes(session: Session): Promise<Shapes> {
  await session.query("SAVEPOINT reading");
  await session.query("SET LOCAL search_path = ''");
  const [row] = await session.query<{ tables: string; types: string }>(SHAPES);
  await session.query("ROLLBACK TO SAVEPOINT reading");
  const types = new Map((JSON.parse(row?.types ?? "[]") as TypeShape[]).map((type) => [type.oid, type]));
  const tables = (JSON.parse(row?.tables ?? "[]") as TableShape[]).map((table) => ({
    ...table,
    columns: table.columns.map((column) => ({
      ...column,
      required: column.required || isRequired(types.get(column.type), types),
    })),
  }));
  return { tables, types };
}

/** Of a domain NOT NULL, or one over such a domain. */
function isRequired(type: TypeShape | undefined, types: ReadonlyMap<TypeId, TypeShape>): boolean {
  if (type?.kind !== "d") return false;
  return type.required || (type.base !== null && isRequired(types.get(type.base), types));
}
