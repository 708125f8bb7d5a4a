import { functionVolatility } from "../../postgres/volatility.ts";
import { as, nameParts, walk } from "../../sql/nodes.ts";
import type { Statement } from "../../sql/statement.ts";

/** The newest version that was measured: what it has built in does no work but its own. */
const NEWEST = 18;

/** Words, for a regular expression, by which a routine runs what is not written in it: also functions that take a query. */
export const RUNS_TEXTS = "execute|_to_xml|ts_stat|ts_rewrite";

/** Whether a statement runs others that its text does not show, or may: it is then watched more closely. */
export function hidesItsWork({ node, command }: Statement): boolean {
  if (as(node, "DoStmt") || as(node, "CallStmt") || as(node, "ExecuteStmt") || as(node, "FetchStmt"))
    return true;
  // What other commands call is called for rows.
  return command === "SELECT" && callsOthers(node);
}

/** Settings by which the session reads and counts. */
const SETS = new Set(["set_config"]);

/** Whether a statement changes rows and, but for what the schema does with them, nothing else. */
export function onlyChangesRows({ node, command }: Statement): boolean {
  return CHANGES_ROWS.has(command) && !callsOthers(node, (name) => SETS.has(name));
}

const CHANGES_ROWS: ReadonlySet<string> = new Set(["INSERT", "UPDATE", "DELETE"]);

/** Whether a function is called that is not built in, or one of these. */
export function callsOthers(
  node: Statement["node"],
  isOther: (name: string) => boolean = () => false,
): boolean {
  let found = false;
  walk(node, (at) => {
    const call = as(at, "FuncCall");
    const name = nameParts(call?.funcname).at(-1);
    if (name !== undefined && (isOther(name) || functionVolatility(name, NEWEST) === null)) found = true;
    return !found;
  });
  return found;
}
