/** Indexes: those of CREATE INDEX and those behind constraints, on partitions too. */

import {
  as,
  type IndexElem,
  type IndexStmt,
  isOnly,
  type Node,
  nameParts,
  treeText,
} from "../../sql/nodes.ts";
import { readExpression } from "./expression.ts";
import { childrenOf, columnOf, indexesOf } from "./lookup.ts";
import type { SchemaModel } from "./model.ts";
import { chooseRelationName, joinColumnNames, truncateName } from "./names.ts";
import { putRelation } from "./put-relation.ts";
import type { Index, IndexKey, Table } from "./relation.ts";

export function keysOf(elements: readonly Node[] | undefined, table: Table): IndexKey[] {
  return (elements ?? []).flatMap((node) => keyOf(as(node, "IndexElem"), table) ?? []);
}

function keyOf(element: IndexElem | undefined, table: Table): IndexKey | null {
  if (!element) return null;
  if (element.expr) return { expression: readExpression(element.expr, table.columns, table.name) };
  const column = columnOf(table, element.name ?? "");
  if (!column) return null;
  return {
    column: column.number,
    operatorClass: nameParts(element.opclass).at(-1) ?? null,
    collation: nameParts(element.collation).at(-1) ?? null,
  };
}

/** The part of a made-up index name that speaks of its keys: columns by name, an expression as its function or "expr". */
export function keyNamesOf(elements: readonly Node[] | undefined): string[] {
  return numbered(
    (elements ?? []).map((node) => {
      const element = as(node, "IndexElem");
      return element?.name ?? expressionName(element?.expr);
    }),
  );
}

function numbered(wanted: readonly string[]): string[] {
  const names: string[] = [];
  for (const one of wanted) {
    let name = one;
    for (let pass = 1; names.includes(name); pass++) name = `${one}${pass}`;
    names.push(name);
  }
  return names;
}

/** FigureIndexColname: a call is named for its function, anything without a name is "expr". */
function expressionName(node: Node | undefined): string {
  const call = as(node, "FuncCall");
  if (call) return nameParts(call.funcname).at(-1) ?? "expr";
  const cast = as(node, "TypeCast");
  if (cast) {
    const inner = expressionName(cast.arg);
    return inner === "expr" ? (nameParts(cast.typeName?.names).at(-1) ?? "expr") : inner;
  }
  const collated = as(node, "CollateClause");
  if (collated) return expressionName(collated.arg);
  const fields = as(node, "ColumnRef")?.fields;
  if (fields) return nameParts(fields).at(-1) ?? "expr";
  if (as(node, "CoalesceExpr")) return "coalesce";
  if (as(node, "CaseExpr")) return "case";
  return "expr";
}

type Definition = Omit<Index, "id" | "kind" | "schema" | "born" | "renamed" | "table" | "valid">;

/** Puts the index into the model; with `recurse` also those of the partitions, without which it is not valid. */
export function putIndex(model: SchemaModel, table: Table, definition: Definition, recurse = true): Index {
  const partitions = table.kind === "partitioned table" ? childrenOf(model, table.id) : [];
  const { name, keys, include, predicate, unique, primary, nullsNotDistinct, method, constraint, parent } =
    definition;
  const index: Index = putRelation(model, {
    id: model.nextId++,
    kind: "index",
    schema: table.schema,
    name,
    born: model.change,
    table: table.id,
    keys,
    include,
    predicate,
    unique,
    primary,
    nullsNotDistinct,
    valid: recurse || partitions.length === 0,
    method,
    constraint,
    parent,
  } satisfies Index);
  if (recurse) for (const child of partitions) inheritIndex(model, index, table, child);
  return index;
}

/** The partition gets the index of its parent: one that it has already is attached, else one is made. */
export function inheritIndex(model: SchemaModel, index: Index, parent: Table, child: Table): Index {
  const keys = index.keys.map((key) => translate(key, parent, child));
  const same = matchingIndex(model, index, keys, child);
  if (same) return putRelation(model, { ...same, parent: index.id });
  const columns = numbered(
    [...index.keys, ...index.include.map((column) => ({ column }))].map((key) =>
      "column" in key
        ? (parent.columns.find(({ number }) => number === key.column)?.name ?? "expr")
        : expressionName(key.expression.node),
    ),
  );
  const ofConstraint = index.primary ? "pkey" : index.unique ? "key" : "excl";
  const label = index.constraint === null ? "idx" : ofConstraint;
  const name = chooseRelationName(
    model,
    child.schema,
    child.name,
    label === "pkey" ? null : joinColumnNames(columns),
    label,
  );
  return putIndex(model, child, {
    ...index,
    name,
    keys,
    parent: index.id,
    constraint: index.constraint === null ? null : name,
  });
}

/** An index that the partition has and that fits the parent's: the same keys, uniqueness, predicate or none. */
export function matchingIndex(
  model: SchemaModel,
  index: Index,
  keys: readonly IndexKey[],
  child: Table,
): Index | undefined {
  return indexesOf(model, child.id).find(
    (candidate) =>
      candidate.parent === null &&
      candidate.valid &&
      candidate.unique === index.unique &&
      candidate.method === index.method &&
      (index.constraint === null || candidate.constraint !== null) &&
      treeText(candidate.keys.map(comparable)) === treeText(keys.map(comparable)) &&
      treeText(candidate.predicate?.node) === treeText(index.predicate?.node),
  );
}

function comparable(key: IndexKey): unknown {
  return "column" in key ? [key.column, key.operatorClass, key.collation] : key.expression.node;
}

/** The key of a parent's index in the numbers of the child's columns. */
export function translate(key: IndexKey, parent: Table, child: Table): IndexKey {
  if (!("column" in key)) return key;
  const name = parent.columns.find(({ number }) => number === key.column)?.name ?? "";
  return { ...key, column: columnOf(child, name)?.number ?? key.column };
}

function constraintNames(table: Table): string[] {
  return table.constraints.map((constraint) => constraint.name);
}

/** The name that CREATE INDEX gives, written or made up. */
export function indexName(model: SchemaModel, table: Table, statement: IndexStmt): string {
  const middle = joinColumnNames(
    keyNamesOf([...(statement.indexParams ?? []), ...(statement.indexIncludingParams ?? [])]),
  );
  return truncateName(
    statement.idxname ??
      chooseRelationName(model, table.schema, table.name, middle, "idx", constraintNames(table)),
  );
}

export function addIndex(model: SchemaModel, table: Table, statement: IndexStmt): Index {
  const definition: Definition = {
    name: indexName(model, table, statement),
    keys: keysOf(statement.indexParams, table),
    include: (statement.indexIncludingParams ?? []).flatMap(
      (node) => columnOf(table, as(node, "IndexElem")?.name ?? "")?.number ?? [],
    ),
    predicate: statement.whereClause
      ? readExpression(statement.whereClause, table.columns, table.name)
      : null,
    unique: statement.unique === true,
    primary: false,
    nullsNotDistinct: statement.nulls_not_distinct === true,
    method: statement.accessMethod ?? "btree",
    constraint: null,
    parent: null,
  };
  return putIndex(model, table, definition, !isOnly(statement.relation));
}
