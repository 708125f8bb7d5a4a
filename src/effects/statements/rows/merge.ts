/** MERGE: reads both sides, and changes the target as its actions say. */
import { allOf, as, type CmdType, isOnly, type MergeStmt, present } from "../../../sql/nodes.ts";
import type { Account, Work } from "../../account.ts";
import { truthInEveryRow } from "../../always-true.ts";
import { isBound } from "../../bounded.ts";
import { scanOf } from "../../scans.ts";
import { readQuery } from "../../schema/query.ts";
import { family, holdsRows, namedTable, type TableSubject } from "../../subject.ts";
import { tellCalls } from "../bodies/function-calls.ts";
import { fireTriggers } from "../bodies/triggers.ts";
import type { Command } from "../command.ts";
import { failsOnAbsent } from "../relation-names.ts";
import { deletedWith, referencedBy } from "./foreign-key-rows.ts";
import { applyFill } from "./new-rows.ts";
import { sources } from "./query-sources.ts";

export const merge: Command<"MergeStmt"> = {
  tell: mergeRows,
  apply: (model, { relation, sourceRelation }) => applyFill(model, present(relation), sourceRelation),
};

export function mergeRows(account: Account, statement: MergeStmt): void {
  const { model } = account;
  const subject = namedTable(model, present(statement.relation));
  if (failsOnAbsent(account, subject)) return;
  if (subject.relation?.kind === "view") {
    account.unread(`MERGE into the view ${subject.name} was not measured`);
    return;
  }
  const reading = readQuery(model, { MergeStmt: statement });
  tellCalls(account, { MergeStmt: statement });
  const scan = scanOf("rows to match");
  account.act("MERGE", [
    ...family(model, subject, isOnly(statement.relation)).map(
      ({ subject, role }): Work => ({ subject, role, ...(holdsRows(subject) ? { scan } : {}) }),
    ),
    ...sources(account, reading, true).map((work): Work => ({ ...work, role: "source" })),
  ]);
  const clauses = allOf(statement.mergeWhenClauses, "MergeWhenClause");
  const actions = new Set(clauses.flatMap(({ commandType }) => commandType ?? []));
  for (const action of actions) {
    const event = EVENTS[action];
    if (event) fireTriggers(account, subject, event);
  }
  if (actions.has("CMD_INSERT") || actions.has("CMD_UPDATE")) {
    account.act(
      "INSERT",
      referencedBy(account, subject, () => true),
    );
  }
  if (actions.has("CMD_DELETE")) {
    account.act("DELETE", deletedWith(account, subject, "all"));
    tellDeleted(account, statement, subject);
  }
  account.changes({ relation: subject.name, command: "MERGE", rows: "all", isNew: subject.isNew });
}

/** A DELETE without a condition of its own may take every row, unless the source is a list of rows. */
function tellDeleted(account: Account, statement: MergeStmt, subject: TableSubject): void {
  const deletes = allOf(statement.mergeWhenClauses, "MergeWhenClause").filter(
    ({ commandType }) => commandType === "CMD_DELETE",
  );
  const source = as(as(statement.sourceRelation, "RangeSubselect")?.subquery, "SelectStmt");
  const isBounded = source !== undefined && (source.valuesLists !== undefined || isBound(source.limitCount));
  const isOpen = deletes.some(({ condition, matchKind }) => {
    const truth = condition ? truthInEveryRow(subject.relation, condition) : true;
    return truth === true && (!isBounded || matchKind === "MERGE_WHEN_NOT_MATCHED_BY_SOURCE");
  });
  const { name, isNew } = subject;
  const evidence = isOpen ? ("assumed" as const) : ("catalogue" as const);
  account.destroy({
    what: isOpen ? "rows" : "some rows",
    relation: name,
    name,
    cascade: false,
    isNew,
    evidence,
  });
}

const EVENTS: { readonly [T in CmdType]?: "INSERT" | "UPDATE" | "DELETE" } = {
  CMD_INSERT: "INSERT",
  CMD_UPDATE: "UPDATE",
  CMD_DELETE: "DELETE",
};
