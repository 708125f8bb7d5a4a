/** What platforms, extensions and other tools keep in a database: no migration of the user makes it. */
import type { Fact } from "./fact.ts";

/** What Supabase's own services keep in a database. */
export const SUPABASE_SCHEMAS: readonly string[] = [
  "auth",
  "storage",
  "realtime",
  "_realtime",
  "_analytics",
  "graphql",
  "graphql_public",
  "vault",
  "extensions",
  "net",
  "supabase_functions",
  "supabase_migrations",
  "pgsodium",
  "pgsodium_masks",
  "pgbouncer",
  "cron",
];

/** Schemas of migration tools, of further platforms, and of libraries that make their tables when they start. */
const FOREIGN_SCHEMAS: readonly RegExp[] = [
  /^(?:graphile_migrate|atlas_schema_revisions|sqitch|drizzle)$/,
  /^(?:pgtle|partman|repack|topology|tiger|tiger_data|neon|neon_auth)$/,
  /^(?:_?timescaledb_.*|toolkit_experimental|hdb_catalog|hdb_views|aws_.*|google_.*|azure.*|heroku_ext|_heroku)$/,
  /^(?:pgboss|graphile_worker|hangfire|river|electric|debezium|_debezium)$/,
];

/** Extensions that operators add to watch and to maintain; no table of a user needs them. */
const OPERATORS_EXTENSIONS: ReadonlySet<string> = new Set([
  "pg_stat_statements",
  "pg_stat_monitor",
  "pg_stat_kcache",
  "pg_buffercache",
  "pg_prewarm",
  "pg_repack",
  "pg_squeeze",
  "pg_visibility",
  "pg_walinspect",
  "pg_wait_sampling",
  "pg_hint_plan",
  "pg_cron",
  "pg_partman",
  "pgaudit",
  "pgauditlogtofile",
  "pgstattuple",
  "pageinspect",
  "hypopg",
  "amcheck",
  "auto_explain",
  "sslinfo",
  "pglogical",
  "aiven_extras",
  "aws_commons",
  "aws_s3",
  "rds_tools",
  "azure",
  "pgaadauth",
  "google_vacuum_mgmt",
  "heroku_ext",
  "neon",
  "neon_utils",
  "supabase_vault",
  "pg_graphql",
  "pg_net",
  "pgsodium",
  "pgjwt",
  "pg_tle",
  "plan_filter",
]);

export function isForeignSchema(name: string): boolean {
  return SUPABASE_SCHEMAS.includes(name) || FOREIGN_SCHEMAS.some((pattern) => pattern.test(name));
}

/** Whether a fact that only the live database has is nobody's drift. */
export function isOperatorsOwn({ object, name }: Fact): boolean {
  return object === "publication" || (object === "extension" && OPERATORS_EXTENSIONS.has(name));
}
