/** The tables beside the dropped ones: those that foreign keys refer to, and a partition's parent. */

import type { Deriver, Work } from "../../deriver.ts";
import { defaultBeside } from "../../partition-bound.ts";
import { tableById } from "../../schema/find-relation.ts";
import { isTable, type RelationId } from "../../schema/relation.ts";
import type { Removal } from "../../schema/removal.ts";
import { tableSubject } from "../../subject.ts";
import { referencedWorks } from "../foreign-key.ts";

/** A partition's foreign keys are its parent's: they stay there, and the tables that they refer to are not locked. */
export function withoutInherited(
  { model }: Deriver,
  removal: Removal,
  roots: ReadonlySet<RelationId>,
): Removal {
  const constraints = removal.constraints.filter(({ table, constraint }) => {
    const parent = roots.has(table.id) ? tableById(model, table.partition?.parent) : undefined;
    return !parent?.constraints.some(
      (it) => it.kind === "foreign key" && it.references?.table === constraint.references?.table,
    );
  });
  return { ...removal, constraints };
}

/** The partitioned table of a dropped partition, and its default partition. */
export function dropPartitions(deriver: Deriver, roots: ReadonlySet<RelationId>): void {
  const { model } = deriver;
  for (const id of roots) {
    const parent = tableById(model, tableById(model, id)?.partition?.parent);
    if (!parent || roots.has(parent.id)) continue;
    const beside = defaultBeside(model, parent, id);
    deriver.act("DROP TABLE partition", [
      { subject: tableSubject(model, parent), role: "parent" },
      ...(beside ? [{ subject: tableSubject(model, beside), role: "default partition" as const }] : []),
    ]);
  }
}

export function isPartitionedReference({ subject, role }: Work): boolean {
  return role === "referenced" && subject.relation?.kind === "partitioned table";
}

/** The partitioned tables that the dropped ones refer to are locked with all their partitions. */
export function dropReferences(deriver: Deriver, references: readonly Work[]): void {
  for (const { subject } of references) {
    const table = isTable(subject.relation) ? tableSubject(deriver.model, subject.relation) : null;
    if (table) deriver.act("DROP TABLE referencing partitioned", referencedWorks(deriver, table, null).works);
  }
}
