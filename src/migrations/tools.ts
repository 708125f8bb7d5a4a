import { dbmate } from "./dbmate.ts";
import { diesel } from "./diesel.ts";
import { drizzle } from "./drizzle.ts";
import { flyway } from "./flyway.ts";
import { golangMigrate } from "./golang-migrate.ts";
import { goose } from "./goose.ts";
import { hasura } from "./hasura.ts";
import { postgrator } from "./postgrator.ts";
import { prisma } from "./prisma.ts";
import { rambler } from "./rambler.ts";
import { refinery } from "./refinery.ts";
import { sql } from "./sql.ts";
import { sqlx } from "./sqlx.ts";
import { supabase } from "./supabase.ts";
import { tern } from "./tern.ts";
import type { Tool } from "./tool.ts";
import { UNREAD } from "./unread.ts";

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
