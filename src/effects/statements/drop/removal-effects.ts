/** The effects of what a DROP takes along: locks by role, and what is destroyed and broken by name. */

import { breakOf } from "../../breaks.ts";
import type { Deriver, Work } from "../../deriver.ts";
import type { LockRole } from "../../effect.ts";
import { type Place, refuse } from "../../refusals.ts";
import { isNewRelation, tableById } from "../../schema/find-relation.ts";
import { columnAt } from "../../schema/lookup.ts";
import { isTable, qualifiedName, type Relation, type RelationId } from "../../schema/relation.ts";
import type { Removal } from "../../schema/removal.ts";
import { roleBelow, subjectOf, tableSubject } from "../../subject.ts";

/**
 * The relations that a DROP locks besides those that it names, with their roles; `users` is the role of tables that
 * lose a column, default, trigger or policy.
 */
export function lockedByDrop(
  deriver: Deriver,
  removal: Removal,
  roots: ReadonlySet<RelationId>,
  users: LockRole = "dependent",
): Work[] {
  const { model } = deriver;
  const works = new Map<RelationId, Work>();
  const add = (relation: Relation | undefined, role: LockRole) => {
    if (!relation || roots.has(relation.id) || works.has(relation.id)) return;
    works.set(relation.id, { subject: subjectOf(model, relation), role });
  };
  for (const id of removal.relations) {
    const relation = model.relations.get(id);
    if (!isTable(relation)) continue;
    const view = relation.kind === "view" || relation.kind === "materialized view";
    add(relation, view ? "dependent" : roleBelow(relation));
  }
  for (const { table, constraint } of removal.constraints) {
    if (constraint.kind === "foreign key") {
      add(tableById(model, constraint.references?.table), "referenced");
      add(tableById(model, table.id), "referencing");
    }
  }
  for (const { table, constraint } of removal.constraints) {
    if (constraint.kind !== "foreign key" && !removal.relations.has(table.id))
      add(tableById(model, table.id), users);
  }
  for (const id of removal.relations) {
    const relation = model.relations.get(id);
    if (relation?.kind === "index" && !removal.relations.has(relation.table)) {
      add(tableById(model, relation.table), users);
    }
  }
  for (const part of [
    ...removal.policies,
    ...removal.triggers,
    ...removal.rules,
    ...removal.defaults,
    ...removal.columns,
  ]) {
    add(tableById(model, part.table), users);
  }
  return [...works.values()];
}

const DESTROYED = {
  table: "table",
  "partitioned table": "table",
  "foreign table": "table",
  view: "view",
  "materialized view": "materialized view",
  index: "index",
  sequence: "sequence",
} as const;

/** Tells what goes besides the roots: each thing by name, as going by cascade. */
export function reportRemoval(deriver: Deriver, removal: Removal, roots: ReadonlySet<RelationId>): void {
  const { model } = deriver;
  for (const id of removal.relations) {
    const relation = model.relations.get(id);
    if (!relation || roots.has(id) || isPartOfRemoved(deriver, removal, relation)) continue;
    reportRelation(deriver, relation, true);
  }
  for (const { table, column } of removal.columns) {
    const owner = tableById(model, table);
    if (!owner || removal.relations.has(table)) continue;
    reportColumn(deriver, table, column, true);
  }
  for (const { table, constraint } of removal.constraints) {
    if (removal.relations.has(table.id) || roots.has(table.id)) continue;
    if (removal.columns.some((it) => it.table === table.id && constraint.columns.includes(it.column)))
      continue;
    deriver.destroy({
      what: "constraint",
      relation: qualifiedName(table),
      name: constraint.name,
      cascade: true,
      isNew: isNewRelation(model, table),
    });
  }
  for (const [what, parts] of [
    ["trigger", removal.triggers],
    ["policy", removal.policies],
  ] as const) {
    for (const { table, name } of parts) {
      const owner = tableById(model, table);
      if (!owner || removal.relations.has(table)) continue;
      const relation = qualifiedName(owner);
      deriver.destroy({ what, relation, name, cascade: true, isNew: isNewRelation(model, owner) });
    }
  }
  for (const id of removal.types) {
    const type = model.types.get(id);
    if (type) reportNamed(deriver, "type", qualifiedName(type), type.born === model.change);
  }
  for (const key of removal.routines) reportNamed(deriver, "function", key, false);
}

function reportNamed(deriver: Deriver, what: "type" | "function", name: string, isNew: boolean): void {
  deriver.destroy({ what, relation: null, name, cascade: true, isNew });
  deriver.breaks({ ...breakOf(what, "dropped"), relation: null, name, isNew });
}

/** An index or sequence that goes with its table is no loss of its own. */
function isPartOfRemoved({ model }: Deriver, removal: Removal, relation: Relation): boolean {
  if (relation.kind === "index") {
    if (removal.relations.has(relation.table)) return true;
    // With the column goes what was on that column alone.
    const own = relation.keys.length + relation.include.length;
    const isOnColumn = own === 1 && removal.columns.some(({ table }) => table === relation.table);
    return isOnColumn || relation.constraint !== null;
  }
  if (relation.kind !== "sequence" || !relation.ownedBy) return false;
  const { table, column } = relation.ownedBy;
  return (
    removal.relations.has(table) ||
    removal.columns.some((it) => it.table === table && it.column === column) ||
    !tableById(model, table)
  );
}

export function reportRelation(deriver: Deriver, relation: Relation, cascade: boolean): void {
  const name = qualifiedName(relation);
  const what = DESTROYED[relation.kind];
  const isNew = isNewRelation(deriver.model, relation);
  deriver.destroy({
    what,
    relation: isTable(relation) && what === "table" ? name : null,
    name,
    cascade,
    isNew,
  });
  if (what !== "index" && relation.renamed !== deriver.model.change) {
    const broken = breakOf(relation.kind === "foreign table" ? relation.kind : what, "dropped");
    deriver.breaks({ ...broken, relation: what === "table" ? name : null, name, isNew });
  }
}

export function reportColumn(deriver: Deriver, id: RelationId, number: number, cascade: boolean): void {
  const table = tableById(deriver.model, id);
  const column = table ? columnAt(table, number) : undefined;
  if (!table || !column) return;
  const { name: relation, isNew } = tableSubject(deriver.model, table);
  const fresh = column.born === deriver.model.change;
  const unheard = fresh || column.renamed === deriver.model.change;
  deriver.destroy({ what: "column", relation, name: column.name, cascade, isNew: isNew || fresh });
  deriver.breaks({ ...breakOf("column", "dropped"), relation, name: column.name, isNew: isNew || unheard });
}

/** Without CASCADE something that depends on it makes the statement fail; said when the model is sure of it. */
export function blocked(
  deriver: Deriver,
  { blockers }: Removal,
  subject: string,
  place: Place | null,
): boolean {
  if (blockers.length === 0) return false;
  const text = "cannot drop %s because other objects depend on it: %s";
  refuse(deriver, place, text, subject, blockers.map(({ object, name }) => `${object} ${name}`).join(", "));
  return true;
}
