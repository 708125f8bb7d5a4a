/** A body in PL/pgSQL as a list of steps: what it runs, on which line, and what decides whether it runs. */
import { assigned, bodyOf, lineOf, listOf, nameOf, queryOf, type Tree } from "./plpgsql-tree.ts";

/** What a variable is given. */
export type Source =
  | { readonly kind: "expression"; readonly text: string }
  /** Each element of an array, one after the other. */
  | { readonly kind: "elements"; readonly text: string }
  | { readonly kind: "query"; readonly text: string }
  /** An argument, a diagnostic, the result of a dynamic query. */
  | { readonly kind: "other" };

/** What decides whether a step runs: a condition, the rows of a query, or something that the text does not show. */
export type Guard =
  | { readonly kind: "condition" | "rows"; readonly text: string }
  | { readonly kind: "other" };

export type Caught = "no" | "named" | "any";

export interface BodyStep {
  /** SQL as it is written, an expression, or the expression that makes the text of EXECUTE. */
  readonly kind: "statement" | "value" | "dynamic";
  readonly text: string;
  /** 1-based, in the body. */
  readonly line: number;
  /** Empty: it runs whenever the body does. */
  readonly guards: readonly Guard[];
  /**
   * Whether its errors, or those of what follows it in its block, are caught, so that what it did may be taken back:
   * `named`: only that an object is there already or is not.
   */
  readonly caught: Caught;
}

export interface PlpgsqlBody {
  /** In the order in which they are written. */
  readonly steps: readonly BodyStep[];
  /** By name; of a record, what its fields are given as well. */
  readonly variables: ReadonlyMap<string, readonly Source[]>;
}

interface Reading {
  readonly steps: BodyStep[];
  readonly names: readonly (string | undefined)[];
  readonly variables: Map<string, Source[]>;
  /** What may have ended the body, or a loop of it, before what follows. */
  readonly left: Guard[];
}

interface Place {
  readonly guards: readonly Guard[];
  readonly caught: Caught;
}

const TOP: Place = { guards: [], caught: "no" };

/** Reads the tree that `parsePlpgsql` gives. */
export function readPlpgsql(tree: unknown): PlpgsqlBody {
  const [definition] = listOf((tree as Tree).plpgsql_funcs);
  const routine = bodyOf(definition, "PLpgSQL_function") ?? {};
  const datums = listOf(routine.datums).map((datum) => Object.values(datum)[0] as Tree);
  const names = datums.map(({ refname }) => refname as string | undefined);
  const reading: Reading = { steps: [], names: fieldNames(datums, names), variables: new Map(), left: [] };
  for (const { refname, default_val, cursor_explicit_expr } of datums) {
    if (typeof refname !== "string" || refname.startsWith("(")) continue;
    const known = reading.variables.get(refname) ?? [];
    const text = queryOf(default_val) ?? queryOf(cursor_explicit_expr);
    if (text !== undefined) known.push({ kind: cursor_explicit_expr ? "query" : "expression", text });
    reading.variables.set(refname, known);
    if (default_val) add(reading, "value", default_val, 1, TOP);
  }
  visit(reading, routine.action, TOP);
  return { steps: reading.steps, variables: reading.variables };
}

/** A field of a record goes by the record's name; the parser leaves the number 0 out. */
function fieldNames(datums: readonly Tree[], names: readonly (string | undefined)[]) {
  return datums.map(({ fieldname, recparentno }, at) =>
    fieldname === undefined ? names[at] : names[Number(recparentno ?? 0)],
  );
}

function visitAll(reading: Reading, body: unknown, place: Place): void {
  for (const statement of listOf(body)) visit(reading, statement, place);
}

function visit(reading: Reading, statement: unknown, place: Place): void {
  if (typeof statement !== "object" || statement === null) return;
  const [kind = "", inner] = Object.entries(statement)[0] ?? [];
  const read = STATEMENTS[kind];
  const at = { ...place, guards: [...place.guards, ...reading.left] };
  if (read) read(reading, inner as Tree, at);
  else other(reading, inner, at);
}

type Read = (reading: Reading, statement: Tree, place: Place) => void;

