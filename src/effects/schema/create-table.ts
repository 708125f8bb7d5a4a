/** CREATE TABLE in all its forms, applied to the model. */
import {
  as,
  type CreateForeignTableStmt,
  type CreateStmt,
  type CreateTableAsStmt,
  nameParts,
  type RangeVar,
  type TableLikeClause,
} from "../../sql/nodes.ts";
import { defineColumn } from "../statements/column-definition.ts";
import { copyKey, defineConstraint } from "../statements/constraint-definition.ts";
import { putPartition } from "../statements/partition.ts";
import { blankTable, ensureTable, existsAlready } from "./define.ts";
import { inheritIndex } from "./index-definition.ts";
import { columnOf, indexesOf } from "./lookup.ts";
import {
  creationName,
  findTable,
  putRelation,
  relationAt,
  removeRelation,
  type SchemaModel,
  tableById,
  updateTable,
} from "./model.ts";
import { readQuery } from "./query.ts";
import { queryColumns } from "./query-columns.ts";
import { type Column, isTable, qualifiedName, type RelationId, type Table } from "./relation.ts";
import { findTypeByParts } from "./type-names.ts";

/** Bits of TableLikeClause.options (parsenodes.h). */
const LIKE = { constraints: 4, defaults: 8, generated: 16, identity: 32, indexes: 64 } as const;

export function createTable(model: SchemaModel, statement: CreateStmt): void {
  if (!statement.relation) return;
  if (isTaken(model, statement.relation, statement.if_not_exists)) return;
  const partitioned = statement.partspec !== undefined;
  const table = begin(model, {
    ...blankTable(model, statement.relation),
    kind: partitioned ? "partitioned table" : "table",
    accessMethod: statement.accessMethod ?? null,
    // Whether IF NOT EXISTS did anything is not known: a table that may have been there is not new.
    ...(statement.if_not_exists && !model.complete ? { born: bornIfUnknown(model, statement) } : {}),
  });
  fill(model, table.id, statement);
}

/** The name has a relation: the statement does nothing or fails. One that was only mentioned may be meant. */
function isTaken(model: SchemaModel, input: RangeVar, ifNotExists: boolean | undefined): boolean {
  const found = relationAt(model, qualifiedName(creationName(model, input)));
  return found !== undefined && (ifNotExists === true || !isTable(found) || found.known);
}

function bornIfUnknown(model: SchemaModel, statement: CreateStmt): number {
  return statement.relation && existsAlready(model, statement.relation) === false ? model.change : 0;
}

/** Takes the place of whatever had the name: a statement that would fail on it is judged elsewhere. */
function begin(model: SchemaModel, table: Table): Table {
  const before = relationAt(model, qualifiedName(table));
  if (before) removeRelation(model, before);
  return putRelation(model, before ? { ...table, born: Math.min(before.born, table.born) } : table);
}

function fill(model: SchemaModel, id: RelationId, statement: CreateStmt): void {
  const elements = statement.tableElts ?? [];
  const parents = (statement.inhRelations ?? []).flatMap((node) => as(node, "RangeVar") ?? []);
  const bound = statement.partbound;
  ofType(model, id, statement);
  for (const parent of parents) copyColumns(model, id, ensureTable(model, parent).id, "all");
  for (const node of elements) {
    const column = as(node, "ColumnDef");
    if (column) defineColumn(model, id, column, false);
    const like = as(node, "TableLikeClause");
    if (like) copyLike(model, id, like);
  }
  for (const node of [...elements, ...(statement.constraints ?? [])]) {
    const constraint = as(node, "Constraint");
    if (constraint) defineConstraint(model, id, constraint);
  }
  const table = tableById(model, id);
  if (!table) return;
  const ids = parents.map((parent) => ensureTable(model, parent).id);
  const [parent] = ids;
  if (bound && parent !== undefined) {
    putPartition(model, parent, id, bound);
  } else updateTable(model, id, { inherits: ids });
  const params = (statement.partspec?.partParams ?? []).flatMap((node) => as(node, "PartitionElem") ?? []);
  if (statement.partspec) {
    const columns = params.flatMap((param) => columnOf(table, param.name ?? "")?.number ?? []);
    updateTable(model, id, { partitionKey: { strategy: statement.partspec.strategy ?? "", columns } });
  }
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
  if (!has(LIKE.constraints)) return;
  const checks = source.constraints.filter((it) => it.kind === "check" && !(what === "all" && it.noInherit));
  const ready = tableById(model, id);
  if (ready) updateTable(model, id, { constraints: [...ready.constraints, ...checks] });
}

function copyLike(model: SchemaModel, id: RelationId, like: TableLikeClause): void {
  if (!like.relation) return;
  const source = findTable(model, like.relation);
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

export function createForeignTable(model: SchemaModel, statement: CreateForeignTableStmt): void {
  const base = statement.base as CreateStmt | undefined;
  if (!base?.relation) return;
  if (isTaken(model, base.relation, base.if_not_exists)) return;
  const table = begin(model, {
    ...blankTable(model, base.relation),
    kind: "foreign table",
    server: statement.servername ?? null,
  });
  fill(model, table.id, base);
}

/** CREATE TABLE AS, SELECT INTO and CREATE MATERIALIZED VIEW. */
export function createTableAs(model: SchemaModel, statement: CreateTableAsStmt): void {
  const into = statement.into?.rel;
  if (!into) return;
  if (isTaken(model, into, statement.if_not_exists)) return;
  const reads = readQuery(model, statement.query);
  const view = statement.objtype === "OBJECT_MATVIEW";
  const skipped = statement.into?.skipData === true;
  begin(model, {
    ...blankTable(model, into),
    kind: view ? "materialized view" : "table",
    ...queryColumns(model, statement.query),
    filled: !skipped && reads.relations.some((relation) => !isEmptyAndNew(model, relation.id)),
    dependsOn: view ? reads.dependencies : [],
    functions: view ? reads.functions : [],
  });
}

/** A table made by this change into which no existing rows went. */
export function isEmptyAndNew(model: SchemaModel, id: RelationId): boolean {
  const table = tableById(model, id);
  return table !== undefined && table.born === model.change && !table.filled;
}
