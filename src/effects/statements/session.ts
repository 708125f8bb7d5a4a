/** SET, set_config and their like: only session_replication_role says something that rules ask for. */
import { as, type Node, nameParts, type VariableSetStmt, walk } from "../../sql/nodes.ts";
import type { Account } from "../account.ts";
import { breakOf } from "../breaks.ts";
import { isReplica, isReplicaSetting } from "../schema/session.ts";

export function setVariable(account: Account, statement: VariableSetStmt | undefined): void {
  if (statement?.kind === "VAR_SET_VALUE" && isReplicaSetting(statement.name)) {
    if (isReplica(statement.args?.[0])) tell(account);
  }
}

/** SELECT set_config('session_replication_role', 'replica', false). */
export function setsConfig(account: Account, query: Node): void {
  walk(query, (node) => {
    const call = as(node, "FuncCall");
    if (nameParts(call?.funcname).at(-1) !== "set_config") return true;
    const [name, value] = call?.args ?? [];
    if (isReplicaSetting(as(name, "A_Const")?.sval?.sval) && isReplica(value)) tell(account);
    return true;
  });
}

function tell(account: Account): void {
  const name = "session_replication_role";
  account.breaks({ ...breakOf("enforcement", "disabled"), relation: null, name, isNew: false });
}
