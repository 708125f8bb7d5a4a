/** What an index is built on, for telling what building it costs. */
import { relationAt } from "./find-relation.ts";
import { columnAt, indexesOf } from "./lookup.ts";
import type { SchemaModel } from "./model.ts";
import { type Index, type IndexKey, isTable, qualifiedName, type Table } from "./relation.ts";

export interface IndexShape {
  /** `schema.name`. */
  readonly name: string;
  readonly method: string;
  readonly keys: readonly KeyShape[];
  /** It has a WHERE. */
  readonly isPartial: boolean;
}

export interface KeyShape {
  /** Null: an expression. */
  readonly column: string | null;
  /** Names of the functions of an expression. */
  readonly functions: readonly string[];
  /** pg_type.typname of a built-in type that is no array; null: another one, or not known. */
  readonly type: string | null;
  /** Of the index or the column; null: the type's own. */
  readonly collation: string | null;
  readonly operatorClass: string | null;
}

/** What work on a table has to keep up. */
export interface WorkShape {
  readonly indexes: readonly IndexShape[];
  /** An UPDATE runs a trigger for each row. */
  readonly hasUpdateTriggers: boolean;
}

/** Null: the table is not known. */
export function workShapeOf(model: SchemaModel, relation: string): WorkShape | null {
  const table = relationAt(model, relation);
  if (!isTable(table) || !table.known) return null;
  return {
    indexes: indexesOf(model, table.id).map((index) => shapeOf(index, table)),
    hasUpdateTriggers: table.triggers.some(
      ({ enabled, perRow, events }) => enabled && perRow && events.includes("UPDATE"),
    ),
  };
}

function shapeOf(index: Index, table: Table): IndexShape {
  return {
    name: qualifiedName(index),
    method: index.method,
    keys: index.keys.map((key) => keyShape(key, table)),
    isPartial: index.predicate !== null,
  };
}

function keyShape(key: IndexKey, table: Table): KeyShape {
  if (!("column" in key))
    return {
      column: null,
      functions: key.expression.functions,
      type: null,
      collation: null,
      operatorClass: null,
    };
  const column = columnAt(table, key.column);
  const type = column?.type ?? null;
  return {
    column: column?.name ?? null,
    functions: [],
    type: type === null || type.array || type.schema !== "pg_catalog" ? null : type.name,
    collation: key.collation ?? column?.collation ?? null,
    operatorClass: key.operatorClass,
  };
}
