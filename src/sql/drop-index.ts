import { as } from "./nodes.ts";
import { tokens } from "./parse.ts";
import type { Statement } from "./statement.ts";

/** A DROP INDEX, with the other way to write it. */
export interface DropIndex {
  /** The same with IF EXISTS and without CONCURRENTLY. */
  readonly ifExists: string;
}

export function dropIndex({ node, text }: Statement): DropIndex | null {
  const drop = as(node, "DropStmt");
  if (drop?.removeType !== "OBJECT_INDEX") return null;
  // DROP INDEX [ CONCURRENTLY ] [ IF EXISTS ] name
  const own = tokens(text);
  const first = own[2 + (drop.concurrent ? 1 : 0) + (drop.missing_ok ? 2 : 0)];
  return first === undefined ? null : { ifExists: `DROP INDEX IF EXISTS ${text.slice(first.start)}` };
}
