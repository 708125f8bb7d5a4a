/** ALTER INDEX, but for RENAME. */

import { type AlterTableCmd, type AlterTableType, as, present } from "../../../sql/nodes.ts";
import type { Account, Work } from "../../account.ts";
import { findRelation, tableById } from "../../schema/find-relation.ts";
import type { SchemaModel } from "../../schema/model.ts";
import { putRelation } from "../../schema/put-relation.ts";
import type { Relation } from "../../schema/relation.ts";
import { named, type Subject, tableSubject } from "../../subject.ts";
import { moveTo } from "./tablespace.ts";

type TellIndexSubcommand = (account: Account, index: Subject, command: AlterTableCmd) => void;

export const INDEX_SUBCOMMANDS: { readonly [T in AlterTableType]?: TellIndexSubcommand } = {
  AT_SetStatistics: (account, subject) =>
    account.act("ALTER TABLE ALTER COLUMN SET STATISTICS", [{ subject, role: "index" }]),
  AT_SetRelOptions: setParameters,
  AT_ResetRelOptions: setParameters,
  AT_SetTableSpace: (account, subject, { name }) =>
    moveTo(account, subject, "ALTER INDEX SET TABLESPACE", present(name)),
  AT_AttachPartition: attach,
};

function setParameters(account: Account, subject: Subject): void {
  account.act("ALTER INDEX SET (storage)", [{ subject, role: "index" }]);
}

function partitionIn({ def }: AlterTableCmd) {
  return present(present(as(def, "PartitionCmd")).name);
}

function attach(account: Account, index: Subject, command: AlterTableCmd): void {
  const { model } = account;
  const partition = named(model, partitionIn(command));
  const works: Work[] = [{ subject: partition, role: "index" }];
  const [table, part] = [tableOf(model, index.relation), tableOf(model, partition.relation)];
  if (table) works.push({ subject: tableSubject(model, table), role: "target" });
  if (part) works.push({ subject: tableSubject(model, part), role: "partition" });
  account.act("ALTER INDEX ATTACH PARTITION", works);
}

function tableOf(model: SchemaModel, relation: Relation | undefined) {
  return relation?.kind === "index" ? tableById(model, relation.table) : undefined;
}

export function applyToIndex(model: SchemaModel, index: Relation, command: AlterTableCmd): void {
  if (command.subtype !== "AT_AttachPartition") return;
  const partition = findRelation(model, partitionIn(command));
  if (partition?.kind === "index") putRelation(model, { ...partition, parent: index.id });
}
