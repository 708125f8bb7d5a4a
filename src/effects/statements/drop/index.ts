/** DROP INDEX: the table is locked, and with a partitioned index every partition. */

import { type DropStmt, objectParts, rangeOf } from "../../../sql/nodes.ts";
import { breakOf } from "../../breaks.ts";
import type { Deriver, Work } from "../../deriver.ts";
import { type Refusal, refusal, refuse, refuseWith } from "../../refusals.ts";
import { tableById } from "../../schema/find-relation.ts";
import { attachedTo, constraintOf } from "../../schema/lookup.ts";
import type { SchemaModel } from "../../schema/model.ts";
import { type Index, qualifiedName, type Table } from "../../schema/relation.ts";
import { named, roleBelow, type Subject, subjectOf, tableSubject } from "../../subject.ts";
import { isFresh } from "../running-code.ts";

export function dropIndex(deriver: Deriver, statement: DropStmt): void {
  for (const node of statement.objects ?? []) {
    const subject = named(deriver.model, rangeOf(objectParts(node)));
    if (subject.absent && statement.missing_ok) deriver.act("DROP INDEX IF EXISTS absent", []);
    else dropOne(deriver, subject, statement.concurrent === true);
  }
}

function dropOne(deriver: Deriver, subject: Subject, concurrent: boolean): void {
  const { model } = deriver;
  if (subject.surelyAbsent) {
    const place = { name: null, isNew: subject.isNew };
    refuse(deriver, place, 'index "%s" does not exist', subject.name.replace(/^public\./, ""));
    return;
  }
  const form = concurrent ? "DROP INDEX CONCURRENTLY" : "DROP INDEX";
  const index = subject.relation?.kind === "index" ? subject.relation : undefined;
  const table = index && tableById(model, index.table);
  if (!index || !table) {
    deriver.act(form, [{ subject, role: "index" }]);
    return;
  }
  const refused = refusalOf(model, index, table, concurrent);
  if (refused) {
    refuseWith(deriver, { name: qualifiedName(table), isNew: subject.isNew }, refused);
    return;
  }
  const parts = attachedTo(model, index.id);
  deriver.act(form, [
    { subject: tableSubject(model, table), role: "target" },
    { subject, role: "index" },
    ...parts.flatMap((part): Work[] => {
      const partition = tableById(model, part.table);
      const own: Work = { subject: subjectOf(model, part), role: "index" };
      return partition
        ? [{ subject: tableSubject(model, partition), role: roleBelow(partition) }, own]
        : [own];
    }),
  ]);
  if (!index.unique || isFresh(deriver, index)) return;
  const { name, isNew } = tableSubject(model, table);
  deriver.breaks({ ...breakOf("unique index", "dropped"), relation: name, name: index.name, isNew });
}

function refusalOf(model: SchemaModel, index: Index, table: Table, concurrent: boolean): Refusal | null {
  const { name } = index;
  const constraint = constraintOf(table, index.constraint ?? "");
  if (constraint) {
    const text = "cannot drop index %s because constraint %s on table %s requires it";
    return refusal(text, name, constraint.name, table.name);
  }
  const parent = index.parent === null ? undefined : model.relations.get(index.parent);
  if (parent) return refusal("cannot drop index %s because index %s requires it", name, parent.name);
  if (!concurrent || table.kind !== "partitioned table") return null;
  return refusal('cannot drop partitioned index "%s" concurrently', name);
}
