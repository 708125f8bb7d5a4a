/** Asks PostgreSQL which values checks let through. */
import { QueryRefused, type Session } from "../engines/session.ts";
import { valueSql } from "./insert-rows.ts";

/** Values for some columns; each combination of them is tried. */
export interface Trial {
  readonly columns: readonly TriedColumn[];
  /** The relation as the checks call it, as it stands in SQL. */
  readonly as: string;
  /** Generated columns, as they stand in SQL. */
  readonly generated: readonly { readonly sql: string; readonly expression: string }[];
  readonly checks: readonly string[];
}

export interface TriedColumn {
  /** As it stands in SQL. */
  readonly sql: string;
  readonly typeSql: string;
  readonly values: readonly (string | null)[];
}

/** Combinations by the places of their values. */
export type Admitted = readonly (readonly number[])[];

/** Values that are tried one by one, where one of them is refused with an error. */
const MOST_ALONE = 60;

/** json_build_array takes 100 arguments. */
const AT_ONCE = 50;

/** For each trial what the checks let through: of several columns nothing where a check ends with an error. */
export async function admitted(session: Session, trials: readonly Trial[]): Promise<Admitted[]> {
  if (trials.length > AT_ONCE)
    return [
      ...(await admitted(session, trials.slice(0, AT_ONCE))),
      ...(await admitted(session, trials.slice(AT_ONCE))),
    ];
  if (trials.length === 0) return [];
  const all = await answers(session, trials);
  if (all !== null) return all;
  const each: Admitted[] = [];
  for (const trial of trials) {
    const own = trials.length === 1 ? null : await answers(session, [trial]);
    each.push(own?.[0] ?? (await oneByOne(session, trial)));
  }
  return each;
}

async function oneByOne(session: Session, trial: Trial): Promise<Admitted> {
  const [column, another] = trial.columns;
  if (column === undefined || another !== undefined) return [];
  const admitted: number[][] = [];
  for (const [at, value] of column.values.slice(0, MOST_ALONE).entries()) {
    const [own] = (await answers(session, [{ ...trial, columns: [{ ...column, values: [value] }] }])) ?? [];
    if (own && own.length > 0) admitted.push([at]);
  }
  return admitted;
}

/** Null when a check, or a value, is refused with an error. */
async function answers(session: Session, trials: readonly Trial[]): Promise<Admitted[] | null> {
  // Never released: one more round trip for each, and the transaction ends soon.
  await session.query("SAVEPOINT trial");
  try {
    const [row] = await session.query<{ admitted: string }>(
      `SELECT pg_catalog.json_build_array(${trials.map(trialSql).join(",\n")})::text AS admitted`,
    );
    return (JSON.parse(row?.admitted ?? "[]") as (Admitted | null)[]).map((one) => one ?? []);
  } catch (error) {
    if (!(error instanceof QueryRefused)) throw error;
    await session.query("ROLLBACK TO SAVEPOINT trial");
    return null;
  }
}

function trialSql({ columns, as, generated, checks }: Trial): string {
  const places = columns.map((_, at) => `"lockgate ${at}"`);
  const lists = columns.map(({ sql, typeSql, values }, at) => {
    const rows = values.map((value, place) => `(${place}, CAST(${valueSql(value)} AS ${typeSql}))`);
    return `(VALUES ${rows.join(", ")}) AS v${at}(${places[at]}, ${sql})`;
  });
  const made = generated.map(({ sql, expression }) => `, (${expression}) AS ${sql}`).join("");
  const from = `(SELECT *${made} FROM ${lists.join(" CROSS JOIN ")}) AS ${as}`;
  const where = ["true", ...checks.map((check) => `(${check}) IS NOT FALSE`)].join(" AND ");
  return `(SELECT pg_catalog.json_agg(pg_catalog.json_build_array(${places.join(", ")})) FROM ${from} WHERE ${where})`;
}
