/** The constraint that a subcommand names. */
import type { Account } from "../../account.ts";
import { refuse } from "../../refusals.ts";
import { notNullName } from "../../schema/not-null.ts";
import type { Column, Table } from "../../schema/relation.ts";
import type { TableSubject } from "../../subject.ts";

/** Says that there is no such constraint where that is certain. True: the subcommand ends here. */
export function failsOnMissingConstraint(account: Account, subject: TableSubject, name: string): boolean {
  const table = subject.relation;
  if (!table?.known) return false;
  refuse(account, subject, 'constraint "%s" of relation "%s" does not exist', name, table.name);
  return true;
}

/** The column whose NOT NULL constraint has the name. */
export function notNullNamed(table: Table | undefined, name: string): Column | undefined {
  return table?.columns.find((column) => column.notNull !== "no" && notNullName(table, column) === name);
}
