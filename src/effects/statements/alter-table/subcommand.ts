/** What lockgate knows of one subcommand of ALTER TABLE. */
import type { Form } from "../../../postgres/catalogue.ts";
import { type AlterTableCmd, type AlterTableStmt, allOf } from "../../../sql/nodes.ts";
import type { Deriver } from "../../deriver.ts";
import type { SchemaModel } from "../../schema/model.ts";
import type { Table } from "../../schema/relation.ts";
import type { TableSubject } from "../../subject.ts";

/** A subcommand as it stands in a statement. */
export interface Alteration {
  readonly command: AlterTableCmd;
  /** ONLY: not on partitions and children. */
  readonly only: boolean;
}

export interface Subcommand {
  /** Adds what PostgreSQL does; `subject` is the table that the statement names. */
  readonly tell: (deriver: Deriver, subject: TableSubject, alteration: Alteration) => void;
  /** Makes of the model what the subcommand makes of the schema; left out: nothing that the model keeps changes. */
  readonly apply?: (model: SchemaModel, table: Table, alteration: Alteration) => void;
}

/** It locks the table and does no work. */
export function lockOnly(form: Form, apply?: Subcommand["apply"]): Subcommand {
  return {
    tell: (deriver, subject) => deriver.act(form, [{ subject, role: "target" }]),
    ...(apply ? { apply } : {}),
  };
}

export function commandsOf({ cmds }: AlterTableStmt): AlterTableCmd[] {
  return allOf(cmds, "AlterTableCmd");
}
