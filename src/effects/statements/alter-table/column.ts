/** Subcommands on one column of a table: ALTER COLUMN … */

import type { AlterTableCmd } from "../../../sql/nodes.ts";
import type { Deriver } from "../../deriver.ts";
import { refuse } from "../../refusals.ts";
import { changeColumn, ensureColumn } from "../../schema/define.ts";
import { tableById } from "../../schema/find-relation.ts";
import { childrenOf, columnOf } from "../../schema/lookup.ts";
import type { SchemaModel } from "../../schema/model.ts";
import type { Column, RelationId, Table } from "../../schema/relation.ts";
import type { TableSubject } from "../../subject.ts";
import type { Alteration, Subcommand } from "./subcommand.ts";

export interface ColumnAlteration extends Alteration {
  readonly subject: TableSubject;
  readonly name: string;
  /** Undefined: the table is not fully known, and no statement mentioned the column. */
  readonly column: Column | undefined;
}

/** What becomes of a column in the model. */
export type ColumnChange = (
  model: SchemaModel,
  table: Table,
  column: Column,
  command: AlterTableCmd,
) => Partial<Column>;

/** `tell` is only asked of a column that may exist; `change` is also made in partitions and children. */
export function columnSubcommand(
  tell: (deriver: Deriver, alteration: ColumnAlteration) => void,
  change: ColumnChange,
): Required<Subcommand> {
  return {
    tell(deriver, subject, alteration) {
      if (failsOnMissingColumn(deriver, subject, alteration)) return;
      const { name = "" } = alteration.command;
      tell(deriver, { subject, name, column: columnOf(subject.relation, name), ...alteration });
    },
    apply: (model, { id }, { command, only }) => changeEach(model, id, command, only, change),
  };
}

function changeEach(
  model: SchemaModel,
  id: RelationId,
  command: AlterTableCmd,
  only: boolean,
  change: ColumnChange,
): void {
  const column = ensureColumn(model, id, command.name ?? "");
  const table = tableById(model, id);
  if (!table || !column) return;
  changeColumn(model, id, column.number, change(model, table, column, command));
  if (only) return;
  for (const child of childrenOf(model, id)) changeEach(model, child.id, command, false, change);
}

/** Says that there is no such column where that is certain. True: the subcommand ends here. */
export function failsOnMissingColumn(
  deriver: Deriver,
  subject: TableSubject,
  { command: { name = "" } }: Alteration,
): boolean {
  const table = subject.relation;
  if (!table?.known || columnOf(table, name)) return false;
  refuse(deriver, subject, 'column "%s" of relation "%s" does not exist', name, table.name);
  return true;
}
