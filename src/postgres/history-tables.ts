/** Tables that migration tools keep for themselves, in whatever schema. */
export const HISTORY_TABLES: ReadonlySet<string> = new Set([
  "_prisma_migrations",
  "__drizzle_migrations",
  "schema_migrations",
  "schema_migrations_history",
  "ar_internal_metadata",
  "goose_db_version",
  "flyway_schema_history",
  "databasechangelog",
  "databasechangeloglock",
  "pgmigrations",
  "knex_migrations",
  "knex_migrations_lock",
  "SequelizeMeta",
  "mikro_orm_migrations",
  "kysely_migration",
  "kysely_migration_lock",
  "typeorm_metadata",
  "alembic_version",
  "django_migrations",
  "atlas_schema_revisions",
  "__EFMigrationsHistory",
  "_sqlx_migrations",
  "__diesel_schema_migrations",
  "refinery_schema_history",
]);

/** Those of them in which a tool notes that it is at work: one row. */
export const LOCK_TABLES: ReadonlySet<string> = new Set([
  "databasechangeloglock",
  "knex_migrations_lock",
  "kysely_migration_lock",
]);
