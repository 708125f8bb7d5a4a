/** CREATE and DROP STATISTICS lock the table that they are on. */
import { as, type CreateStatsStmt, type DropStmt, objectParts } from "../../sql/nodes.ts";
import type { Account } from "../account.ts";
import { tables } from "../schema/model.ts";
import { namedTable, tableSubject } from "../subject.ts";
import { failsOnAbsent } from "./relation-names.ts";

export function createStatistics(account: Account, statement: CreateStatsStmt): void {
  for (const node of statement.relations ?? []) {
    const range = as(node, "RangeVar");
    if (!range) continue;
    const subject = namedTable(account.model, range);
    if (!failsOnAbsent(account, subject)) account.act("CREATE STATISTICS", [{ subject, role: "target" }]);
  }
}

export function dropStatistics(account: Account, statement: DropStmt): void {
  const { model } = account;
  for (const node of statement.objects ?? []) {
    const name = objectParts(node).at(-1) ?? "";
    const table = [...tables(model)].find(({ statistics }) => statistics.includes(name));
    if (table) {
      const subject = tableSubject(model, table);
      account.act("DROP STATISTICS", [{ subject, role: "target" }]);
      const at = { relation: subject.name, isNew: subject.isNew };
      account.destroy({ ...at, what: "object", name, cascade: false });
    } else if (statement.missing_ok && model.complete) account.act("DROP STATISTICS IF EXISTS absent", []);
    else account.unread(`which table the statistics ${name} are on is not known`);
  }
}
