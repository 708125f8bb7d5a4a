import { as } from "./nodes.ts";
import { tokens } from "./parse.ts";
import type { Statement } from "./statement.ts";

/** A REINDEX that blocks, written so that it does not; null for another statement, and for one that already does not. */
export function reindex({ node, text }: Statement): { readonly concurrently: string } | null {
  const statement = as(node, "ReindexStmt");
  if (!statement || statement.params?.length) return null;
  // REINDEX { INDEX | TABLE | SCHEMA | DATABASE } name; PostgreSQL refuses SYSTEM concurrently.
  const kind = tokens(text)[1];
  if (kind === undefined || statement.kind === "REINDEX_OBJECT_SYSTEM") return null;
  return { concurrently: `${text.slice(0, kind.end)} CONCURRENTLY${text.slice(kind.end)}` };
}
