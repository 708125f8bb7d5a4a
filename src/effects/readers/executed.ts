/** CALL of a procedure and EXECUTE of a prepared statement. */
import { type CallStmt, type ExecuteStmt, nameParts } from "../../sql/nodes.ts";
import type { Account } from "../account.ts";
import { routinesNamed } from "../schema/routine.ts";
import { calls, runRoutines } from "./called.ts";

export function call(account: Account, { funccall }: CallStmt): void {
  const parts = nameParts(funccall?.funcname);
  for (const arg of funccall?.args ?? []) calls(account, arg);
  const procedures = routinesNamed(account.model, parts).filter(({ kind }) => kind === "procedure");
  if (procedures.length > 0) runRoutines(account, procedures, { when: "always" }, funccall);
  else account.unread(`runs the procedure ${parts.join(".")}, which is not read`);
}

/** The session has the statement: what it does now is what it does when it is written out. */
export function execute(account: Account, { name = "" }: ExecuteStmt): void {
  const query = account.model.prepared.get(name);
  if (query === undefined) {
    account.unread(`runs the prepared statement ${name}, which is not read`);
    return;
  }
  const { effects, conditional, open } = account.derive(query, account.model, account.context);
  account.include(effects);
  account.include(conditional, true);
  for (const { reason, shownBy } of open) account.unread(reason, shownBy);
}
