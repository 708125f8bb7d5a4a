/** The body of a block or routine as statements: with its constants put in and its variables taken out. */
import { foldElements, foldText, type TextsOf } from "../../sql/fold.ts";
import { as, type CreateFunctionStmt, type DoStmt, type Node, stringOf } from "../../sql/nodes.ts";
import { parsePlpgsql, parseScript } from "../../sql/parse.ts";
import { type BodyStep, type Guard, type PlpgsqlBody, readPlpgsql } from "../../sql/plpgsql.ts";
import { headOf, optionOf, parameterNames } from "../../sql/routine-head.ts";
import {
  CLOCK,
  type ConditionOf,
  conditionOf,
  looksUp,
  NAMES,
  namesIn,
  type When,
  worst,
} from "./run-condition.ts";

/** A statement of a body, or several that it may be. */
export interface RunStep {
  /** Null: its text is put together from what is not known. */
  readonly nodes: readonly Node[] | null;
  /** Whether it runs when the body does. */
  readonly when: When;
  /** Its errors are caught: those that the handler names by the object that is there or is not, or any. */
  readonly caught: BodyStep["caught"];
  /** 1-based, in the body; 0: not known. */
  readonly line: number;
  /** Once for each row of a query. */
  readonly perRow: boolean;
}

/** What parameters are given, by name: constants, or something that is named by the day (undefined). */
export type Bindings = ReadonlyMap<string, readonly (string | null)[] | undefined>;

const NO_BINDINGS: Bindings = new Map();

/** Null: the block is in another language, or cannot be read. */
export function blockSteps(statement: DoStmt, major: number): readonly RunStep[] | null {
  const language = optionOf(statement.args, "language") ?? "plpgsql";
  const text = optionOf(statement.args, "as");
  if (text === undefined || language.toLowerCase() !== "plpgsql") return null;
  const body = read(statement, "DO", text);
  return body && stepsOf(body, major, NO_BINDINGS);
}

/** As `blockSteps`, of a function or procedure in SQL or PL/pgSQL. */
export function routineSteps(
  statement: CreateFunctionStmt,
  major: number,
  bindings: Bindings = NO_BINDINGS,
): readonly RunStep[] | null {
  const language = optionOf(statement.options, "language")?.toLowerCase() ?? "sql";
  const text = optionOf(statement.options, "as");
  if (language === "plpgsql" && text !== undefined) {
    const body = read(statement, headOf(statement), text);
    return body && stepsOf(body, major, bindings);
  }
  if (language !== "sql") return null;
  const nodes = sqlNodes(statement, text);
  const names = new Set(parameterNames(statement));
  return nodes?.map((node) => sqlStep(withoutVariables(node, names))) ?? null;
}

function sqlStep(node: Node): RunStep {
  return { nodes: [node], when: "always", caught: "no", line: 0, perRow: false };
}

function sqlNodes({ sql_body }: CreateFunctionStmt, text: string | undefined): readonly Node[] | null {
  const lists = as(sql_body, "List")?.items ?? [];
  if (sql_body && lists.length > 0) return lists.flatMap((node) => as(node, "List")?.items ?? node);
  if (sql_body) {
    const value = as(sql_body, "ReturnStmt")?.returnval;
    return value ? [{ SelectStmt: { targetList: [{ ResTarget: { val: value } }] } }] : [sql_body];
  }
  const { statements, unread } = parseScript(text ?? "");
  return unread.length > 0 ? null : statements.map(({ node }) => node);
}

const bodies = new WeakMap<object, PlpgsqlBody | null>();

function read(statement: object, head: string, text: string): PlpgsqlBody | null {
  const known = bodies.get(statement);
  if (known !== undefined) return known;
  const tree = parsePlpgsql(text, head);
  const body = tree === null ? null : readPlpgsql(tree);
  bodies.set(statement, body);
  return body;
}

