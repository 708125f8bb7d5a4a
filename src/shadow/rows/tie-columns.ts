/** Finds values for columns that the checks of a table have a say in. */
import type { Session } from "../engines/session.ts";
import { type Admitted, admitted, type Trial, type TriedColumn } from "./admitted.ts";
import type { Tied } from "./compose-row.ts";
import { constantOf } from "./expression.ts";
import type { TableShape } from "./table-shape.ts";
import { type Knot, knotsOf } from "./tied-columns.ts";

/** Combinations of the columns of one knot that are tried. */
const MOST_COMBINATIONS = 4_000;

/** @param valuesFor values worth trying in a column, given the constants of the checks on it */
export async function tieColumns(
  session: Session,
  table: TableShape,
  valuesFor: (column: string, knot: Knot) => Promise<readonly string[]>,
): Promise<Tied[]> {
  const knots = knotsOf(table);
  if (knots.length === 0) return [];
  const tried: TriedColumn[][] = [];
  for (const knot of knots) tried.push(await triedColumns(table, knot, valuesFor));
  // First each column by itself, so that few values are left to combine.
  const alone = knots.flatMap((knot, at) =>
    (tried[at] ?? []).map((column) => trialOf(table, knot, [column])),
  );
  const answers = await admitted(session, alone);
  const left = alone.map(({ columns: [column] }, at) => column && only(column, answers[at] ?? []));
  const byKnot = tried.map((columns) => left.splice(0, columns.length).flatMap((one) => one ?? []));
  const several = knots.map((knot, at) => trialOf(table, knot, sized(byKnot[at] ?? [])));
  const together = await admitted(
    session,
    several.filter(({ columns }) => columns.length > 1),
  );
  return knots.flatMap(({ columns }, at) => {
    const trial = several[at];
    const [first] = byKnot[at] ?? [];
    if (trial === undefined || first === undefined) return [];
    const choices =
      columns.length > 1 ? combined(trial, together.shift() ?? []) : first.values.map((one) => [one]);
    return choices.length === 0 ? [] : { columns, choices };
  });
}

async function triedColumns(
  table: TableShape,
  knot: Knot,
  valuesFor: (column: string, knot: Knot) => Promise<readonly string[]>,
): Promise<TriedColumn[]> {
  const columns: TriedColumn[] = [];
  for (const { name, sql, typeSql, required, default: expression } of table.columns) {
    if (!knot.columns.includes(name)) continue;
    const given = expression === null ? null : constantOf(expression);
    const values = await valuesFor(name, knot);
    const inOrder =
      given !== null && values.includes(given) ? [given, ...values.filter((one) => one !== given)] : values;
    columns.push({
      sql,
      typeSql,
      values: required ? inOrder : [...inOrder.slice(0, 1), null, ...inOrder.slice(1)],
    });
  }
  return columns;
}

/** The checks on these columns alone. */
function trialOf(table: TableShape, { checks }: Knot, columns: readonly TriedColumn[]): Trial {
  const given = table.columns.flatMap(({ name, sql }) =>
    columns.some((one) => one.sql === sql) ? name : [],
  );
  const own = checks.filter((check) => check.columns.every((name) => given.includes(name)));
  const generated = table.columns.flatMap(({ name, sql, generated: expression }) =>
    expression !== null && own.some((check) => check.generated.includes(name)) ? { sql, expression } : [],
  );
  return { columns, as: table.nameSql, generated, checks: own.map(({ expression }) => expression) };
}

function only(column: TriedColumn, answer: Admitted): TriedColumn {
  return {
    ...column,
    values: answer.flatMap(([at = -1]) => column.values[at] ?? (column.values[at] === null ? [null] : [])),
  };
}

/** The first values of each column, as many as there may be combinations of: few of many columns. */
function sized(columns: readonly TriedColumn[]): TriedColumn[] {
  const sizes = columns.map(() => 1);
  const product = () => sizes.reduce((all, one) => all * one, 1);
  for (let grows = true; grows; ) {
    grows = false;
    for (const [at, { values }] of columns.entries()) {
      const size = sizes[at] ?? 1;
      if (size >= values.length || (product() / size) * (size + 1) > MOST_COMBINATIONS) continue;
      sizes[at] = size + 1;
      grows = true;
    }
  }
  return columns.map((column, at) => ({ ...column, values: column.values.slice(0, sizes[at]) }));
}

function combined({ columns }: Trial, answer: Admitted): (string | null)[][] {
  return answer.map((places) => places.map((place, at) => columns[at]?.values[place] ?? null));
}
