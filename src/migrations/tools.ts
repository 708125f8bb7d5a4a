import { prisma } from "./prisma.ts";
import { sql } from "./sql.ts";
import type { Tool } from "./tool.ts";

/**
 * Every tool that is read, in the order in which they may claim a folder: those with files of their own first, then those
 * known by directives in the SQL, then plain SQL, which takes what is left.
 */
export const TOOLS: readonly Tool[] = [prisma, sql];
