/** What a new partition asks of the tables around it: CREATE TABLE PARTITION OF and ATTACH PARTITION. */

import { as, type CreateStmt, type Node, type PartitionBoundSpec, present } from "../../sql/nodes.ts";
import type { Deriver, Work } from "../deriver.ts";
import {
  type Bound,
  boundOf,
  defaultBeside,
  keyColumnOf,
  overlaps,
  provesNoFit,
} from "../partition-bound.ts";
import { refuse, refuseRows } from "../refusals.ts";
import { scanOf } from "../scans.ts";
import { tableById } from "../schema/find-relation.ts";
import { inheritIndex } from "../schema/index-definition.ts";
import { childrenOf, foreignKeysTo, indexesOf } from "../schema/lookup.ts";
import type { SchemaModel } from "../schema/model.ts";
import { updateTable } from "../schema/put-relation.ts";
import type { RelationId, Table } from "../schema/relation.ts";
import { namedTable, type TableSubject, tableSubject } from "../subject.ts";
import { copyFor, copyKey } from "./constraint-definition.ts";

/** A table that becomes a partition of another. */
export interface NewPartition {
  readonly parent: TableSubject;
  readonly name: string;
  /** Undefined: it is not there yet. */
  readonly child: TableSubject | undefined;
  /** Null: for the default partition, and where it is not read. */
  readonly bound: Bound | null;
  readonly isDefault: boolean;
}

export function boundIn(spec: PartitionBoundSpec | undefined): Pick<NewPartition, "bound" | "isDefault"> {
  return { bound: boundOf(boundNode(spec)), isDefault: spec?.is_default === true };
}

function boundNode(spec: PartitionBoundSpec | undefined): Node | null {
  return spec ? { PartitionBoundSpec: spec } : null;
}

/** Makes the table a partition, with the keys and constraints of its parent. */
export function putPartition(
  model: SchemaModel,
  parent: RelationId,
  child: RelationId,
  spec: PartitionBoundSpec | undefined,
): void {
  const isDefault = spec?.is_default === true;
  updateTable(model, child, { partition: { parent, isDefault, bound: boundNode(spec) } });
  attachKeys(model, parent, child);
}

/** A partition gets the parent's indexes, keys, checks and foreign keys that it lacks. */
function attachKeys(model: SchemaModel, parentId: RelationId, id: RelationId): void {
  const parent = tableById(model, parentId);
  if (!parent) return;
  for (const index of indexesOf(model, parentId)) {
    const table = tableById(model, id);
    if (!table) return;
    const copy = inheritIndex(model, index, parent, table);
    if (!table.constraints.some((it) => it.index === copy.id)) {
      copyKey(model, id, parent, index.constraint, copy.name, copy.id);
    }
  }
  const table = tableById(model, id);
  if (!table) return;
  const missing = parent.constraints.filter(
    (it) =>
      it.kind === "foreign key" &&
      !table.constraints.some(
        (own) => own.kind === it.kind && own.references?.table === it.references?.table,
      ),
  );
  const checks = parent.constraints.filter(
    (it) => it.kind === "check" && !table.constraints.some((own) => own.name === it.name),
  );
  const triggers = parent.triggers.filter(
    (it) => it.perRow && !table.triggers.some((own) => own.name === it.name),
  );
  updateTable(model, id, {
    constraints: [...table.constraints, ...[...checks, ...missing].map((it) => copyFor(it, parent, table))],
    triggers: [...table.triggers, ...triggers.map((it) => copyFor(it, parent, table))],
  });
}

/** The tables that are locked beside the parent and the partition. */
export function worksAround(deriver: Deriver, partition: NewPartition): Work[] {
  const { relation } = partition.parent;
  return [
    ...(partition.isDefault ? [] : besideDefault(deriver, partition)),
    ...referencedBy(deriver, relation),
    ...referencing(deriver, relation),
  ];
}

/** The tables that foreign keys of the parent, which are the partition's as well, refer to. */
export function referencedBy({ model }: Deriver, parent: Table | undefined): Work[] {
  return (parent?.constraints ?? []).flatMap((it) => {
    const table = it.kind === "foreign key" ? tableById(model, it.references?.table) : undefined;
    return table ? [{ subject: tableSubject(model, table), role: "referenced" as const }] : [];
  });
}

/** Tables whose foreign keys refer to the parent: they refer to the rows of each partition. */
export function referencing({ model }: Deriver, parent: Table | undefined): Work[] {
  const tables = new Set((parent ? foreignKeysTo(model, parent.id) : []).map(({ table }) => table));
  return [...tables].map((table) => ({ subject: tableSubject(model, table), role: "referencing" }));
}

/** The default partition may hold rows that belong to the new one: it is locked, and read unless a CHECK excludes them. */
function besideDefault(
  deriver: Deriver,
  { parent: { relation: parent }, child, bound }: NewPartition,
): Work[] {
  const beside = parent && defaultBeside(deriver.model, parent, child?.relation?.id);
  if (!parent || !beside) return [];
  const key = keyColumnOf(parent);
  const excluded = key !== undefined && bound !== null && provesNoFit(beside, key.name, bound);
  const subject = tableSubject(deriver.model, beside);
  if (excluded) return [{ subject, role: "default partition" }];
  if (!subject.isNew) {
    const text = 'updated partition constraint for default partition "%s" would be violated by some row';
    refuseRows(deriver, subject, text, beside.name);
  }
  return [{ subject, role: "default partition", scan: scanOf("default partition") }];
}

export function reportOverlap(deriver: Deriver, { parent, name, bound, isDefault }: NewPartition): void {
  if (!parent.relation) return;
  const other = childrenOf(deriver.model, parent.relation.id).find((child) => {
    if (child.partition?.isDefault) return isDefault;
    const its = boundOf(child.partition?.bound);
    return bound !== null && its !== null && overlaps(bound, its) === true;
  });
  if (!other) return;
  const text = isDefault
    ? 'partition "%s" conflicts with existing default partition "%s"'
    : 'partition "%s" would overlap partition "%s"';
  refuse(deriver, parent, text, name, other.name);
}

/** CREATE TABLE … PARTITION OF, after the name was found free. */
export function createPartition(deriver: Deriver, statement: CreateStmt): void {
  const parent = namedTable(deriver.model, present(as(statement.inhRelations?.[0], "RangeVar")));
  const name = statement.relation?.relname ?? "";
  const partition = { parent, name, child: undefined, ...boundIn(statement.partbound) };
  deriver.act("CREATE TABLE PARTITION OF", [
    { subject: parent, role: "parent" },
    ...worksAround(deriver, partition),
  ]);
  reportOverlap(deriver, partition);
}
