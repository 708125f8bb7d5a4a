/**
 * What running code can no longer do although every name is still there: a privilege, its rows, a replica identity, a
 * column that a trigger names. Told by comparing the schema before and after a statement, for many kinds of statement
 * can take each of these.
 */

import { as, kindOf, type Node, type NodeKind } from "../sql/nodes.ts";
import { type Break, breakOf } from "./breaks.ts";
import type { Deriver } from "./deriver.ts";
import type { BreakEffect } from "./effect.ts";
import { relationBefore } from "./schema/before.ts";
import { findTable, relationAt, tableById } from "./schema/find-relation.ts";
import { granteesOf, privilegesOf, relationKey, schemaKey } from "./schema/grants.ts";
import { columnOf } from "./schema/lookup.ts";
import { type SchemaModel, trialOf } from "./schema/model.ts";
import { isTable, qualifiedName, type Relation, type Table } from "./schema/relation.ts";
import { hasIdentity, publishers } from "./schema/replica-identity.ts";
import { columnsInBodies } from "./schema/routine-columns.ts";
import { hidesRows } from "./schema/row-security.ts";
import { fieldsOf } from "./schema/trigger.ts";
import { applyStatement } from "./statements/statements.ts";

interface Fault extends Break {
  readonly relation: string | null;
  readonly name: string;
}

const KINDS: ReadonlySet<NodeKind> = new Set<NodeKind>([
  "AlterTableStmt",
  "DropStmt",
  "RenameStmt",
  "GrantStmt",
  "GrantRoleStmt",
  "AlterPolicyStmt",
  "CreatePublicationStmt",
  "AlterPublicationStmt",
  "CreateFunctionStmt",
]);

/** Tells what the statement takes; nothing is asked of a schema that has none of it. */
export function reportIndirectBreaks(deriver: Deriver, node: Node): void {
  const { model, context } = deriver;
  reportUnidentified(deriver, node);
  if (!KINDS.has(kindOf(node)) || !(hasAny(model) || switchesOn(node) || takesColumnOfBody(model, node)))
    return;
  const after = trialOf(model);
  applyStatement(after, node, context);
  const known = new Set(faultsOf(model).map(keyOf));
  for (const fault of faultsOf(after)) {
    if (!known.has(keyOf(fault))) deriver.breaks({ ...fault, isNew: false });
  }
}

/** A table that a publication has as soon as it is made, without a key by which subscribers find its rows. */
function reportUnidentified(deriver: Deriver, node: Node): void {
  const { model, context } = deriver;
  const isForNew = [...model.publications.values()].some(({ all, schemas }) => all || schemas.length > 0);
  const range = as(node, "CreateStmt")?.relation;
  if (!isForNew || range === undefined) return;
  const after = trialOf(model);
  applyStatement(after, node, context);
  const table = findTable(after, range);
  if (!table || findTable(model, range) || !lacksIdentity(after, table)) return;
  const at = qualifiedName(table);
  const broken = breakOf("replica identity", "lacking");
  deriver.include([{ kind: "break", ...broken, relation: at, name: at, isNew: true, evidence: "catalogue" }]);
}

function lacksIdentity(model: SchemaModel, table: Table): boolean {
  const isPublished = publishers(model, table).some(({ changes }) => changes);
  return isPublished && table.persistence === "permanent" && !hasIdentity(model, table);
}

/** Of a table of which nothing else is known. */
const SWITCHES: ReadonlySet<string> = new Set([
  "AT_EnableRowSecurity",
  "AT_ForceRowSecurity",
  "AT_ReplicaIdentity",
  "AT_DisableTrig",
  "AT_DisableTrigAll",
  "AT_DisableTrigUser",
  "AT_EnableReplicaTrig",
  "AT_DisableRule",
  "AT_AlterConstraint",
]);

function switchesOn(node: Node): boolean {
  if (as(node, "CreatePublicationStmt")) return true;
  return (as(node, "AlterTableStmt")?.cmds ?? []).some((it) => {
    return SWITCHES.has(as(it, "AlterTableCmd")?.subtype ?? "");
  });
}

function takesColumnOfBody({ routines }: SchemaModel, node: Node): boolean {
  if (routines.size === 0) return false;
  if (as(node, "RenameStmt")?.renameType === "OBJECT_COLUMN") return true;
  return (as(node, "AlterTableStmt")?.cmds ?? []).some(
    (it) => as(it, "AlterTableCmd")?.subtype === "AT_DropColumn",
  );
}

function hasAny(model: SchemaModel): boolean {
  if (model.grants.size > 0) return true;
  for (const { tables } of model.publications.values()) if (tables) return true;
  for (const id of model.leads.guarded) {
    const table = tableById(model, id);
    if (table && (table.triggers.length > 0 || table.rowSecurity.enabled)) return true;
  }
  return false;
}

function keyOf({ object, change, relation, name }: Fault): string {
  return JSON.stringify([object, change, relation, name]);
}

/** Whether it is so when the whole change has run. */
export function hasIndirectBreak(model: SchemaModel, effect: BreakEffect): boolean {
  if (effect.isNew) {
    const table = relationAt(model, effect.relation ?? "");
    return isTable(table) && lacksIdentity(model, table);
  }
  return faultsOf(model).some((it) => keyOf(it) === keyOf(effect));
}

