/** Constraints, as CREATE TABLE and ALTER TABLE define them, in the model. */

import { type Constraint as ConstraintNode, nameParts, present } from "../../sql/nodes.ts";
import { changeColumn, ensureColumn, ensureTable } from "../schema/define.ts";
import { columnNamesIn, readExpression } from "../schema/expression.ts";
import { findRelation, tableById } from "../schema/find-relation.ts";
import { keysOf, putIndex } from "../schema/index-definition.ts";
import { attachedTo, childrenOf, columnNames, columnOf, primaryKeyOf } from "../schema/lookup.ts";
import type { SchemaModel } from "../schema/model.ts";
import { chooseConstraintName, chooseRelationName, joinColumnNames, truncateName } from "../schema/names.ts";
import { putRelation, updateTable } from "../schema/put-relation.ts";
import type { ColumnNumber, Constraint, Index, RelationId, Table } from "../schema/relation.ts";
import { type KeyConstraint, type KeyDefinition, readKey } from "./key-definition.ts";

type Define = (model: SchemaModel, table: Table, node: ConstraintNode, inline: string | null) => void;

/** DEFAULT, GENERATED, IDENTITY and the attributes are read with the column that they stand in. */
const DEFINE: { readonly [T in NonNullable<ConstraintNode["contype"]>]?: Define } = {
  CONSTR_CHECK: defineCheck,
  CONSTR_NOTNULL: defineNotNull,
  CONSTR_PRIMARY: defineKey,
  CONSTR_UNIQUE: defineKey,
  CONSTR_EXCLUSION: defineKey,
  CONSTR_FOREIGN: defineForeignKey,
};

/** Puts a constraint into its table; `inline` names the column in whose definition it stands. */
export function defineConstraint(
  model: SchemaModel,
  id: RelationId,
  node: ConstraintNode,
  inline: string | null = null,
): void {
  const table = tableById(model, id);
  const define = node.contype === undefined ? undefined : DEFINE[node.contype];
  if (!table || !define) return;
  if (table.constraints.some((it) => it.name === node.conname)) return;
  for (const name of [...keyNames(node, inline), ...checkedNames(table, node)]) ensureColumn(model, id, name);
  const ready = tableById(model, id);
  if (ready) define(model, ready, node, inline);
}

function keyNames(node: ConstraintNode, inline: string | null): string[] {
  if (inline !== null) return [inline];
  return nameParts(node.contype === "CONSTR_FOREIGN" ? node.fk_attrs : node.keys);
}

/** Columns that a CHECK mentions: what it proves of them holds where nothing else is known of the table. */
function checkedNames({ name: table }: Table, { contype, raw_expr }: ConstraintNode): string[] {
  if (contype !== "CONSTR_CHECK") return [];
  return [...columnNamesIn(raw_expr)].filter((name) => name !== "*" && name !== table);
}

function numbersOf(table: Table, names: readonly string[]): ColumnNumber[] {
  return names.flatMap((name) => columnOf(table, name)?.number ?? []);
}

function pushConstraint(model: SchemaModel, table: Table, constraint: Constraint): void {
  updateTable(model, table.id, { constraints: [...table.constraints, constraint] });
}

function blankConstraint(
  model: SchemaModel,
  node: ConstraintNode,
  kind: Constraint["kind"],
  name: string,
): Constraint {
  return {
    name: truncateName(name),
    kind,
    columns: [],
    valid: !node.skip_validation,
    enforced: true,
    noInherit: node.is_no_inherit === true,
    deferrable: node.deferrable === true,
    deferred: node.initdeferred === true,
    expression: null,
    index: null,
    references: null,
    born: model.change,
  };
}

type NamedTable = Pick<Table, "name" | "constraints">;

/** The name of a CHECK, written or made up: with its column, if it mentions one alone. */
export function checkName(table: NamedTable, { conname, raw_expr }: ConstraintNode): string {
  const [only = null, more] = columnNamesIn(raw_expr);
  const column = more === undefined && only !== "*" && only !== table.name ? only : null;
  return conname ?? chooseConstraintName(table, column, "check");
}

export function foreignKeyName(table: NamedTable, node: ConstraintNode, columns: readonly string[]): string {
  return node.conname ?? chooseConstraintName(table, joinColumnNames(columns), "fkey");
}

function defineCheck(model: SchemaModel, table: Table, node: ConstraintNode): void {
  const expression = readExpression(present(node.raw_expr), table.columns, table.name);
  const name = checkName(table, node);
  const enforced = node.is_enforced === true;
  pushConstraint(model, table, {
    ...blankConstraint(model, node, "check", name),
    enforced,
    valid: enforced && !node.skip_validation,
    columns: expression.columns,
    expression,
  });
  if (node.is_no_inherit) return;
  for (const child of childrenOf(model, table.id))
    defineConstraint(model, child.id, { ...node, conname: name });
}

function defineNotNull(model: SchemaModel, table: Table, node: ConstraintNode, inline: string | null): void {
  const notNull = node.skip_validation ? "not valid" : "yes";
  const names = keyNames(node, inline);
  for (const number of numbersOf(table, names)) {
    changeColumn(model, table.id, number, { notNull, notNullName: node.conname ?? null });
  }
  if (node.is_no_inherit) return;
  for (const child of childrenOf(model, table.id))
    if (names.every((name) => columnOf(child, name))) defineNotNull(model, child, node, inline);
}

