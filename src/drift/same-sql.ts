import { treeText } from "../sql/nodes.ts";
import { parseScript } from "../sql/parse.ts";

/** How two texts of a migration differ: not at all for PostgreSQL, or in what it does. The parser must be loaded. */
export function compareSql(before: string, after: string): "same text" | "comments only" | "statements" {
  if (before === after) return "same text";
  const [old, now] = [statementsOf(before), statementsOf(after)];
  return old !== null && old === now ? "comments only" : "statements";
}

/** The statements as the grammar reads them, without their places; null when one cannot be read. */
function statementsOf(sql: string): string | null {
  const { statements, unread } = parseScript(sql);
  if (unread.length > 0) return null;
  return treeText(statements.map(({ node }) => node));
}
