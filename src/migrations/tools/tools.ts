import { UNREAD } from "./code-first.ts";
import { dbmate } from "./dbmate/dbmate.ts";
import { diesel } from "./diesel/diesel.ts";
import { drizzle } from "./drizzle/drizzle.ts";
import { flyway } from "./flyway/flyway.ts";
import { golangMigrate } from "./golang-migrate/golang-migrate.ts";
import { goose } from "./goose/goose.ts";
import { hasura } from "./hasura/hasura.ts";
import { postgrator } from "./postgrator/postgrator.ts";
import { prisma } from "./prisma/prisma.ts";
import { rambler } from "./rambler/rambler.ts";
import { refinery } from "./refinery/refinery.ts";
import { sql } from "./sql/sql.ts";
import { sqlx } from "./sqlx/sqlx.ts";
import { supabase } from "./supabase/supabase.ts";
import { tern } from "./tern/tern.ts";
import type { Tool } from "./tool.ts";

/**
 * Every tool, in the order in which they may claim a folder: those with files of their own first, then those known by
 * directives in the SQL, then those that are recognised and not read, then plain SQL, which takes what is left.
 */
export const TOOLS: readonly Tool[] = [
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
  ...UNREAD,
  sql,
];