function stepsOf({ steps, variables }: PlpgsqlBody, major: number, bindings: Bindings): readonly RunStep[] {
  const textsOf = textsIn(variables, bindings);
  const strict = conditionsIn(variables, bindings, major, new Set());
  const byDay = conditionsIn(variables, bindings, major, CLOCK);
  const byName = conditionsIn(variables, bindings, major, NAMES);
  const names = new Set([...variables.keys()]);
  const whenOf = (guard: Guard): When =>
    guard.kind === "other" ? "open" : conditionOf(guard.text, major, looksUp(guard.text) ? byDay : strict);
  return steps.flatMap((step): RunStep[] => {
    const { caught, line } = step;
    const perRow = step.guards.some(({ kind }) => kind === "rows");
    const guarded = worst("always", ...step.guards.map(whenOf));
    if (step.kind !== "dynamic") {
      const text = step.kind === "value" ? `SELECT ${step.text}` : step.text;
      const { statements, unread } = parseScript(text);
      const nodes = unread.length > 0 ? null : statements.map(({ node }) => withoutVariables(node, names));
      return [{ nodes, when: guarded, caught, line, perRow }];
    }
    const texts = foldText(step.text, textsOf);
    if (texts === undefined) {
      // What ran here is what runs in production only if the text is the same.
      const text = conditionOf(step.text, major, byName, namesIn(step.text));
      return [{ nodes: null, when: text === "open" ? "open" : guarded, caught, line, perRow }];
    }
    const when = texts.length > 1 ? worst(guarded, "schema") : guarded;
    return texts.map((text) => {
      const { statements, unread } = parseScript(text);
      return {
        nodes: unread.length > 0 ? null : statements.map(({ node }) => node),
        when,
        caught,
        line,
        perRow,
      };
    });
  });
}

/** The texts that each variable may have, wherever in the body it is asked. */
function textsIn(variables: PlpgsqlBody["variables"], bindings: Bindings): TextsOf {
  // A parameter that the body assigns to is not only what it was given.
  const kept = [...bindings].filter(([name]) => (variables.get(name) ?? []).length === 0);
  const known = new Map<string, readonly (string | null)[] | undefined>(kept);
  const textsOf: TextsOf = (name) => {
    if (known.has(name)) return known.get(name);
    // A variable that is made of itself has no end of texts.
    known.set(name, undefined);
    const sources = variables.get(name) ?? [];
    const texts = sources.map((source) =>
      source.kind === "expression"
        ? foldText(source.text, textsOf)
        : source.kind === "elements"
          ? foldElements(source.text, textsOf)
          : undefined,
    );
    const all = texts.length === 0 || texts.includes(undefined) ? undefined : texts.flatMap((it) => it ?? []);
    known.set(name, all);
    return all;
  };
  return textsOf;
}

function conditionsIn(
  variables: PlpgsqlBody["variables"],
  bindings: Bindings,
  major: number,
  names: ReadonlySet<string>,
): ConditionOf {
  const known = new Map<string, When>();
  for (const [name, texts] of bindings) {
    if ((variables.get(name) ?? []).length > 0) continue;
    known.set(name, texts === undefined && names.size === 0 ? "open" : "schema");
  }
  const decided = (name: string): When | undefined => {
    if (known.has(name)) return known.get(name);
    const sources = variables.get(name);
    if (sources === undefined) return undefined;
    known.set(name, "schema");
    const when = worst(
      "schema",
      ...sources.map((source) =>
        source.kind === "other" ? "open" : conditionOf(source.text, major, decided, names),
      ),
    );
    known.set(name, sources.length === 0 ? "open" : when);
    return known.get(name);
  };
  return decided;
}

const VALUE: Node = { ParamRef: { number: 1 } };

/** A copy in which parameters stand for the variables of a body. */
export function withoutVariables<T>(value: T, names: ReadonlySet<string>): T {
  if (Array.isArray(value)) return value.map((item) => withoutVariables(item, names)) as T;
  if (typeof value !== "object" || value === null) return value;
  const fields = as(value as unknown as Node, "ColumnRef")?.fields;
  if (fields) return (names.has(stringOf(fields[0]) ?? "") ? VALUE : value) as T;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, withoutVariables(inner, names)]),
  ) as T;
}
