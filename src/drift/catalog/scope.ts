import { OWN_TABLES } from "../../migrations/tools/own-tables.ts";
import { type Fact, type Facts, nameOf, relationOf } from "./fact.ts";

/** What of a catalog is not compared, beyond the rules of this file. */
export interface Scope {
  /** Only these schemas; null: every one that is not ignored by rule. */
  readonly schemas: readonly string[] | null;
  /** Names that are not compared: `schema.name` with `*` for anything. They cover what belongs to a table, too. */
  readonly ignore: readonly string[];
  /** Schemas of the platform, also where the shadow has them before the first migration. */
  readonly platform: readonly string[];
  /** Extensions that the shadow lacks: it cannot be said whether the migrations make them. */
  readonly unavailable: readonly string[];
  /** The history table of the target's tool. */
  readonly history: { readonly schema: string; readonly table: string } | null;
}

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

/** Schemas of migration tools, of platforms, and of libraries that make their tables when they start. */
const FOREIGN_SCHEMAS: readonly RegExp[] = [
  /^(?:supabase_migrations|graphile_migrate|atlas_schema_revisions|sqitch|drizzle)$/,
  /^(?:auth|storage|realtime|_realtime|_analytics|graphql|graphql_public|vault|extensions|net|supabase_functions)$/,
  /^(?:pgsodium|pgsodium_masks|pgbouncer|pgtle|cron|partman|repack|topology|tiger|tiger_data|neon|neon_auth)$/,
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

/** Which facts are left out on both sides, of the database as the migrations make it and of the live one. */
export function ignoredFacts(expected: Facts, actual: Facts, scope: Scope): (fact: Fact) => boolean {
  const foreign = foreignSchemas(expected, actual, scope);
  const isForeign = (schema: string) => scope.schemas?.includes(schema) === false || foreign.has(schema);
  const patterns = scope.ignore.map(asRegExp);
  const isNamed = (name: string) => patterns.some((pattern) => pattern.test(name));
  return (fact) => {
    const schema = fact.object === "event trigger" ? schemaOfFunction(fact) : fact.schema;
    if (schema !== null && isForeign(schema)) return true;
    if (fact.object === "extension" && scope.unavailable.includes(fact.name)) return true;
    return isHistory(fact, scope) || isNamed(nameOf(fact)) || isNamed(relationOf(fact) ?? "");
  };
}

/** Whether a fact that only the live database has is nobody's drift. */
export function isOperators({ object, name }: Fact): boolean {
  return object === "publication" || (object === "extension" && OPERATORS_EXTENSIONS.has(name));
}

/** Schemas that no migration makes and that are known, or that hold a history of their own: another project's. */
function foreignSchemas(expected: Facts, actual: Facts, { platform, history }: Scope): ReadonlySet<string> {
  // public is there before any migration.
  const made = new Set(
    [...expected.values()].flatMap(({ object, schema }) => (object === "schema" ? [] : [schema])),
  );
  for (const { object, name } of expected.values())
    if (object === "schema" && name !== "public") made.add(name);
  if (history === null || history.schema === "public") made.add("public");
  const foreign = new Set(platform);
  for (const { schema, relation } of actual.values()) {
    if (schema === null || made.has(schema)) continue;
    const isKnown = FOREIGN_SCHEMAS.some((pattern) => pattern.test(schema));
    if (isKnown || (relation !== null && OWN_TABLES.has(relation))) foreign.add(schema);
  }
  return foreign;
}

function isHistory({ schema, relation, name, object }: Fact, { history }: Scope): boolean {
  if (relation !== null && OWN_TABLES.has(relation)) return true;
  if (history === null || schema !== history.schema) return false;
  // A sequence that the tool's table uses without owning it.
  return relation === history.table || (object === "sequence" && name.startsWith(`${history.table}_`));
}

function schemaOfFunction({ attributes }: Fact): string | null {
  return attributes.function?.split(".")[0] ?? null;
}

function asRegExp(pattern: string): RegExp {
  const literals = pattern.split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${literals.join(".*")}$`);
}
