/** What advice has to know of a table: how it stands before the statement runs. */

import type { Effect } from "../effect.ts";
import { relationAt } from "./find-relation.ts";
import { childrenOf, indexesOf } from "./lookup.ts";
import type { SchemaModel } from "./model.ts";
import { type Column, isTable, qualifiedName, type TableKind } from "./relation.ts";
import { type RowSecurityShape, rowSecurityShape } from "./row-security.ts";
import { typeText } from "./type-text.ts";

export interface TableShape {
  readonly kind: TableKind;
  /** False: columns and partners may be missing here. */
  readonly known: boolean;
  /** `schema.name` of its partitions or inheritance children, one level down. */
  readonly children: readonly string[];
  /** Columns that are NOT NULL. */
  readonly required: readonly string[];
  /** In the order in which they stand. */
  readonly columns: readonly ColumnShape[];
  /** Names of its constraints and indexes, without their schema. */
  readonly takenNames: readonly string[];
  readonly rowSecurity: RowSecurityShape;
}

export interface ColumnShape {
  readonly name: string;
  /** As it is written in SQL, with COLLATE where that is not the type's own; null: not known. */
  readonly type: string | null;
}

const WORK: ReadonlySet<Effect["kind"]> = new Set(["build", "rewrite", "scan", "change", "fail", "break"]);

/** By `schema.name`: the existing tables that a statement locks, where there is something to advise on. */
export function shapesOf(model: SchemaModel, effects: readonly Effect[]): ReadonlyMap<string, TableShape> {
  const shapes = new Map<string, TableShape>();
  if (!effects.some(({ kind }) => WORK.has(kind))) return shapes;
  for (const { kind, relation } of effects) {
    if ((kind !== "lock" && kind !== "fail") || relation === null || shapes.has(relation)) continue;
    const table = relationAt(model, relation);
    if (!isTable(table)) continue;
    add(model, shapes, relation);
  }
  return shapes;
}

function add(model: SchemaModel, shapes: Map<string, TableShape>, relation: string): void {
  const table = relationAt(model, relation);
  if (!isTable(table) || shapes.has(relation)) return;
  const children = childrenOf(model, table.id).map(qualifiedName);
  shapes.set(relation, {
    kind: table.kind,
    known: table.known,
    children,
    required: table.columns.filter(({ notNull }) => notNull === "yes").map(({ name }) => name),
    columns: table.columns.map((column) => columnShape(model, column)),
    takenNames: [...table.constraints, ...indexesOf(model, table.id)].map(({ name }) => name),
    rowSecurity: rowSecurityShape(model, table),
  });
  for (const child of children) add(model, shapes, child);
}

/** Of columns whose types no statement made: they stand unchanged in one version of their table after the other. */
const BUILT_IN = new WeakMap<Column, ColumnShape>();

function columnShape(model: SchemaModel, column: Column): ColumnShape {
  const known = BUILT_IN.get(column);
  if (known !== undefined) return known;
  const { name, type, collation } = column;
  const shape = { name, type: type && typeText(model, type, collation) };
  if (type === null || type.id === null) BUILT_IN.set(column, shape);
  return shape;
}
