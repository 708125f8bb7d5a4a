import type { ToolId } from "../../migrations/migration.ts";
import { alembic } from "./alembic.ts";
import { drizzle } from "./drizzle.ts";
import { flyway } from "./flyway.ts";
import { golangMigrate } from "./golang-migrate.ts";
import { goose } from "./goose.ts";
import { graphileMigrate } from "./graphile-migrate.ts";
import { dbmate, django, knex, kysely, mikroOrm, nodePgMigrate, rails, sequelize, typeorm } from "./names.ts";
import { prisma } from "./prisma.ts";
import type { HistoryReader } from "./reader.ts";
import { supabase } from "./supabase.ts";

/** How each tool keeps its history; null where that is not read. */
export const READERS: Readonly<Record<ToolId, HistoryReader | null>> = {
  prisma,
  drizzle,
  supabase,
  dbmate,
  goose,
  "golang-migrate": golangMigrate,
  flyway,
  "graphile-migrate": graphileMigrate,
  "node-pg-migrate": nodePgMigrate,
  typeorm,
  knex,
  kysely,
  sequelize,
  "mikro-orm": mikroOrm,
  rails,
  django,
  alembic,
  atlas: null,
  liquibase: null,
  sqitch: null,
  sql: null,
};
