/** SELECT: what it reads, and what the functions that it calls do. */

import { as, type SelectStmt } from "../../../sql/nodes.ts";
import type { Deriver } from "../../deriver.ts";
import { fixesUniqueKey, isBound } from "../../row-bounds.ts";
import { findTable } from "../../schema/find-relation.ts";
import { applyCalls } from "../bodies/apply-body.ts";
import type { Command } from "../command.ts";
import { applyConfigCalls, reportConfigCalls } from "../session.ts";
import { defineTableAs, isTaken } from "../table-definition.ts";
import { readSources } from "./query-sources.ts";
import { readInner } from "./rows.ts";
import { reportSequenceCalls } from "./sequence-calls.ts";

export const select: Command<"SelectStmt"> = {
  tell(deriver, statement, node) {
    const reading = readInner(deriver, node);
    reportSequenceCalls(deriver, statement);
    reportConfigCalls(deriver, node);
    const bounded = isBound(statement.limitCount) || findsByKey(deriver, statement);
    readSources(deriver, reading, !bounded);
  },
  apply(model, statement, context, applyStatement) {
    applyConfigCalls(model, statement.targetList);
    applyCalls(model, { SelectStmt: statement }, context, applyStatement);
    const { intoClause: into, ...query } = statement;
    if (!into?.rel || isTaken(model, into.rel, false)) return;
    defineTableAs(model, into, { SelectStmt: query }, "table");
  },
};

/** The only table that it reads, by a unique key. */
function findsByKey({ model }: Deriver, { fromClause, whereClause }: SelectStmt): boolean {
  const [only, more] = fromClause ?? [];
  const range = more === undefined ? as(only, "RangeVar") : undefined;
  return range !== undefined && fixesUniqueKey(model, findTable(model, range), whereClause) === true;
}