function faultsOf(model: SchemaModel): Fault[] {
  const faults: Fault[] = [];
  for (const relation of model.relations.values()) {
    if (relation.born === model.change || relation.kind === "index") continue;
    const before = relationBefore(model, relation.id);
    if (!before) continue;
    const at = qualifiedName(before);
    const isAsBefore = relation === before && model.grants === model.before.grants;
    if (!isAsBefore) faults.push(...accessFaults(model, relation, before, at));
    if (!isTable(relation) || !isTable(before)) continue;
    faults.push(...replicationFaults(model, relation, before, at));
    faults.push(...enforcementFaults(relation, before, at));
    faults.push(...triggerFaults(model, relation, before, at));
    faults.push(...routineFaults(model, relation, before, at));
  }
  return faults;
}

const USES: Readonly<Record<string, readonly string[]>> = {
  sequence: ["usage", "select", "update"],
  table: ["select", "insert", "update", "delete"],
};

/** The roles that were granted something when the change began. */
function accessFaults(model: SchemaModel, relation: Relation, before: Relation, at: string): Fault[] {
  const then = { ...model, grants: model.before.grants };
  const roles = granteesOf(then, before).filter((role) => role !== "public");
  const uses = USES[relation.kind === "sequence" ? "sequence" : "table"] ?? [];
  const faults = roles.flatMap((role): Fault[] => {
    const [had, has] = [then, model].map((it) => privilegesOf(it, relationKey(relation), role));
    const key = schemaKey(relation.schema);
    const [mightEnter, mayEnter] = [then, model].map((it) => privilegesOf(it, key, role).has("usage"));
    const lost = [...(had ?? [])].some(
      (it) => isUse(it, uses) && !has?.has(it) && !has?.has(it.split(" ")[0] ?? ""),
    );
    if (lost || (mightEnter && !mayEnter))
      return [{ ...breakOf("privilege", "revoked"), relation: at, name: role }];
    if (!isTable(relation) || !isTable(before)) return [];
    const hidden = uses.some(
      (use) => has?.has(use) && hidesRows(model, relation, role, use) && !hidesRows(then, before, role, use),
    );
    return hidden ? [{ ...breakOf("rows", "hidden"), relation: at, name: role }] : [];
  });
  if (!isTable(relation) || !isTable(before)) return faults;
  const owns = (it: SchemaModel, table: Table) => uses.some((use) => hidesRows(it, table, null, use));
  if (owns(model, relation) && !owns(then, before)) {
    faults.push({ ...breakOf("rows", "hidden from the owner"), relation: at, name: at });
  } else if (roles.length === 0 && hidesAll(relation) && !hidesAll(before)) {
    faults.push({ ...breakOf("rows", "hidden from other roles"), relation: at, name: at });
  }
  return faults;
}

function isUse(privilege: string, uses: readonly string[]): boolean {
  return uses.includes(privilege.split(" ")[0] ?? "");
}

function hidesAll({ rowSecurity, policies }: Table): boolean {
  return rowSecurity.enabled && !policies.some(({ permissive }) => permissive);
}

function replicationFaults(model: SchemaModel, table: Table, before: Table, at: string): Fault[] {
  const then = { ...model, publications: model.before.publications };
  const fault = (broken: Break): Fault => ({ ...broken, relation: at, name: at });
  const isPublished = (it: SchemaModel, one: Table) => publishers(it, one).some(({ changes }) => changes);
  if (isPublished(model, table)) {
    if (hasIdentity(model, table)) return [];
    return [fault(breakOf("replica identity", isPublished(then, before) ? "lost" : "lacking"))];
  }
  if (publishers(then, before).length > 0 && publishers(model, table).length === 0) {
    return [fault(breakOf("table", "unpublished"))];
  }
  const isUnknown = publishers(model, table).length === 0;
  const givesUp = isUnknown && table.replicaIdentity === "nothing" && before.replicaIdentity !== "nothing";
  return givesUp ? [fault(breakOf("replica identity", "given up"))] : [];
}

function enforcementFaults(table: Table, before: Table, at: string): Fault[] {
  const disabled = table.disabled.filter((name) => !before.disabled.includes(name));
  const loose = table.constraints.filter(
    ({ name, enforced }) => !enforced && before.constraints.some((it) => it.name === name && it.enforced),
  );
  return [...disabled, ...loose.map(({ name }) => name)].map((name) => {
    return { ...breakOf("enforcement", "disabled"), relation: at, name };
  });
}

/** NEW.total of a column that the table has no more: every INSERT or UPDATE fails (42703). */
function triggerFaults(model: SchemaModel, table: Table, before: Table, at: string): Fault[] {
  const lost = lostColumns(table, before);
  if (lost.length === 0) return [];
  return table.triggers
    .filter(({ enabled }) => enabled)
    .flatMap((trigger) => fieldsOf(model, trigger) ?? [])
    .filter(({ name }) => lost.includes(name))
    .map(({ name }) => ({ ...breakOf("column", "used by a trigger"), relation: at, name }));
}

/** The body of a function names a column that the table has no more: it fails when it is called (42703). */
function routineFaults(model: SchemaModel, table: Table, before: Table, at: string): Fault[] {
  const lost = model.routines.size === 0 ? [] : lostColumns(table, before);
  if (lost.length === 0) return [];
  const then = { ...model, relations: new Map(model.relations).set(before.id, before) };
  return columnsInBodies(then, before, lost).map((name) => {
    return { ...breakOf("column", "used by a function"), relation: at, name };
  });
}

function lostColumns(table: Table, before: Table): string[] {
  if (!table.known || table.columns === before.columns) return [];
  return before.columns.flatMap(({ name }) => (columnOf(table, name) ? [] : [name]));
}
