/** MERGE: reads both sides, and changes the target as its actions say. */
import { allOf, as, type CmdType, isOnly, type MergeStmt, present } from "../../../sql/nodes.ts";
import { truthInEveryRow } from "../../always-true.ts";
import type { Deriver, Work } from "../../deriver.ts";
import { isBound } from "../../row-bounds.ts";
import { scanOf } from "../../scans.ts";
import { readQuery } from "../../schema/query.ts";
import { family, holdsRows, namedTable, type TableSubject } from "../../subject.ts";
import { reportCalls } from "../bodies/function-calls.ts";
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

export function mergeRows(deriver: Deriver, statement: MergeStmt): void {
  const { model } = deriver;
  const subject = namedTable(model, present(statement.relation));
  if (failsOnAbsent(deriver, subject)) return;
  if (subject.relation?.kind === "view") {
    deriver.unanalyzed(`MERGE into the view ${subject.name} was not measured`);
    return;
  }
  const reading = readQuery(model, { MergeStmt: statement });
  reportCalls(deriver, { MergeStmt: statement });
  const scan = scanOf("rows to match");
  deriver.act("MERGE", [
    ...family(model, subject, isOnly(statement.relation)).map(
      ({ subject, role }): Work => ({ subject, role, ...(holdsRows(subject) ? { scan } : {}) }),
    ),
    ...sources(deriver, reading, true).map((work): Work => ({ ...work, role: "source" })),
  ]);
  const clauses = allOf(statement.mergeWhenClauses, "MergeWhenClause");
  const actions = new Set(clauses.flatMap(({ commandType }) => commandType ?? []));
  for (const action of actions) {
    const event = EVENTS[action];
    if (event) fireTriggers(deriver, subject, event);
  }
  if (actions.has("CMD_INSERT") || actions.has("CMD_UPDATE")) {
    deriver.act(
      "INSERT",
      referencedBy(deriver, subject, () => true),
    );
  }
  if (actions.has("CMD_DELETE")) {
    deriver.act("DELETE", deletedWith(deriver, subject, "all"));
    reportDeleted(deriver, statement, subject);
  }
  deriver.changes({ relation: subject.name, command: "MERGE", rows: "all", isNew: subject.isNew });
}

/** A DELETE without a condition of its own may take every row, unless the source is a list of rows. */
function reportDeleted(deriver: Deriver, statement: MergeStmt, subject: TableSubject): void {
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
  deriver.destroy({
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
