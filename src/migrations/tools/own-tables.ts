import { TOOLS } from "./tools.ts";

/** Those in which a tool notes that it is at work: one row. */
export const LOCK_TABLES: ReadonlySet<string> = new Set(TOOLS.flatMap(({ lockTables = [] }) => lockTables));

/** Tables that migration tools keep for themselves, in whatever schema; two of them of tools that are not known here. */
export const OWN_TABLES: ReadonlySet<string> = new Set([
  ...TOOLS.flatMap(({ ownTables, history }) => ownTables ?? history?.tables.slice(0, 1) ?? []),
  ...LOCK_TABLES,
  "schema_migrations_history",
  "__EFMigrationsHistory",
]);

const OWN_SCHEMAS: ReadonlySet<string> = new Set(TOOLS.flatMap(({ ownSchema }) => ownSchema ?? []));

/** Whether a schema is one that a tool makes under this name for itself alone. */
export function isSchemaOfTool(name: string): boolean {
  return OWN_SCHEMAS.has(name);
}

/** Whether what stands in this schema is a tool's own: some let the user name it. */
export function isOwnSchema(name: string): boolean {
  return OWN_SCHEMAS.has(name) || /migration/i.test(name);
}

/** Tables that a tool keeps beside a history table of this name. */
export function tablesBeside(history: string): readonly string[] {
  return TOOLS.flatMap(({ ownTables = [] }) => (ownTables.includes(history) ? ownTables : []));
}
