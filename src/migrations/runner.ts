import type { Delivery } from "../sql/delivery.ts";
import type { Migration, ToolId } from "./migration.ts";

/** Alone between BEGIN and COMMIT, statement by statement, unless the tool or the file says otherwise. */
const USUAL: Delivery = {
  sending: "statements",
  wrapping: "block",
  pieces: [],
  apart: [],
  isDoubtful: false,
};

/**
 * How tools send a file that they run in a transaction. Prisma up to its statement-wise engine, and golang-migrate without
 * x-multi-statement, send it as it is, in one query without BEGIN.
 */
const BY_TOOL: { readonly [T in ToolId]?: Partial<Delivery> } = {
  prisma: { sending: "one query", wrapping: "none" },
  "golang-migrate": { sending: "one query", wrapping: "none" },
  // One pipeline, with one Sync at its end.
  supabase: { sending: "pipeline", wrapping: "none" },
  // Its pieces: what stands between the breakpoints.
  drizzle: { sending: "pieces" },
  dbmate: { sending: "one query" },
  // Its pieces: what it splits, or what stands between StatementBegin and StatementEnd.
  goose: { sending: "pieces" },
  // Through JDBC with autocommit off.
  flyway: { wrapping: "driver" },
};

/** How the runner sends a migration, and who begins its transaction. */
export function deliveryOf({ tool, transaction, delivery }: Migration): Delivery {
  const wrapped = { ...USUAL, ...BY_TOOL[tool], ...delivery };
  if (transaction !== "statement") return wrapped;
  return { ...wrapped, sending: wrapped.sending === "pieces" ? "pieces" : "statements", wrapping: "none" };
}
