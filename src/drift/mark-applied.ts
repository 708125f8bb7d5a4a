import type { ToolId } from "../migrations/migration.ts";

const byHand = (table: string) => `write its row into ${table} by hand`;

/** How a migration whose change the database has already is marked as applied, as the end of a sentence. */
export const MARK_APPLIED: Readonly<Record<ToolId, string>> = {
  prisma: "run `npx prisma migrate resolve --applied <migration>`",
  drizzle: byHand("__drizzle_migrations"),
  supabase: "run `supabase migration repair --status applied <version>`",
  dbmate: byHand("schema_migrations"),
  goose: byHand("goose_db_version"),
  "golang-migrate": "run `migrate force <version>`",
  flyway: "write it so that it may run where it was done already (IF NOT EXISTS)",
  "graphile-migrate": "write it so that it may run where it was done already (IF NOT EXISTS)",
  "node-pg-migrate": "run `npx node-pg-migrate up --fake`",
  typeorm: "run `npx typeorm migration:run --fake -d <data-source>`",
  knex: byHand("knex_migrations"),
  kysely: byHand("kysely_migration"),
  sequelize: byHand("SequelizeMeta"),
  "mikro-orm": byHand("mikro_orm_migrations"),
  rails: byHand("schema_migrations"),
  django: "run `python manage.py migrate --fake <app> <migration>`",
  alembic: "run `alembic stamp <revision>`",
  atlas: byHand("atlas_schema_revisions"),
  liquibase: "run `liquibase changelog-sync`",
  sqitch: "run `sqitch deploy --log-only`",
  sql: "do as your runner does",
};
