import type { Session } from "../engines/session.ts";
import { SHAPES } from "./shapes-query.ts";
import type { Shapes, TableShape, TypeShape } from "./table-shape.ts";

/** Reads the shapes of all tables in the transaction that is open, and leaves its settings as they were. */
export async function readShapes(session: Session): Promise<Shapes> {
  await session.query("SAVEPOINT reading");
  await session.query("SET LOCAL search_path = ''");
  const [row] = await session.query<{ tables: string; types: string }>(SHAPES);
  await session.query("ROLLBACK TO SAVEPOINT reading");
  const types = JSON.parse(row?.types ?? "[]") as TypeShape[];
  return {
    tables: JSON.parse(row?.tables ?? "[]") as TableShape[],
    types: new Map(types.map((type) => [type.oid, type])),
  };
}
