/** What rows of a table are made up from. */
import type { Session } from "../engines/session.ts";
import { calledConstants } from "./called-constants.ts";
import type { Ingredients, Tied } from "./compose-row.ts";
import { distinctColumns } from "./distinct-columns.ts";
import { domainAdmits } from "./domain-values.ts";
import { constantOf } from "./expression.ts";
import type { Values } from "./scalar-values.ts";
import type { ColumnShape, Shapes, TableShape } from "./table-shape.ts";
import { tieColumns } from "./tie-columns.ts";
import type { Knot } from "./tied-columns.ts";
import type { TypeValues } from "./type-values.ts";
import { wideValues } from "./wide-values.ts";

export interface Source {
  readonly session: Session;
  readonly shapes: Shapes;
  readonly types: TypeValues;
}

export async function gatherIngredients(
  source: Source,
  table: TableShape,
  targets: Ingredients["targets"],
): Promise<Ingredients> {
  const tied = await tieColumns(source.session, table, (name, knot) =>
    valuesFor(source, { table, targets }, name, knot),
  );
  const own = new Map(
    table.columns.map(({ name, type, modifier }) => [name, source.types.of(type, modifier)]),
  );
  const counts = new Map([...own].map(([name, { count }]) => [name, tiedCount(tied, name) ?? count]));
  const differing = distinctColumns(table, counts);
  const values = new Map(
    table.columns.map((column) => {
      const plain = own.get(column.name) ?? NONE;
      return [column.name, differing.has(column.name) ? plain : defaultFirst(column, plain)];
    }),
  );
  return { table, values, tied, differing, targets };
}

const NONE: Values = { count: 0, at: () => "" };

function tiedCount(tied: readonly Tied[], name: string): number | null {
  const knot = tied.find(({ columns }) => columns.includes(name));
  if (knot === undefined) return null;
  const at = knot.columns.indexOf(name);
  return new Set(knot.choices.flatMap((choice) => choice[at] ?? [])).size;
}

/** What stands in most rows of production. */
function defaultFirst({ default: expression }: ColumnShape, values: Values): Values {
  const given = expression === null ? null : constantOf(expression);
  if (given === null) return values;
  if (Number.isFinite(values.count)) {
    const all = Array.from({ length: Math.min(values.count, 100) }, (_, place) => values.at(place));
    const others = all.filter((value) => value !== given);
    return { count: others.length + 1, at: (place) => (place === 0 ? given : (others[place - 1] ?? given)) };
  }
  return { count: values.count, at: (place) => (place === 0 ? given : values.at(place)) };
}

/** Of a column that the checks of a knot have a say in. */
async function valuesFor(
  { session, shapes, types }: Source,
  { table, targets }: Pick<Ingredients, "table" | "targets">,
  name: string,
  knot: Knot,
): Promise<readonly string[]> {
  const column = table.columns.find((one) => one.name === name);
  if (column === undefined) return [];
  const plain = types.of(column.type, column.modifier);
  const key = table.foreignKeys.find(({ columns }) => columns.includes(name));
  const rows = key && targets(key);
  if (key && rows) {
    const to = key.toColumns[key.columns.indexOf(name)] ?? "";
    return [...new Set(rows.flatMap((row) => row.get(to) ?? []))];
  }
  // To what points to rows that are not made up yet nothing is known.
  if (key) return column.required ? wideValues(undefined, -1, plain, []) : [];
  const { shape, modifier } = types.plain(column.type, column.modifier);
  const checks = knot.checks.filter((check) => check.columns.includes(name));
  const called = await calledConstants(
    session,
    checks.flatMap(({ calls }) => calls),
  );
  const constants = [...checks.flatMap((check) => check.constants), ...called];
  return domainAdmits(
    session,
    shapes.types.get(column.type),
    shapes.types,
    wideValues(shape, modifier, plain, constants),
  );
}
