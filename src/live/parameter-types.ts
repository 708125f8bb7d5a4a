/**
 * Types for parameters that PostgreSQL cannot find: in the text of pg_stat_statements `$1` stands where a constant was,
 * whose own type had decided. Tried on the state before the change, with the errors that PostgreSQL answers.
 */
import type { StatementError } from "../postgres/server-message.ts";
import { allOf, as, type Node, type NodeOf, walk } from "../sql/nodes.ts";
import type { ReadQuery } from "./read-query.ts";

/** OIDs of pg_type. */
const TEXT = 25;
const CONSTANTS = [23, TEXT, 1700, 1184, 16];

/** So often a query is tried. */
const MOST = 40;

/** SQLSTATE indeterminate_datatype: "could not determine data type of parameter $1". */
const NO_TYPE = "42P18";

/** A function or operator that is not there, or not unique, for these types; types that do not go together. */
const WRONG_TYPE: ReadonlySet<string> = new Set(["42883", "42725", "42804", "42846", "42P08"]);

type Types = readonly number[];

/** Yields what is to be tried, takes the error of it, and ends where nothing is left to try. */
export function* typesToTry(query: ReadQuery): Generator<Types, void, StatementError> {
  let types: Types = [];
  let error = yield types;
  for (let tries = 1; tries < MOST; ) {
    if (error.sqlstate === NO_TYPE) {
      const number = Number(/\$(\d+)/.exec(error.message)?.[1]);
      if (!number || types[number - 1]) return;
      const beside = argumentsBeside(query.node, number).filter((other) => !types[other - 1]);
      types = given(types, [number, ...beside], TEXT);
      tries += 1;
      error = yield types;
      continue;
    }
    if (!WRONG_TYPE.has(error.sqlstate)) return;
    const before = error;
    for (const [numbers, type] of guesses(query, before, types)) {
      const guess = given(types, numbers, type);
      tries += 1;
      if (tries > MOST) return;
      const answer = yield guess;
      if (!isBetter(before, answer)) continue;
      [types, error] = [guess, answer];
      break;
    }
    if (error === before) return;
  }
}

function given(types: Types, numbers: readonly number[], type: number): Types {
  const last = Math.max(types.length, ...numbers);
  return Array.from({ length: last }, (_, at) => (numbers.includes(at + 1) ? type : (types[at] ?? 0)));
}

/** PostgreSQL analyses from left to right, as far as it comes. */
function isBetter(before: StatementError, after: StatementError): boolean {
  if (after.sqlstate === NO_TYPE) return before.sqlstate !== NO_TYPE;
  return WRONG_TYPE.has(after.sqlstate) && (after.position ?? 0) > (before.position ?? 0);
}

/** Parameters with a type for all of them: those where the error is, then those that no comparison types. */
function* guesses(query: ReadQuery, error: StatementError, types: Types): Generator<[number[], number]> {
  const near = parametersAt(query, error.position);
  const loose = looseParameters(query.node);
  const sets = [near, ...(near.length > 1 ? near.map((one) => [one]) : []), ...loose, loose.flat()];
  for (const set of sets) {
    const numbers = [...new Set(set)].filter((number) => !types[number - 1]);
    if (numbers.length > 0) for (const type of CONSTANTS) yield [numbers, type];
  }
}

/** The parameters that are arguments of the same call: jsonb_build_object takes dozens, and no one tells their types. */
function argumentsBeside(query: Node, parameter: number): number[] {
  let found: number[] = [];
  walk(query, (it) => {
    const own = allOf(as(it, "FuncCall")?.args, "ParamRef").map(({ number = 0 }) => number);
    if (own.includes(parameter)) found = own;
    return true;
  });
  return found;
}

/** In the call or operator that stands or begins at a position (1-based, in characters). */
function parametersAt({ node, sql, origin }: ReadQuery, position: number | null): number[] {
  if (position === null) return [];
  const place = Buffer.byteLength([...sql].slice(0, position - 1).join("")) + origin;
  let standing: unknown = null;
  let beginning: unknown = null;
  walk(node, (it) => {
    const own = as(it, "FuncCall") ?? as(it, "A_Expr") ?? as(it, "CaseExpr") ?? as(it, "A_ArrayExpr");
    if (own === undefined) return true;
    if (own.location === place) standing = own;
    else if (beginning === null && Math.min(...locationsIn(own)) === place) beginning = own;
    return true;
  });
  return parametersIn(standing ?? beginning);
}

function locationsIn(tree: unknown): number[] {
  if (typeof tree !== "object" || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]) =>
    key === "location" && typeof value === "number" ? [value] : locationsIn(value),
  );
}

/** The parameters of each column of VALUES and of select lists: an untyped constant is a text there. */
function looseParameters(query: Node): number[][] {
  const found: number[][] = [];
  walk(query, (it) => {
    const select = as(it, "SelectStmt");
    if (select === undefined) return true;
    const rows = armsOf(select).flatMap(({ valuesLists, targetList = [] }) => [
      ...allOf(valuesLists, "List").map(({ items = [] }) => items),
      allOf(targetList, "ResTarget").map(({ val }) => val),
    ]);
    const width = Math.max(0, ...rows.map(({ length }) => length));
    for (let at = 0; at < width; at++) {
      const numbers = rows.flatMap((row) => as(row[at], "ParamRef")?.number ?? []);
      if (numbers.length > 0) found.push(numbers);
    }
    return true;
  });
  return found;
}

/** What UNION and the like put together. */
function armsOf(select: NodeOf<"SelectStmt">): NodeOf<"SelectStmt">[] {
  return select.larg && select.rarg ? [...armsOf(select.larg), ...armsOf(select.rarg)] : [select];
}

function parametersIn(tree: unknown): number[] {
  const found: number[] = [];
  walk(tree, (it) => {
    found.push(as(it, "ParamRef")?.number ?? 0);
    return true;
  });
  return found.filter((number) => number > 0);
}