const STATEMENTS: Readonly<Record<string, Read>> = {
  PLpgSQL_stmt_block: block,
  PLpgSQL_stmt_if(reading, statement, place) {
    const before = guarded(reading, statement.cond, place);
    visitAll(reading, statement.then_body, before);
    let rest = before;
    for (const item of listOf(statement.elsif_list)) {
      const branch = bodyOf(item, "PLpgSQL_if_elsif") ?? {};
      rest = guarded(reading, branch.cond, rest);
      visitAll(reading, branch.stmts, rest);
    }
    visitAll(reading, statement.else_body, rest);
  },
  PLpgSQL_stmt_case(reading, statement, place) {
    let rest = statement.t_expr ? guarded(reading, statement.t_expr, place) : place;
    for (const item of listOf(statement.case_when_list)) {
      const branch = bodyOf(item, "PLpgSQL_case_when") ?? {};
      rest = guarded(reading, branch.expr, rest);
      visitAll(reading, branch.stmts, rest);
    }
    visitAll(reading, statement.else_stmts, rest);
  },
  PLpgSQL_stmt_loop: (reading, { body }, place) => visitAll(reading, body, place),
  PLpgSQL_stmt_while: (reading, { cond, body }, place) =>
    visitAll(reading, body, guarded(reading, cond, place)),
  PLpgSQL_stmt_fori(reading, statement, place) {
    const bounds = [statement.lower, statement.upper, statement.step].flatMap(
      (bound) => queryOf(bound) ?? [],
    );
    for (const text of bounds) give(reading, nameOf(statement.var), { kind: "expression", text });
    give(reading, nameOf(statement.var), { kind: "other" });
    for (const bound of [statement.lower, statement.upper, statement.step])
      add(reading, "value", bound, lineOf(statement), place);
    const guards = bounds.map((text): Guard => ({ kind: "condition", text }));
    visitAll(reading, statement.body, { ...place, guards: [...place.guards, ...guards] });
  },
  PLpgSQL_stmt_fors(reading, statement, place) {
    overRows(reading, statement, queryOf(statement.query), place);
  },
  PLpgSQL_stmt_forc(reading, statement, place) {
    const name = reading.names[Number(statement.curvar ?? 0)];
    const [query] = (reading.variables.get(name ?? "") ?? []).filter(({ kind }) => kind === "query");
    overRows(reading, statement, query?.kind === "query" ? query.text : undefined, place);
  },
  PLpgSQL_stmt_dynfors(reading, statement, place) {
    add(reading, "dynamic", statement.query, lineOf(statement), place);
    give(reading, nameOf(statement.var), { kind: "other" });
    visitAll(reading, statement.body, { ...place, guards: [...place.guards, { kind: "other" }] });
  },
  PLpgSQL_stmt_foreach_a(reading, statement, place) {
    const text = queryOf(statement.expr);
    const name = reading.names[Number(statement.varno ?? 0)];
    give(reading, name, text === undefined ? { kind: "other" } : { kind: "elements", text });
    visitAll(reading, statement.body, guarded(reading, statement.expr, place));
  },
  PLpgSQL_stmt_execsql(reading, statement, place) {
    add(reading, "statement", statement.sqlstmt, lineOf(statement), place);
    const text = queryOf(statement.sqlstmt);
    for (const name of targetsOf(reading, statement.target))
      give(reading, name, text === undefined ? { kind: "other" } : { kind: "query", text });
  },
  PLpgSQL_stmt_commit: (reading, { chain }, place) => end(reading, "COMMIT", chain, place),
  PLpgSQL_stmt_rollback: (reading, { chain }, place) => end(reading, "ROLLBACK", chain, place),
  PLpgSQL_stmt_perform: (reading, statement, place) =>
    add(reading, "statement", statement.expr, lineOf(statement), place),
  PLpgSQL_stmt_call(reading, statement, place) {
    add(reading, "statement", statement.expr, lineOf(statement), place);
    for (const name of targetsOf(reading, statement.target)) give(reading, name, { kind: "other" });
  },
  PLpgSQL_stmt_dynexecute(reading, statement, place) {
    add(reading, "dynamic", statement.query, lineOf(statement), place);
    for (const param of listOf(statement.params)) add(reading, "value", param, lineOf(statement), place);
    for (const name of targetsOf(reading, statement.target)) give(reading, name, { kind: "other" });
  },
  PLpgSQL_stmt_assign(reading, statement, place) {
    const text = assigned(queryOf(statement.expr) ?? "");
    give(reading, reading.names[Number(statement.varno ?? 0)], { kind: "expression", text });
    reading.steps.push({ kind: "value", text, line: lineOf(statement), ...place });
  },
  PLpgSQL_stmt_return_query(reading, statement, place) {
    add(reading, "statement", statement.query, lineOf(statement), place);
    add(reading, "dynamic", statement.dynquery, lineOf(statement), place);
  },
  PLpgSQL_stmt_open(reading, statement, place) {
    add(reading, "statement", statement.query, lineOf(statement), place);
    add(reading, "dynamic", statement.dynquery, lineOf(statement), place);
    const name = reading.names[Number(statement.curvar ?? 0)];
    for (const source of reading.variables.get(name ?? "") ?? [])
      if (source.kind === "query")
        reading.steps.push({ kind: "statement", text: source.text, line: lineOf(statement), ...place });
  },
  PLpgSQL_stmt_fetch(reading, statement) {
    for (const name of targetsOf(reading, statement.target)) give(reading, name, { kind: "other" });
  },
  PLpgSQL_stmt_getdiag(reading, statement) {
    for (const item of listOf(statement.diag_items)) {
      const { target } = bodyOf(item, "PLpgSQL_diag_item") ?? {};
      give(reading, reading.names[Number(target ?? 0)], { kind: "other" });
    }
  },
  PLpgSQL_stmt_return(reading, statement, place) {
    other(reading, statement, place);
    leave(reading, place);
  },
  PLpgSQL_stmt_exit(reading, statement, place) {
    leave(reading, guarded(reading, statement.cond, place));
  },
  PLpgSQL_stmt_raise(reading, statement, place) {
    other(reading, statement, place);
    // ERROR, also without a level of its own.
    if (Number(statement.elog_level ?? 21) >= 21) leave(reading, place);
  },
};

