/** Makes up a row from the values of its columns and from the rows that it may point to: pure. */
import { pointTo } from "./foreign-keys.ts";
import type { Row, RowPlan } from "./row.ts";
import type { Values } from "./scalar-values.ts";
import type { ColumnShape, ForeignKeyShape, TableShape } from "./table-shape.ts";

/** Columns that some checks tie together, and what they let stand in them together. */
export interface Tied {
  readonly columns: readonly string[];
  readonly choices: readonly (readonly (string | null)[])[];
}

export interface Ingredients {
  readonly table: TableShape;
  readonly values: ReadonlyMap<string, Values>;
  readonly tied: readonly Tied[];
  readonly differing: ReadonlySet<string>;
  /** Rows that a foreign key may point to; null: they are not made up yet. */
  readonly targets: (foreignKey: ForeignKeyShape) => readonly Row[] | null;
}

/** @param others the rows that the table has so far */
export function composeRow(ingredients: Ingredients, plan: RowPlan, others: readonly Row[]): Row {
  const { table, values, tied, targets } = ingredients;
  const row: Row = new Map();
  for (const one of tied) chooseTied(row, one, ingredients, plan, others);
  const keys = [...table.foreignKeys].sort((a, b) => b.columns.length - a.columns.length);
  for (const foreignKey of keys) {
    const rows = targets(foreignKey);
    if (rows !== null) pointTo(row, pointing(ingredients, foreignKey, rows, plan));
  }
  const late = new Set(keys.flatMap((key) => (targets(key) === null ? key.columns : [])));
  for (const [at, column] of table.columns.entries()) {
    if (row.has(column.name) || column.generated !== null) continue;
    if (isNull(column, at, plan) || (late.has(column.name) && !column.required)) row.set(column.name, null);
    else if (!(plan.minimal && hasDefault(column))) {
      const own = values.get(column.name);
      if (own && own.count > 0) row.set(column.name, own.at(placeIn(own, column.name, ingredients, plan)));
    }
  }
  return row;
}

/** Has rows that are made up point to those that were made up after them. */
export function pointLater(
  row: Row,
  ingredients: Ingredients,
  late: readonly ForeignKeyShape[],
  plan: RowPlan,
): void {
  const kept = keptColumns(ingredients, late);
  for (const { columns } of late) for (const name of columns) if (!kept.has(name)) row.delete(name);
  for (const foreignKey of late)
    pointTo(row, pointing(ingredients, foreignKey, ingredients.targets(foreignKey) ?? [], plan));
}

/** Columns that something else than the late keys has a say in. */
function keptColumns({ table, tied }: Ingredients, late: readonly ForeignKeyShape[]): Set<string> {
  const early = table.foreignKeys.filter((key) => !late.includes(key));
  const primary = table.distinct.flatMap(({ columns }) => columns);
  const lateAlone = new Set(late.flatMap(({ columns }) => (columns.length === 1 ? columns : [])));
  return new Set([
    ...early.flatMap(({ columns }) => columns),
    ...tied.flatMap(({ columns }) => columns),
    ...primary.filter((name) => !lateAlone.has(name)),
  ]);
}

function pointing(
  { table, differing }: Ingredients,
  foreignKey: ForeignKeyShape,
  rows: readonly Row[],
  plan: RowPlan,
) {
  const at = table.columns.findIndex(({ name }) => name === foreignKey.columns[0]);
  const column = table.columns[at];
  const differs = foreignKey.columns.some((name) => differing.has(name));
  const preferred = differs ? plan.number + plan.offset : repeated(plan);
  return { table, foreignKey, rows, preferred, toNull: column !== undefined && isNull(column, at, plan) };
}

function hasDefault({ default: expression, identity }: ColumnShape): boolean {
  return expression !== null || identity;
}

/** In one of four rows, not the same one for all columns. */
function isNull({ required }: ColumnShape, at: number, { number, nulls, minimal }: RowPlan): boolean {
  return !required && (minimal || (nulls && number % 4 === 1 + (at % 2)));
}

/** The fourth row has the values of the first again. */
function repeated({ number, duplicates }: RowPlan): number {
  return duplicates ? number % 3 : number;
}

function placeIn({ count }: Values, name: string, { differing }: Ingredients, plan: RowPlan): number {
  const place = differing.has(name) ? plan.number + plan.offset : repeated(plan);
  return Number.isFinite(count) ? place % count : place;
}

/** Takes the choice that has the fewest faults. */
function chooseTied(
  row: Row,
  { columns, choices }: Tied,
  { table, differing }: Ingredients,
  plan: RowPlan,
  others: readonly Row[],
): void {
  const wanted = columns.map((name) => {
    const at = table.columns.findIndex((one) => one.name === name);
    const column = table.columns[at];
    return {
      name,
      toNull: column !== undefined && isNull(column, at, plan),
      used: new Set(differing.has(name) ? others.map((other) => other.get(name) ?? null) : []),
    };
  });
  const differs = columns.some((name) => differing.has(name));
  // Neighbours have all columns but one in common.
  const stride = columns.length === 1 ? 1 : Math.ceil(choices.length * 0.382);
  const start = (differs ? plan.number + plan.offset : repeated(plan)) * stride;
  let best: readonly (string | null)[] = [];
  let fewest = Number.POSITIVE_INFINITY;
  for (let at = 0; at < choices.length && fewest > 0; at++) {
    const choice = choices[(start + at) % choices.length] ?? [];
    const faults = wanted.reduce((sum, { toNull, used }, column) => {
      const value = choice[column] ?? null;
      return (
        sum +
        (value !== null && used.has(value) ? columns.length + 1 : 0) +
        ((value === null) === toNull ? 0 : 1)
      );
    }, 0);
    if (faults < fewest) [best, fewest] = [choice, faults];
  }
  for (const [at, name] of columns.entries()) row.set(name, best[at] ?? null);
}
