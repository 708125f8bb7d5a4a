/** ALTER TABLE DROP COLUMN. */

import { breakOf } from "../../breaks.ts";
import type { Deriver } from "../../deriver.ts";
import { type Refusal, refusal, refuseWith } from "../../refusals.ts";
import { applyRemoval } from "../../schema/apply-removal.ts";
import { cascadeToColumn } from "../../schema/cascade.ts";
import { childrenOf, columnOf, inheritedFrom } from "../../schema/lookup.ts";
import type { Column, Table } from "../../schema/relation.ts";
import { newRemoval } from "../../schema/removal.ts";
import { family } from "../../subject.ts";
import { blocked, lockedByDrop, reportColumn, reportRemoval } from "../drop/removal-effects.ts";
import { failsOnMissingColumn } from "./column.ts";
import type { Subcommand } from "./subcommand.ts";

export const dropColumn: Subcommand = {
  tell(deriver, subject, alteration) {
    const { name = "", behavior, missing_ok: ifExists } = alteration.command;
    // Children are locked with ONLY, too: they keep the column as their own.
    const members = family(deriver.model, subject, false);
    const table = subject.relation;
    const column = columnOf(table, name);
    if (!table || !column) {
      if (!ifExists && failsOnMissingColumn(deriver, subject, alteration)) return;
      deriver.act("ALTER TABLE DROP COLUMN", members);
      if (table?.known) return;
      // No statement mentioned it: it may be there, and then it is dropped.
      const at = { relation: subject.name, name, isNew: subject.isNew };
      deriver.destroy({ ...at, what: "column", cascade: false });
      return deriver.breaks({ ...at, ...breakOf("column", "dropped") });
    }
    const refused = refusalOf(deriver, table, column, alteration.only);
    if (refused) return refuseWith(deriver, subject, refused);
    const removal = newRemoval();
    cascadeToColumn(deriver.model, removal, table, column.number);
    // Up to 14 a generated column went with what it is made from; from 15 on it stands in the way.
    if (deriver.context.major >= 15) removal.blockers.push(...removal.generated);
    const cascade = behavior === "DROP_CASCADE";
    const words = `column ${name} of table ${table.name}`;
    if (!cascade && blocked(deriver, removal, words, subject)) return;
    const roots = new Set(members.flatMap((it) => it.subject.relation?.id ?? []));
    const form = cascade ? "ALTER TABLE DROP COLUMN CASCADE" : "ALTER TABLE DROP COLUMN";
    deriver.act(form, [...members, ...lockedByDrop(deriver, removal, roots)]);
    reportColumn(deriver, table.id, column.number, false);
    const others = removal.columns.filter((it) => it.table !== table.id || it.column !== column.number);
    const columns = others.filter((it) => !roots.has(it.table) || it.table === table.id);
    reportRemoval(deriver, { ...removal, columns }, new Set());
  },
  apply(model, table, { command, only }) {
    const column = columnOf(table, command.name ?? "");
    if (!column) return;
    const removal = newRemoval();
    cascadeToColumn(model, removal, table, column.number, only);
    applyRemoval(model, removal);
  },
};

function refusalOf(
  { model }: Deriver,
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
