/** ALTER TABLE DROP COLUMN. */
import type { Account } from "../../account.ts";
import { breakOf } from "../../breaks.ts";
import { type Refusal, refusal, refuseWith } from "../../refusals.ts";
import { closeColumn } from "../../schema/cascade.ts";
import { nothingGone } from "../../schema/gone.ts";
import { inheritedFrom } from "../../schema/inheritance.ts";
import { childrenOf, columnOf } from "../../schema/lookup.ts";
import type { Column, Table } from "../../schema/relation.ts";
import { removeGone } from "../../schema/remove.ts";
import { family } from "../../subject.ts";
import { blocked, lockedByDrop, tellColumn, tellGone } from "../drop/dropped-objects.ts";
import { failsOnMissingColumn } from "./column.ts";
import type { Subcommand } from "./subcommand.ts";

export const dropColumn: Subcommand = {
  tell(account, subject, alteration) {
    const { name = "", behavior, missing_ok: ifExists } = alteration.command;
    // Children are locked with ONLY, too: they keep the column as their own.
    const members = family(account.model, subject, false);
    const table = subject.relation;
    const column = columnOf(table, name);
    if (!table || !column) {
      if (!ifExists && failsOnMissingColumn(account, subject, alteration)) return;
      account.act("ALTER TABLE DROP COLUMN", members);
      if (table?.known) return;
      // No statement mentioned it: it may be there, and then it is dropped.
      const at = { relation: subject.name, name, isNew: subject.isNew };
      account.destroy({ ...at, what: "column", cascade: false });
      account.breaks({ ...at, ...breakOf("column", "dropped") });
      return;
    }
    const refused = refusalOf(account, table, column, alteration.only);
    if (refused) {
      refuseWith(account, subject, refused);
      return;
    }
    const gone = nothingGone();
    closeColumn(account.model, gone, table, column.number);
    // Up to 14 a generated column went with what it is made from; from 15 on it stands in the way.
    if (account.context.major >= 15) gone.blockers.push(...gone.generated);
    const cascade = behavior === "DROP_CASCADE";
    const words = `column ${name} of table ${table.name}`;
    if (!cascade && blocked(account, gone, words, subject)) return;
    const roots = new Set(members.flatMap((it) => it.subject.relation?.id ?? []));
    const form = cascade ? "ALTER TABLE DROP COLUMN CASCADE" : "ALTER TABLE DROP COLUMN";
    account.act(form, [...members, ...lockedByDrop(account, gone, roots)]);
    tellColumn(account, table.id, column.number, false);
    const others = gone.columns.filter((it) => it.table !== table.id || it.column !== column.number);
    const columns = others.filter((it) => !roots.has(it.table) || it.table === table.id);
    tellGone(account, { ...gone, columns }, new Set());
  },
  apply(model, table, { command }) {
    const column = columnOf(table, command.name ?? "");
    if (!column) return;
    const gone = nothingGone();
    closeColumn(model, gone, table, column.number);
    removeGone(model, gone);
  },
};

function refusalOf(
  { model }: Account,
  table: Table,
  { name, number }: Column,
  only: boolean,
): Refusal | null {
  if (inheritedFrom(model, table, name)) return refusal('cannot drop inherited column "%s"', name);
  if (table.partitionKey?.columns.includes(number)) {
    const text = 'cannot drop column "%s" because it is part of the partition key of relation "%s"';
    return refusal(text, name, table.name);
  }
  const partitioned = table.kind === "partitioned table" && childrenOf(model, table.id).length > 0;
  return only && partitioned
    ? refusal("cannot drop column from only the partitioned table when partitions exist")
    : null;
}