function defineKey(model: SchemaModel, table: Table, node: ConstraintNode, inline: string | null): void {
  const key = readKey(node as KeyConstraint, inline);
  const index = node.indexname
    ? takeIndex(model, table, node.indexname, node.conname, key)
    : createIndex(model, table, node, key);
  const name = index?.name ?? node.conname ?? node.indexname ?? "";
  const constraint = blankConstraint(model, node, key.kind, name);
  if (!index) {
    pushConstraint(model, table, constraint);
    return;
  }
  const columns = columnsOf(index);
  const ready = tableById(model, table.id) ?? table;
  pushConstraint(model, ready, { ...constraint, columns, index: index.id });
  copyToPartitions(model, index.id, key.kind);
  if (key.kind !== "primary key") return;
  for (const number of columns) setNotNull(model, table.id, number);
}

function columnsOf({ keys }: Index): ColumnNumber[] {
  return keys.flatMap((key) => ("column" in key ? key.column : []));
}

/** A primary key's columns are NOT NULL, in partitions, too. */
function setNotNull(model: SchemaModel, id: RelationId, number: ColumnNumber): void {
  const column = tableById(model, id)?.columns.find((one) => one.number === number);
  if (column?.notNull !== "yes") changeColumn(model, id, number, { notNull: "yes" });
  const name = column?.name ?? "";
  for (const child of childrenOf(model, id)) {
    const same = columnOf(child, name);
    if (same) setNotNull(model, child.id, same.number);
  }
}

/** The partitions' indexes back constraints of their own. */
function copyToPartitions(model: SchemaModel, parent: RelationId, kind: Constraint["kind"]): void {
  for (const index of attachedTo(model, parent)) {
    if (index.constraint === null) continue;
    const table = tableById(model, index.table);
    if (!table || table.constraints.some((it) => it.index === index.id)) continue;
    const blank = blankConstraint(model, {}, kind, index.name);
    pushConstraint(model, table, { ...blank, columns: columnsOf(index), index: index.id });
    copyToPartitions(model, index.id, kind);
  }
}

/** The index behind a new key. */
function createIndex(model: SchemaModel, table: Table, node: ConstraintNode, key: KeyDefinition): Index {
  const { kind, label, middle } = key;
  const taken = table.constraints.map((constraint) => constraint.name);
  const name = truncateName(
    node.conname ?? chooseRelationName(model, table.schema, table.name, middle, label, taken),
  );
  return putIndex(model, table, {
    name,
    keys: keysOf(key.elements, table),
    include: numbersOf(table, key.include),
    predicate: node.where_clause ? readExpression(node.where_clause, table.columns, table.name) : null,
    unique: kind !== "exclude",
    primary: kind === "primary key",
    nullsNotDistinct: node.nulls_not_distinct === true,
    method: node.access_method ?? "btree",
    constraint: name,
    parent: null,
  });
}

/** ADD CONSTRAINT … USING INDEX: the index becomes the constraint's and takes its name. */
function takeIndex(
  model: SchemaModel,
  table: Table,
  indexName: string,
  written: string | undefined,
  { kind }: KeyDefinition,
): Index | undefined {
  const found = findRelation(model, { schemaname: table.schema, relname: indexName });
  if (found?.kind !== "index") return undefined;
  const name = written ?? found.name;
  return putRelation(model, { ...found, name, constraint: name, primary: kind === "primary key" });
}

function defineForeignKey(
  model: SchemaModel,
  table: Table,
  node: ConstraintNode,
  inline: string | null,
): void {
  const names = keyNames(node, inline);
  const name = foreignKeyName(table, node, names);
  const target = ensureTable(model, present(node.pktable));
  const written = nameParts(node.pk_attrs);
  for (const column of written) ensureColumn(model, target.id, column);
  const referenced = tableById(model, target.id) ?? target;
  const own = tableById(model, table.id) ?? table;
  const enforced = node.is_enforced === true;
  pushConstraint(model, own, {
    ...blankConstraint(model, node, "foreign key", name),
    enforced,
    valid: enforced && !node.skip_validation,
    columns: numbersOf(own, names),
    references: {
      table: target.id,
      columns:
        written.length > 0 ? numbersOf(referenced, written) : (primaryKeyOf(referenced)?.columns ?? []),
      actions: { onDelete: node.fk_del_action ?? "a", onUpdate: node.fk_upd_action ?? "a" },
    },
  });
  if (own.kind !== "partitioned table") return;
  for (const child of childrenOf(model, table.id))
    defineConstraint(model, child.id, { ...node, conname: name }, inline);
}

/** A constraint or trigger of one table for another one, whose columns of the same names may have other numbers. */
export function copyFor<T extends { readonly columns: readonly ColumnNumber[] }>(
  part: T,
  source: Table,
  table: Table,
): T {
  return { ...part, columns: numbersOf(table, columnNames(source, part.columns)) };
}

/** The constraint of the copied index, under the copy's name. */
export function copyKey(
  model: SchemaModel,
  id: RelationId,
  source: Table,
  constraint: string | null,
  name: string,
  index: RelationId,
): void {
  const original = source.constraints.find((it) => it.name === constraint);
  const table = tableById(model, id);
  const backing = model.relations.get(index);
  if (!original || !table || constraint === null || backing?.kind !== "index") return;
  pushConstraint(model, table, { ...original, name, index, columns: columnsOf(backing) });
}
