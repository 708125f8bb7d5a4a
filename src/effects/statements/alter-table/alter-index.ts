/** ALTER INDEX, but for RENAME. */

import { type AlterTableCmd, type AlterTableType, as, present } from "../../../sql/nodes.ts";
import type { Deriver, Work } from "../../deriver.ts";
import { findRelation, tableById } from "../../schema/find-relation.ts";
import { childrenOf, indexesOf } from "../../schema/lookup.ts";
import type { SchemaModel } from "../../schema/model.ts";
import { putRelation } from "../../schema/put-relation.ts";
import type { Index, Relation, Table } from "../../schema/relation.ts";
import { named, type Subject, tableSubject } from "../../subject.ts";
import { moveTo } from "./tablespace.ts";

type TellIndexSubcommand = (deriver: Deriver, index: Subject, command: AlterTableCmd) => void;

export const INDEX_SUBCOMMANDS: { readonly [T in AlterTableType]?: TellIndexSubcommand } = {
  AT_SetStatistics: (deriver, subject) =>
    deriver.act("ALTER TABLE ALTER COLUMN SET STATISTICS", [{ subject, role: "index" }]),
  AT_SetRelOptions: setParameters,
  AT_ResetRelOptions: setParameters,
  AT_SetTableSpace: (deriver, subject, { name }) =>
    moveTo(deriver, subject, "ALTER INDEX SET TABLESPACE", present(name)),
  AT_AttachPartition: attach,
};

function setParameters(deriver: Deriver, subject: Subject): void {
  deriver.act("ALTER INDEX SET (storage)", [{ subject, role: "index" }]);
}

function partitionIn({ def }: AlterTableCmd) {
  return present(present(as(def, "PartitionCmd")).name);
}

function attach(deriver: Deriver, index: Subject, command: AlterTableCmd): void {
  const { model } = deriver;
  const partition = named(model, partitionIn(command));
  const works: Work[] = [{ subject: partition, role: "index" }];
  const [table, part] = [tableOf(model, index.relation), tableOf(model, partition.relation)];
  if (table) works.push({ subject: tableSubject(model, table), role: "target" });
  if (part) works.push({ subject: tableSubject(model, part), role: "partition" });
  deriver.act("ALTER INDEX ATTACH PARTITION", works);
}

function tableOf(model: SchemaModel, relation: Relation | undefined) {
  return relation?.kind === "index" ? tableById(model, relation.table) : undefined;
}

export function applyToIndex(model: SchemaModel, index: Relation, command: AlterTableCmd): void {
  if (command.subtype !== "AT_AttachPartition") return;
  const partition = findRelation(model, partitionIn(command));
  if (partition?.kind !== "index" || index.kind !== "index") return;
  putRelation(model, { ...partition, parent: index.id });
  validateParent(model, index);
}

/** An index of a partitioned table is valid as soon as each partition has a valid one attached to it. */
function validateParent(model: SchemaModel, index: Index): void {
  const attached = (table: Table): boolean =>
    indexesOf(model, table.id).some((it) => it.parent === index.id && it.valid);
  if (index.valid || !childrenOf(model, index.table).every(attached)) return;
  putRelation(model, { ...index, valid: true });
  const parent = index.parent === null ? undefined : model.relations.get(index.parent);
  if (parent?.kind === "index") validateParent(model, parent);
}
