/** SELECT: what it reads, and what the functions that it calls do. */

import { as, type SelectStmt } from "../../../sql/nodes.ts";
import type { Account } from "../../account.ts";
import { fixesUniqueKey, isBound } from "../../bounded.ts";
import { findTable } from "../../schema/find-relation.ts";
import { readQuery } from "../../schema/query.ts";
import { applyCalls } from "../bodies/apply-body.ts";
import { tellCalls } from "../bodies/function-calls.ts";
import type { Command } from "../command.ts";
import { applyConfigCalls, tellConfigCalls } from "../session.ts";
import { defineTableAs, isTaken } from "../table-definition.ts";
import { readSources } from "./query-sources.ts";
import { changesInside } from "./rows.ts";
import { tellSequenceCalls } from "./sequence-calls.ts";

export const select: Command<"SelectStmt"> = {
  tell(account, statement, node) {
    const reading = readQuery(account.model, node);
    tellCalls(account, node);
    changesInside(account, reading);
    tellSequenceCalls(account, statement);
    tellConfigCalls(account, node);
    const bounded = isBound(statement.limitCount) || findsByKey(account, statement);
    readSources(account, reading, !bounded);
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
function findsByKey({ model }: Account, { fromClause, whereClause }: SelectStmt): boolean {
  const [only, more] = fromClause ?? [];
  const range = more === undefined ? as(only, "RangeVar") : undefined;
  return range !== undefined && fixesUniqueKey(model, findTable(model, range), whereClause) === true;
}
