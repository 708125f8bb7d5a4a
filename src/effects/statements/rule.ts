/** CREATE RULE. */

import { as, present } from "../../sql/nodes.ts";
import { ensureTable } from "../schema/define.ts";
import { updateTable } from "../schema/put-relation.ts";
import { readQuery } from "../schema/query.ts";
import type { RewriteRule } from "../schema/relation.ts";
import { named } from "../subject.ts";
import type { Command } from "./command.ts";
import { sources } from "./rows/query-sources.ts";

const EVENTS: Readonly<Record<string, RewriteRule["event"]>> = {
  CMD_INSERT: "INSERT",
  CMD_UPDATE: "UPDATE",
  CMD_DELETE: "DELETE",
};

export const createRule: Command<"RuleStmt"> = {
  tell(deriver, statement) {
    const { model } = deriver;
    deriver.act("CREATE RULE", [{ subject: named(model, present(statement.relation)), role: "target" }]);
    for (const node of statement.actions ?? []) {
      const changed = as(node, "InsertStmt") ?? as(node, "UpdateStmt") ?? as(node, "DeleteStmt");
      if (changed?.relation) {
        deriver.act("CREATE RULE", [{ subject: named(model, changed.relation), role: "source" }]);
      }
      const reading = readQuery(model, node);
      const relations = reading.relations.filter(({ name }) => name !== "new" && name !== "old");
      deriver.act("CREATE VIEW", sources(deriver, { ...reading, relations }, false));
    }
  },
  apply(model, statement) {
    const table = ensureTable(model, present(statement.relation));
    const { rulename: name = "", actions = [] } = statement;
    const { dependencies, functions } = readQuery(model, [actions, statement.whereClause]);
    const rule: RewriteRule = {
      name,
      dependsOn: dependencies,
      functions,
      event: EVENTS[statement.event ?? ""] ?? "SELECT",
      enabled: true,
      instead: statement.instead === true,
      actions,
    };
    updateTable(model, table.id, { rules: [...table.rules.filter((it) => it.name !== name), rule] });
  },
};
