/** DO, CALL, PREPARE and EXECUTE. */
import { nameParts, present } from "../../sql/nodes.ts";
import { blockSteps } from "../schema/body.ts";
import { routinesNamed } from "../schema/routine.ts";
import { applyCalls, applySteps, NEWEST } from "./bodies/apply-body.ts";
import { runRoutines, tellCalls } from "./bodies/function-calls.ts";
import { runBody } from "./bodies/run-body.ts";
import type { Command } from "./command.ts";
import { tellPlanned } from "./rows/planned-query.ts";

export const doBlock: Command<"DoStmt"> = {
  tell: (account, statement) =>
    runBody(account, blockSteps(statement, account.context.major), {
      name: "the block",
      when: "always",
      commits: true,
    }),
  apply: (model, statement, context, applyStatement) =>
    applySteps(model, blockSteps(statement, NEWEST), context, applyStatement),
};

export const call: Command<"CallStmt"> = {
  tell(account, { funccall }) {
    const parts = nameParts(funccall?.funcname);
    for (const arg of funccall?.args ?? []) tellCalls(account, arg);
    const procedures = routinesNamed(account.model, parts).filter(({ kind }) => kind === "procedure");
    if (procedures.length > 0) runRoutines(account, procedures, { when: "always" }, funccall);
    else account.unread(`runs the procedure ${parts.join(".")}, which is not read`);
  },
  apply(model, { funccall }, context, applyStatement) {
    if (funccall) applyCalls(model, { FuncCall: funccall }, context, applyStatement);
  },
};

export const prepare: Command<"PrepareStmt"> = {
  tell(account, { query }) {
    tellPlanned(account, "PREPARE", present(query));
  },
  apply(model, { name, query }) {
    if (name !== undefined && query) model.prepared.set(name, query);
  },
};

export const execute: Command<"ExecuteStmt"> = {
  /** The session has the statement: what it does now is what it does when it is written out. */
  tell(account, { name = "" }) {
    const query = account.model.prepared.get(name);
    if (query === undefined) {
      account.unread(`runs the prepared statement ${name}, which is not read`);
      return;
    }
    const { effects, conditional, open } = account.derive(query, account.model, account.context);
    account.include(effects);
    account.include(conditional, true);
    for (const { reason, shownBy } of open) account.unread(reason, shownBy);
  },
  apply(model, { name = "" }, context, applyStatement) {
    const query = model.prepared.get(name);
    if (query) applyStatement(model, query, context);
    else model.opaque = true;
  },
};
