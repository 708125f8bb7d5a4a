import type { BuiltIndex } from "../production/earlier-builds.ts";
import { as } from "../sql/nodes.ts";
import { oneStatement } from "./one-statement.ts";

/** The index that a CREATE INDEX names. */
export function builtIndex(text: string): BuiltIndex | null {
  const statement = as(oneStatement(text)?.node, "IndexStmt");
  if (statement?.idxname === undefined || statement.whereClause !== undefined) return null;
  return { name: statement.idxname, isConcurrent: statement.concurrent === true };
}
