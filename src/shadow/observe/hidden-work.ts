import { functionVolatility } from "../../postgres/volatility.ts";
import { as, nameParts, walk } from "../../sql/nodes.ts";
import type { Statement } from "../../sql/statement.ts";

/** The newest version that was measured: what it has built in does no work but its own. */
const NEWEST = 18;

/** Whether a statement runs others that its text does not show, or may: it is then watched more closely. */
export function hidesItsWork({ node, command }: Statement): boolean {
  if (as(node, "DoStmt") || as(node, "CallStmt") || as(node, "ExecuteStmt") || as(node, "FetchStmt"))
    return true;
  // What other commands call is called for rows.
  if (command !== "SELECT") return false;
  let found = false;
  walk(node, (at) => {
    const call = as(at, "FuncCall");
    const name = nameParts(call?.funcname).at(-1);
    if (name !== undefined && functionVolatility(name, NEWEST) === null) found = true;
    return !found;
  });
  return found;
}
