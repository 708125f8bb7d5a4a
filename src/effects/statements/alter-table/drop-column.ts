/** ALTER TABLE DROP COLUMN. */
import type { Account } from "../../account.ts";
import { breakOf } from "../../breaks.ts";
import { closeColumn } from "../../schema/cascade.ts";
import { nothingGone } from "../../schema/gone.ts";
import { inheritedFrom } from "../../schema/inheritance.ts";
import { childrenOf, columnOf } from "../../schema/lookup.ts";
import type { Table } from "../../schema/relation.ts";
import { family } from "../../subject.ts";
import { blocked, lockedByDrop, tellColumn, tellGone } from "../drop/dropped-objects.ts";
import type { Subcommand } from "./alter-table.ts";
import { missingColumn } from "./column.ts";

export function dropColumn(account: Account, subcommand: Subcommand): void {
  const { subject, command, only } = subcommand;
  // Children are locked with ONLY, too: they keep the column as their own.
  const members = family(account.model, subject, false).map(({ subject, role }) => ({ subject, role }));
  const name = command.name ?? "";
  const table = subject.relation;
  const column = columnOf(table, name);
  const cascade = command.behavior === "DROP_CASCADE";
  const form = cascade ? "ALTER TABLE DROP COLUMN CASCADE" : "ALTER TABLE DROP COLUMN";
  if (!table || !column) {
    if (!command.missing_ok && missingColumn(account, subcommand)) return;
    account.act("ALTER TABLE DROP COLUMN", members);
    if (table?.known) return;
    // Never seen: it may be there, and then it is gone.
    account.destroy({ what: "column", relation: subject.name, name, cascade: false, isNew: subject.isNew });
    account.breaks({ ...breakOf("column", "dropped"), relation: subject.name, name, isNew: subject.isNew });
    return;
  }
  const refusal = refused(account, table, name, only);
  if (refusal !== null) {
    const at = { when: "always", relation: subject.name, isNew: subject.isNew } as const;
    account.fails({ ...at, reason: refusal, sqlstate: "42P16" });
    return;
  }
  const gone = nothingGone();
  closeColumn(account.model, gone, table, column.number);
  // Up to 14 a generated column went with what it is made from; from 15 on it stands in the way.
  if (account.context.major >= 15) gone.blockers.push(...gone.generated);
  if (
    !cascade &&
    blocked(account, gone, `column ${name} of table ${table.name}`, subject.name, subject.isNew)
  )
    return;
  const roots = new Set(members.flatMap((it) => it.subject.relation?.id ?? []));
  account.act(form, [...members, ...lockedByDrop(account, gone, roots)]);
  tellColumn(account, table.id, column.number, false);
  const others = gone.columns.filter((it) => it.table !== table.id || it.column !== column.number);
  const below = others.filter((it) => !roots.has(it.table) || it.table === table.id);
  tellGone(account, { ...gone, columns: below }, new Set());
}

function refused({ model }: Account, table: Table, name: string, only: boolean): string | null {
  if (inheritedFrom(model, table, name)) return `cannot drop inherited column "${name}"`;
  const number = columnOf(table, name)?.number ?? 0;
  if (table.partitionKey?.columns.includes(number)) {
    return `cannot drop column "${name}" because it is part of the partition key of relation "${table.name}"`;
  }
  const partitioned = table.kind === "partitioned table" && childrenOf(model, table.id).length > 0;
  return only && partitioned
    ? "cannot drop column from only the partitioned table when partitions exist"
    : null;
}
