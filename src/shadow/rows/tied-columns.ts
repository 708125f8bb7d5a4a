/** Which columns the checks of a table tie together. */
import { type Constant, readExpression } from "./expression.ts";
import type { TableShape } from "./table-shape.ts";

/** Checks that have columns in common, and all their columns. */
export interface Knot {
  /** Columns that are given, in the table's order. */
  readonly columns: readonly string[];
  readonly checks: readonly ReadCheck[];
}

export interface ReadCheck {
  readonly expression: string;
  /** Given columns, also those that a generated one is made of. */
  readonly columns: readonly string[];
  /** Generated columns that it names. */
  readonly generated: readonly string[];
  readonly constants: readonly Constant[];
  readonly calls: readonly string[];
}

/** Columns that some checks have a say in, those together that have to be chosen together. What cannot be parsed is left out. */
export function knotsOf(table: TableShape): Knot[] {
  const knots: ReadCheck[][] = [];
  for (const check of readChecks(table)) {
    const isTouched = (other: ReadCheck) => other.columns.some((name) => check.columns.includes(name));
    const touched = knots.filter((knot) => knot.some(isTouched));
    for (const knot of touched) knots.splice(knots.indexOf(knot), 1);
    knots.push([...touched.flat(), check]);
  }
  return knots.map((checks) => {
    const columns = table.columns.map(({ name }) => name);
    return {
      columns: columns.filter((name) => checks.some((check) => check.columns.includes(name))),
      checks,
    };
  });
}

function readChecks(table: TableShape): ReadCheck[] {
  const expressions = table.bound === null ? table.checks : [...table.checks, table.bound];
  return expressions.flatMap((expression) => {
    const read = readExpression(expression);
    if (read === null) return [];
    const named = table.columns.filter(({ name }) => read.columns.has(name));
    const generated = named.filter((column) => column.generated !== null);
    const below = generated.flatMap((column) => [...(readExpression(column.generated ?? "")?.columns ?? [])]);
    const columns = table.columns.filter(
      (column) => column.generated === null && (read.columns.has(column.name) || below.includes(column.name)),
    );
    if (columns.length === 0) return [];
    return {
      expression,
      columns: columns.map(({ name }) => name),
      generated: generated.map(({ name }) => name),
      constants: read.constants,
      calls: read.calls,
    };
  });
}
