import { locks, SchemaUnreadable } from "../../src/locks.ts";
import { renderLocksPretty } from "../../src/report/locks.ts";
import { PLAIN } from "../../src/report/view.ts";
import type { Script } from "./folder.ts";

/** What `lockgate locks --schema 001_schema.sql 002_migration.sql` prints. */
export async function locksText({
  schema,
  migration,
  major,
}: Script & { readonly major: number }): Promise<string> {
  try {
    return renderLocksPretty(await locks({ sql: migration, schema, major }), { ...PLAIN, columns: 100 });
  } catch (error) {
    if (!(error instanceof SchemaUnreadable)) throw error;
    return error.unread.map(({ line, reason }) => `schema, line ${line}: ${reason}`).join("\n");
  }
}