function block(reading: Reading, { body, exceptions }: Tree, place: Place): void {
  const { exc_list } = bodyOf(exceptions, "PLpgSQL_exception_block") ?? {};
  const handlers = listOf(exc_list).map((item) => bodyOf(item, "PLpgSQL_exception") ?? {});
  const conditions = handlers.flatMap((handler) => listOf(handler.conditions)).map(conditionOf);
  const own = conditions.length === 0 ? "no" : conditions.every((it) => NAMED.test(it)) ? "named" : "any";
  const caught = place.caught === "any" || own === "no" ? place.caught : own;
  visitAll(reading, body, { ...place, caught });
  for (const { action } of handlers)
    visitAll(reading, action, { ...place, guards: [...place.guards, { kind: "other" }] });
}

function end(reading: Reading, command: string, chain: unknown, place: Place): void {
  const text = chain === true ? `${command} AND CHAIN` : command;
  reading.steps.push({ kind: "statement", text, line: 0, ...place });
}

/** Conditions that say of an object that it is there or is not. */
const NAMED = /^(?:duplicate|undefined)_(?!function_in)/;

function conditionOf(condition: Tree): string {
  return String(bodyOf(condition, "PLpgSQL_condition")?.condname ?? "");
}

function overRows(reading: Reading, statement: Tree, text: string | undefined, place: Place): void {
  if (text !== undefined) reading.steps.push({ kind: "statement", text, line: lineOf(statement), ...place });
  for (const name of targetsOf(reading, statement.var))
    give(reading, name, text === undefined ? { kind: "other" } : { kind: "query", text });
  const guard: Guard = text === undefined ? { kind: "other" } : { kind: "rows", text };
  visitAll(reading, statement.body, { ...place, guards: [...place.guards, guard] });
}

/** The place of what runs only if a condition holds; what the condition itself runs is a step. */
function guarded(reading: Reading, condition: unknown, place: Place): Place {
  const text = queryOf(condition);
  if (text === undefined) return place;
  reading.steps.push({ kind: "value", text, line: 0, ...place });
  return { ...place, guards: [...place.guards, { kind: "condition", text }] };
}

/** What follows runs only if this was not reached. Without a guard there is nothing that follows but dead code. */
function leave(reading: Reading, { guards }: Place): void {
  for (const guard of guards) if (!reading.left.includes(guard)) reading.left.push(guard);
}

/** Expressions of a statement that has nothing else to it: RAISE, ASSERT, RETURN. */
function other(reading: Reading, value: unknown, place: Place): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value))
    if (key === "PLpgSQL_expr") add(reading, "value", { [key]: inner }, 0, place);
    else other(reading, inner, place);
}

function add(
  reading: Reading,
  kind: BodyStep["kind"],
  expression: unknown,
  line: number,
  place: Place,
): void {
  const text = queryOf(expression);
  if (text !== undefined) reading.steps.push({ kind, text, line, ...place });
}

function give(reading: Reading, name: string | undefined, source: Source): void {
  if (name === undefined) return;
  reading.variables.set(name, [...(reading.variables.get(name) ?? []), source]);
}

function targetsOf(reading: Reading, target: unknown): (string | undefined)[] {
  const fields = bodyOf(target, "PLpgSQL_row")?.fields;
  if (fields === undefined) return [nameOf(target)];
  return listOf(fields).map((field) => reading.names[Number((field as Tree).varno ?? 0)]);
}
