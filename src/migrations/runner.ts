import type { Migration, ToolId } from "./migration.ts";

/**
 * How the runner puts a file into a transaction: not at all, by BEGIN and COMMIT around it, or by sending it as one
 * simple query, which PostgreSQL runs in an implicit transaction. They differ for CREATE INDEX CONCURRENTLY and its
 * like: alone in its file it runs in a simple query, and never between BEGIN and COMMIT.
 */
export type Wrapping = "none" | "block" | "query";

/**
 * Prisma up to its statement-wise engine, and golang-migrate without x-multi-statement, send a file as it is. Supabase's
 * CLI sends its statements in one pipeline, which PostgreSQL treats alike.
 */
const ONE_QUERY: ReadonlySet<ToolId> = new Set(["prisma", "golang-migrate", "supabase"]);

export function wrappingOf({ tool, transaction, oneQuery }: Migration): Wrapping {
  if (transaction === "statement") return "none";
  return transaction === "file" && (oneQuery === true || ONE_QUERY.has(tool)) ? "query" : "block";
}
