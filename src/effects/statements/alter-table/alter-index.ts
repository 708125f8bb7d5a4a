/** ALTER INDEX, but for RENAME. */
import { type AlterTableCmd, type AlterTableStmt, as } from "../../../sql/nodes.ts";
import type { Account, Work } from "../../account.ts";
import { tableById } from "../../schema/model.ts";
import { named, tableSubject } from "../../subject.ts";
import { setTablespace } from "./table-property.ts";

export function alterIndex(account: Account, statement: AlterTableStmt, command: AlterTableCmd): void {
  if (!statement.relation) return;
  const { model } = account;
  const subject = named(model, statement.relation);
  const tableOf = (input: Parameters<typeof named>[1]) => {
    const { relation } = named(model, input);
    return relation?.kind === "index" ? tableById(model, relation.table) : undefined;
  };
  switch (command.subtype) {
    case "AT_SetStatistics":
      account.act("ALTER TABLE ALTER COLUMN SET STATISTICS", [{ subject, role: "index" }]);
      break;
    case "AT_SetRelOptions":
    case "AT_ResetRelOptions":
      account.act("ALTER INDEX SET (storage)", [{ subject, role: "index" }]);
      break;
    case "AT_SetTableSpace":
      setTablespace(account, subject, "ALTER INDEX SET TABLESPACE", command.name ?? "");
      break;
    case "AT_AttachPartition": {
      const partition = as(command.def, "PartitionCmd")?.name;
      if (!partition) break;
      const [table, part] = [tableOf(statement.relation), tableOf(partition)];
      const works: Work[] = [{ subject: named(model, partition), role: "index" }];
      if (table) works.push({ subject: tableSubject(model, table), role: "target" });
      if (part) works.push({ subject: tableSubject(model, part), role: "partition" });
      account.act("ALTER INDEX ATTACH PARTITION", works);
      break;
    }
    default:
      account.unread(`${command.subtype} of ALTER INDEX was not measured`);
  }
}
