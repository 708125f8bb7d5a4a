/** What a DROP takes along, told as effects: locks by role, and what is destroyed and broken by name. */

import type { Account, Work } from "../../account.ts";
import { breakOf } from "../../breaks.ts";
import type { LockRole } from "../../effect.ts";
import { type Place, refuse } from "../../refusals.ts";
import { isNewRelation, tableById } from "../../schema/find-relation.ts";
import type { Gone } from "../../schema/gone.ts";
import { columnAt } from "../../schema/lookup.ts";
import { isTable, qualifiedName, type Relation, type RelationId } from "../../schema/relation.ts";
import { roleBelow, subjectOf, tableSubject } from "../../subject.ts";

/**
 * The relations that a DROP locks besides those that it names, with their roles; `users` is the role of tables that
 * lose a column, default, trigger or policy.
 */
export function lockedByDrop(
  account: Account,
  gone: Gone,
  roots: ReadonlySet<RelationId>,
  users: LockRole = "dependent",
): Work[] {
  const { model } = account;
  const works = new Map<RelationId, Work>();
  const add = (relation: Relation | undefined, role: LockRole) => {
    if (!relation || roots.has(relation.id) || works.has(relation.id)) return;
    works.set(relation.id, { subject: subjectOf(model, relation), role });
  };
  for (const id of gone.relations) {
    const relation = model.relations.get(id);
    if (!isTable(relation)) continue;
    const view = relation.kind === "view" || relation.kind === "materialized view";
    add(relation, view ? "dependent" : roleBelow(relation));
  }
  for (const { table, constraint } of gone.constraints) {
    if (constraint.kind === "foreign key") {
      add(tableById(model, constraint.references?.table), "referenced");
      add(tableById(model, table.id), "referencing");
    }
  }
  for (const { table, constraint } of gone.constraints) {
    if (constraint.kind !== "foreign key" && !gone.relations.has(table.id))
      add(tableById(model, table.id), users);
  }
  for (const id of gone.relations) {
    const relation = model.relations.get(id);
    if (relation?.kind === "index" && !gone.relations.has(relation.table)) {
      add(tableById(model, relation.table), users);
    }
  }
  for (const part of [...gone.policies, ...gone.triggers, ...gone.rules, ...gone.defaults, ...gone.columns]) {
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
export function tellGone(account: Account, gone: Gone, roots: ReadonlySet<RelationId>): void {
  const { model } = account;
  for (const id of gone.relations) {
    const relation = model.relations.get(id);
    if (!relation || roots.has(id) || isOfGone(account, gone, relation)) continue;
    tellRelation(account, relation, true);
  }
  for (const { table, column } of gone.columns) {
    const owner = tableById(model, table);
    if (!owner || gone.relations.has(table)) continue;
    tellColumn(account, table, column, true);
  }
  for (const { table, constraint } of gone.constraints) {
    if (gone.relations.has(table.id) || roots.has(table.id)) continue;
    if (gone.columns.some((it) => it.table === table.id && constraint.columns.includes(it.column))) continue;
    account.destroy({
      what: "constraint",
      relation: qualifiedName(table),
      name: constraint.name,
      cascade: true,
      isNew: isNewRelation(model, table),
    });
  }
  for (const [what, parts] of [
    ["trigger", gone.triggers],
    ["policy", gone.policies],
  ] as const) {
    for (const { table, name } of parts) {
      const owner = tableById(model, table);
      if (!owner || gone.relations.has(table)) continue;
      const relation = qualifiedName(owner);
      account.destroy({ what, relation, name, cascade: true, isNew: isNewRelation(model, owner) });
    }
  }
  for (const id of gone.types) {
    const type = model.types.get(id);
    if (type) tellNamed(account, "type", qualifiedName(type), type.born === model.change);
  }
  for (const key of gone.routines) tellNamed(account, "function", key, false);
}

function tellNamed(account: Account, what: "type" | "function", name: string, isNew: boolean): void {
  account.destroy({ what, relation: null, name, cascade: true, isNew });
  account.breaks({ ...breakOf(what, "dropped"), relation: null, name, isNew });
}

/** An index or sequence that goes with its table is no loss of its own. */
function isOfGone({ model }: Account, gone: Gone, relation: Relation): boolean {
  if (relation.kind === "index") {
    if (gone.relations.has(relation.table)) return true;
    // With the column goes what was on that column alone.
    const own = relation.keys.length + relation.include.length;
    const isOnColumn = own === 1 && gone.columns.some(({ table }) => table === relation.table);
    return isOnColumn || relation.constraint !== null;
  }
  if (relation.kind !== "sequence" || !relation.ownedBy) return false;
  const { table, column } = relation.ownedBy;
  return (
    gone.relations.has(table) ||
    gone.columns.some((it) => it.table === table && it.column === column) ||
    !tableById(model, table)
  );
}

export function tellRelation(account: Account, relation: Relation, cascade: boolean): void {
  const name = qualifiedName(relation);
  const what = DESTROYED[relation.kind];
  const isNew = isNewRelation(account.model, relation);
  account.destroy({
    what,
    relation: isTable(relation) && what === "table" ? name : null,
    name,
    cascade,
    isNew,
  });
  if (what !== "index" && relation.renamed !== account.model.change) {
    const broken = breakOf(relation.kind === "foreign table" ? relation.kind : what, "dropped");
    account.breaks({ ...broken, relation: what === "table" ? name : null, name, isNew });
  }
}

export function tellColumn(account: Account, id: RelationId, number: number, cascade: boolean): void {
  const table = tableById(account.model, id);
  const column = table ? columnAt(table, number) : undefined;
  if (!table || !column) return;
  const { name: relation, isNew } = tableSubject(account.model, table);
  const fresh = column.born === account.model.change;
  const unheard = fresh || column.renamed === account.model.change;
  account.destroy({ what: "column", relation, name: column.name, cascade, isNew: isNew || fresh });
  account.breaks({ ...breakOf("column", "dropped"), relation, name: column.name, isNew: isNew || unheard });
}

/** Without CASCADE something that depends on it makes the statement fail; said when the model is sure of it. */
export function blocked(account: Account, { blockers }: Gone, subject: string, place: Place | null): boolean {
  if (blockers.length === 0) return false;
  const text = "cannot drop %s because other objects depend on it: %s";
  refuse(account, place, text, subject, blockers.map(({ object, name }) => `${object} ${name}`).join(", "));
  return true;
}
