import { alembic } from "./alembic/alembic.ts";
import { atlas } from "./atlas/atlas.ts";
import { dbMigrate } from "./db-migrate/db-migrate.ts";
import { dbmate } from "./dbmate/dbmate.ts";
import { diesel } from "./diesel/diesel.ts";
import { django } from "./django/django.ts";
import { drizzle } from "./drizzle/drizzle.ts";
import { flyway } from "./flyway/flyway.ts";
import { golangMigrate } from "./golang-migrate/golang-migrate.ts";
import { goose } from "./goose/goose.ts";
import { graphileMigrate } from "./graphile-migrate/graphile-migrate.ts";
import { hasura } from "./hasura/hasura.ts";
import { knex } from "./knex/knex.ts";
import { kysely } from "./kysely/kysely.ts";
import { liquibase } from "./liquibase/liquibase.ts";
import { micrate } from "./micrate/micrate.ts";
import { mikroOrm } from "./mikro-orm/mikro-orm.ts";
import { mybatis } from "./mybatis/mybatis.ts";
import { nodePgMigrate } from "./node-pg-migrate/node-pg-migrate.ts";
import { playEvolutions } from "./play-evolutions/play-evolutions.ts";
import { postgrator } from "./postgrator/postgrator.ts";
import { prisma } from "./prisma/prisma.ts";
import { rails } from "./rails/rails.ts";
import { rambler } from "./rambler/rambler.ts";
import { refinery } from "./refinery/refinery.ts";
import { sequelize } from "./sequelize/sequelize.ts";
import { shmig } from "./shmig/shmig.ts";
import { sqitch } from "./sqitch/sqitch.ts";
import { sql } from "./sql/sql.ts";
import { sqlMigrate } from "./sql-migrate/sql-migrate.ts";
import { sqlx } from "./sqlx/sqlx.ts";
import { supabase } from "./supabase/supabase.ts";
import { tern } from "./tern/tern.ts";
import type { Tool } from "./tool.ts";
import { typeorm } from "./typeorm/typeorm.ts";

/**
 * Every tool, in the order in which they may claim a folder: those with files of their own first, then those known by
 * directives in the SQL, then those that are recognised and not read, then plain SQL, which takes what is left.
 */
const ALL = [
  prisma,
  drizzle,
  supabase,
  dbmate,
  goose,
  tern,
  rambler,
  sqlx,
  refinery,
  golangMigrate,
  postgrator,
  diesel,
  hasura,
  flyway,
  graphileMigrate,
  liquibase,
  sqitch,
  atlas,
  playEvolutions,
  mybatis,
  shmig,
  micrate,
  sqlMigrate,
  typeorm,
  mikroOrm,
  kysely,
  dbMigrate,
  sequelize,
  nodePgMigrate,
  knex,
  rails,
  django,
  alembic,
  sql,
];

export type ToolId = (typeof ALL)[number]["id"];

export const TOOLS: readonly Tool<ToolId>[] = ALL;

/** The ids of all tools, plain SQL's last. */
export const TOOL_IDS: readonly ToolId[] = [
  ...new Set([...ALL.map(({ id }) => id).filter((id) => id !== sql.id), sql.id]),
];

/** @throws for an id that no tool has. `sql` is plain SQL, whatever other tools share its id. */
export function toolWithId(id: string): Tool<ToolId> {
  const tool = TOOLS.findLast((candidate) => candidate.id === id);
  if (tool === undefined) throw new Error(`no tool ${id}`);
  return tool;
}
