import type { Statement } from "../../../sql/statement.ts";
import { createdExtension } from "../extensions.ts";
import { STAND_INS } from "./stubs.ts";

/** What is run instead of a statement that creates an extension which is not to be had, or null: there is nothing. */
export function standInFor(
  { stoodIn }: { readonly stoodIn: Set<string> | null },
  statement: Statement,
  extension: string,
): string | null {
  const created = createdExtension(statement);
  const sql = STAND_INS[extension];
  if (stoodIn === null || created === null || sql === undefined) return null;
  // IF NOT EXISTS, of what is there.
  if (stoodIn.has(extension)) return "SELECT WHERE false";
  stoodIn.add(extension);
  return declaredIn(created.schema, sql);
}

/** The objects of an extension in a schema, or in the one that comes first. The session's search_path stays as it is. */
export function declaredIn(schema: string | null, sql: string): string {
  if (schema === null) return sql;
  const path = "pg_catalog.current_setting('search_path')";
  return `SELECT pg_catalog.set_config('lockgate.search_path', ${path}, false);
SET search_path = "${schema.replaceAll('"', '""')}";
${sql}
SELECT pg_catalog.set_config('search_path', pg_catalog.current_setting('lockgate.search_path'), false);`;
}
