/** The table that CREATE TABLE, in any of its forms, puts into the schema model. */

import {
  allOf,
  as,
  type CreateStmt,
  type IntoClause,
  type Node,
  nameParts,
  present,
  type RangeVar,
  type TableLikeClause,
} from "../../sql/nodes.ts";
import { blankTable, ensureTable } from "../schema/define.ts";
import { creationName, findTable, relationAt, tableById } from "../schema/find-relation.ts";
import { inheritIndex } from "../schema/index-definition.ts";
import { columnOf, indexesOf } from "../schema/lookup.ts";
import type { SchemaModel } from "../schema/model.ts";
import { putRelation, removeRelation, updateTable } from "../schema/put-relation.ts";
import { readQuery } from "../schema/query.ts";
import { queryColumns } from "../schema/query-columns.ts";
import { type Column, isTable, qualifiedName, type RelationId, type Table } from "../schema/relation.ts";
import { findTypeByParts } from "../schema/type-names.ts";
import { addSequence, defineColumn } from "./column-definition.ts";
import { copyFor, copyKey, defineConstraint } from "./constraint-definition.ts";
import { putPartition } from "./partition.ts";

/** Bits of TableLikeClause.options (parsenodes.h). */
const LIKE = { constraints: 4, defaults: 8, generated: 16, identity: 32, indexes: 64 } as const;

/** The name has a relation: the statement does nothing or fails. One that was only mentioned may be meant. */
export function isTaken(model: SchemaModel, input: RangeVar, ifNotExists: boolean | undefined): boolean {
  const found = relationAt(model, qualifiedName(creationName(model, input)));
  return found !== undefined && (ifNotExists === true || !isTable(found) || found.known);
}

/** Takes the place of whatever had the name: a statement that would fail on it is judged elsewhere. */
function putTable(model: SchemaModel, table: Table): Table {
  const before = relationAt(model, qualifiedName(table));
  if (before) removeRelation(model, before);
  return putRelation(model, before ? { ...table, born: Math.min(before.born, table.born) } : table);
}

/** Puts the table with all that the statement defines of it; `kind` … `born`: what differs from a plain new table. */
export function defineTable(
  model: SchemaModel,
  statement: CreateStmt,
  own: Pick<Table, "kind"> & Partial<Pick<Table, "server" | "accessMethod" | "born">>,
): void {
  const { id } = putTable(model, { ...blankTable(model, present(statement.relation)), ...own });
  const elements = statement.tableElts ?? [];
  const parents = allOf(statement.inhRelations, "RangeVar").map((parent) => ensureTable(model, parent).id);
  const { partbound: bound, partspec } = statement;
  ofType(model, id, statement);
  for (const parent of parents) copyColumns(model, id, parent, "all");
  for (const node of elements) {
    const column = as(node, "ColumnDef");
    if (column) defineColumn(model, id, column, false);
    const like = as(node, "TableLikeClause");
    if (like) copyLike(model, id, like);
  }
  for (const constraint of allOf([...elements, ...(statement.constraints ?? [])], "Constraint"))
    defineConstraint(model, id, constraint);
  const [parent] = parents;
  if (bound && parent !== undefined) putPartition(model, parent, id, bound);
  else updateTable(model, id, { inherits: parents });
  if (!partspec) return;
  const table = tableById(model, id);
  const columns = allOf(partspec.partParams, "PartitionElem").flatMap(
    ({ name = "" }) => columnOf(table, name)?.number ?? [],
  );
  updateTable(model, id, { partitionKey: { strategy: partspec.strategy ?? "", columns } });
}

/** CREATE TABLE … OF type: the type's attributes are its columns. */
function ofType(model: SchemaModel, id: RelationId, statement: CreateStmt): void {
  if (!statement.ofTypename) return;
  const type = findTypeByParts(model, nameParts(statement.ofTypename.names));
  if (type?.kind !== "composite") return;
  updateTable(model, id, { ofType: type.id, columns: type.columns, nextColumn: type.columns.length + 1 });
}

function copyColumns(model: SchemaModel, id: RelationId, from: RelationId, what: "all" | number): void {
  const source = tableById(model, from);
  const table = tableById(model, id);
  if (!source || !table) return;
  const has = (bit: number) => what === "all" || (what & bit) !== 0;
  let next = table.nextColumn;
  const copied = source.columns
    .filter((column) => !columnOf(table, column.name))
    .map(
      (column): Column => ({
        ...column,
        number: next++,
        born: model.change,
        default: has(LIKE.defaults) ? column.default : "none",
        generated: has(LIKE.generated) ? column.generated : null,
        identity: what !== "all" && has(LIKE.identity) ? column.identity : null,
      }),
    );
  updateTable(model, id, {
    columns: [...table.columns, ...copied],
    nextColumn: next,
    known: table.known && source.known,
  });
  for (const column of copied) if (column.identity) addSequence(model, id, column);
  if (!has(LIKE.constraints)) return;
  const checks = source.constraints.filter((it) => it.kind === "check" && !(what === "all" && it.noInherit));
  const ready = tableById(model, id);
  if (!ready) return;
  const copies = checks.map((check) => copyFor(check, source, ready));
  updateTable(model, id, { constraints: [...ready.constraints, ...copies] });
}

function copyLike(model: SchemaModel, id: RelationId, like: TableLikeClause): void {
  const source = findTable(model, present(like.relation));
  if (!source) {
    updateTable(model, id, { known: false });
    return;
  }
  const options = like.options ?? 0;
  copyColumns(model, id, source.id, options);
  if ((options & LIKE.indexes) === 0) return;
  for (const index of indexesOf(model, source.id)) {
    const table = tableById(model, id);
    if (!table) return;
    const copy = inheritIndex(model, index, source, table);
    putRelation(model, { ...copy, parent: null });
    copyKey(model, id, source, index.constraint, copy.name, copy.id);
  }
}

/** CREATE TABLE AS, SELECT INTO and CREATE MATERIALIZED VIEW. */
export function defineTableAs(
  model: SchemaModel,
  into: IntoClause,
  query: Node | undefined,
  kind: "table" | "materialized view",
): void {
  const reads = readQuery(model, query);
  const view = kind === "materialized view";
  putTable(model, {
    ...blankTable(model, present(into.rel)),
    kind,
    ...queryColumns(model, query),
    filled: !into.skipData && reads.relations.some((relation) => !isEmptyAndNew(model, relation.id)),
    dependsOn: view ? reads.dependencies : [],
    functions: view ? reads.functions : [],
  });
}

/** A table made by this change into which no existing rows went. */
export function isEmptyAndNew(model: SchemaModel, id: RelationId): boolean {
  const table = tableById(model, id);
  return table !== undefined && table.born === model.change && !table.filled;
}
