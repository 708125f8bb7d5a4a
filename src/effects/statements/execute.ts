/** DO, CALL, PREPARE and EXECUTE. */

import { nameParts, present } from "../../sql/nodes.ts";
import { blockSteps } from "../schema/body.ts";
import { toChange } from "../schema/model.ts";
import { routinesNamed } from "../schema/routine.ts";
import { applyCalls, applySteps, NEWEST } from "./bodies/apply-body.ts";
import { reportCalls, runRoutines } from "./bodies/function-calls.ts";
import { runBody } from "./bodies/run-body.ts";
import type { Command } from "./command.ts";
import { reportPlanned } from "./rows/planned-query.ts";

export const doBlock: Command<"DoStmt"> = {
  tell: (deriver, statement) =>
    runBody(deriver, blockSteps(statement, deriver.context.major), {
      name: "the block",
      when: "always",
      commits: true,
    }),
  apply: (model, statement, context, applyStatement) =>
    applySteps(model, blockSteps(statement, NEWEST), context, applyStatement),
};

export const call: Command<"CallStmt"> = {
  tell(deriver, { funccall }) {
    const parts = nameParts(funccall?.funcname);
    for (const arg of funccall?.args ?? []) reportCalls(deriver, arg);
    const procedures = routinesNamed(deriver.model, parts).filter(({ kind }) => kind === "procedure");
    if (procedures.length > 0) runRoutines(deriver, procedures, { when: "always" }, funccall);
    else deriver.unanalyzed(`runs the procedure ${parts.join(".")}, which is not read`);
  },
  apply(model, { funccall }, context, applyStatement) {
    if (funccall) applyCalls(model, { FuncCall: funccall }, context, applyStatement);
  },
};

export const prepare: Command<"PrepareStmt"> = {
  tell(deriver, { query }) {
    reportPlanned(deriver, "PREPARE", present(query));
  },
  apply(model, { name, query }) {
    if (name !== undefined && query) toChange(model, "prepared").set(name, query);
  },
};

export const execute: Command<"ExecuteStmt"> = {
  /** The session has the statement: what it does now is what it does when it is written out. */
  tell(deriver, { name = "" }) {
    const query = deriver.model.prepared.get(name);
    if (query === undefined)
      return deriver.unanalyzed(`runs the prepared statement ${name}, which is not read`);
    const { effects, conditional, gaps } = deriver.derive(query, deriver.model, deriver.context);
    deriver.include(effects);
    deriver.include(conditional, true);
    for (const { reason, shownBy } of gaps) deriver.unanalyzed(reason, shownBy);
  },
  apply(model, { name = "" }, context, applyStatement) {
    const query = model.prepared.get(name);
    if (query) applyStatement(model, query, context);
    else model.opaque = true;
  },
};
