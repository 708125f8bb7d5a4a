/**
 * Stubs of extensions that a shadow lacks: their tables, types and functions as declared, which do nothing. Only where an
 * extension works beside a user's tables; one that changes them (timescaledb) has none.
 */
import { quoted } from "../../../sql/quote.ts";
import { DBLINK, POSTGRES_FDW } from "./foreign.ts";
import { HTTP } from "./http.ts";
import { PG_CRON } from "./pg-cron.ts";
import { PG_NET } from "./pg-net.ts";
import { PGMQ } from "./pgmq.ts";
import { PG_GRAPHQL, PGJWT, SUPABASE_VAULT } from "./supabase.ts";

/** SQL by extension. Names without a schema are for the one in which it is created. */
export const STUBS: Readonly<Record<string, string>> = {
  dblink: DBLINK,
  http: HTTP,
  pg_cron: PG_CRON,
  pg_graphql: PG_GRAPHQL,
  pg_net: PG_NET,
  pgjwt: PGJWT,
  pgmq: PGMQ,
  postgres_fdw: POSTGRES_FDW,
  supabase_vault: SUPABASE_VAULT,
};

const CREATED =
  /^CREATE (?:UNLOGGED )?(?:SCHEMA(?: IF NOT EXISTS)?|TABLE|TYPE|VIEW|FUNCTION|PROCEDURE|FOREIGN DATA WRAPPER) (?:\w+\.)?(\w+)/gm;

/** Bare names of what the stub of an extension makes. */
export function stubbedNames(extension: string): string[] {
  return [...(STUBS[extension] ?? "").matchAll(CREATED)].flatMap(([, name]) => name ?? []);
}

/**
 * SQL that makes the stub of an extension in a schema; null: in the one that comes first. The session's search_path stays as
 * it is. Null where there is no stub.
 */
export function stubSql(extension: string, schema: string | null): string | null {
  const sql = STUBS[extension];
  if (sql === undefined) return null;
  if (schema === null) return sql;
  const path = "pg_catalog.current_setting('search_path')";
  return `SELECT pg_catalog.set_config('lockgate.search_path', ${path}, false);
SET search_path = ${quoted(schema)};
${sql}
SELECT pg_catalog.set_config('search_path', pg_catalog.current_setting('lockgate.search_path'), false);`;
}
