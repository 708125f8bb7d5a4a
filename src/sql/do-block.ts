/** The SQL that is written out in a DO block or in the function of a trigger, without running it. */
import { as, type DoStmt, type Node, stringOf } from "./nodes.ts";
import { parsePlpgsql, parseScript } from "./parse.ts";

export interface DoBlock {
  /** In the order in which they are written. */
  readonly statements: readonly BlockStatement[];
  /** Nothing else is run: no EXECUTE of a text that is put together, no PERFORM, no other language. */
  readonly whole: boolean;
}

export interface BlockStatement {
  readonly node: Node;
  /** It stands under IF, CASE or a loop, or its errors are caught, so that it may do nothing. */
  readonly conditional: boolean;
}

const UNREAD: DoBlock = { statements: [], whole: false };

export function readDoBlock(statement: DoStmt): DoBlock {
  const options = (statement.args ?? []).flatMap((node) => as(node, "DefElem") ?? []);
  const option = (name: string) => stringOf(options.find((it) => it.defname === name)?.arg);
  const body = option("as");
  if (body === undefined || (option("language") ?? "plpgsql") !== "plpgsql") return UNREAD;
  const tree = parsePlpgsql(body);
  if (tree === null) return UNREAD;
  const found: { statements: BlockStatement[]; whole: boolean } = { statements: [], whole: true };
  collect(tree, false, found);
  return found;
}

/**
 * The queries and expressions of a trigger's function in PL/pgSQL, when nothing else is in it that could run SQL; null
 * when there is, or when it cannot be read.
 */
export function readTriggerBody(body: string): Node[] | null {
  const tree = parsePlpgsql(body, "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS");
  if (tree === null) return null;
  const found: { statements: BlockStatement[]; whole: boolean } = { statements: [], whole: true };
  collect(tree, false, found);
  if (!found.whole || found.statements.length > 0) return null;
  const nodes: Node[] = [];
  for (const text of expressionsIn(tree)) {
    const query = /^\s*select\b/i.test(text) ? text : `SELECT ${text.replace(":=", "=")}`;
    const { statements, unread } = parseScript(query);
    if (unread.length > 0) return null;
    nodes.push(...statements.map(({ node }) => node));
  }
  return nodes;
}

function expressionsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const query = key === "PLpgSQL_expr" ? (inner as { query?: string }).query : undefined;
    return query === undefined ? expressionsIn(inner) : query;
  });
}

/** Kinds of PL/pgSQL statements whose parts may run or not. */
const BRANCHING = new Set([
  "PLpgSQL_stmt_if",
  "PLpgSQL_stmt_case",
  "PLpgSQL_stmt_loop",
  "PLpgSQL_stmt_while",
  "PLpgSQL_stmt_fori",
  "PLpgSQL_stmt_fors",
  "PLpgSQL_stmt_forc",
  "PLpgSQL_stmt_foreach_a",
]);

/** Kinds that run what is not written out. */
const HIDDEN = new Set(["PLpgSQL_stmt_dynfors", "PLpgSQL_stmt_perform", "PLpgSQL_stmt_call"]);

function collect(
  value: unknown,
  conditional: boolean,
  found: { statements: BlockStatement[]; whole: boolean },
): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, conditional, found);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (HIDDEN.has(key)) found.whole = false;
    if (key === "PLpgSQL_stmt_execsql") addStatement(queryOf(inner, "sqlstmt"), conditional, found);
    else if (key === "PLpgSQL_stmt_dynexecute")
      addStatement(literal(queryOf(inner, "query")), conditional, found);
    else collect(inner, conditional || BRANCHING.has(key) || catches(key, inner), found);
  }
}

function catches(key: string, block: unknown): boolean {
  return key === "PLpgSQL_stmt_block" && (block as { exceptions?: unknown }).exceptions !== undefined;
}

function queryOf(body: unknown, field: "sqlstmt" | "query"): string {
  const { [field]: expression } = body as Partial<Record<string, { PLpgSQL_expr?: { query?: string } }>>;
  return expression?.PLpgSQL_expr?.query ?? "";
}

/** The text of EXECUTE '…'; null for one that is put together. */
function literal(expression: string): string | null {
  const select = as(parseScript(`SELECT ${expression}`).statements[0]?.node, "SelectStmt");
  const constant = as(as(select?.targetList?.[0], "ResTarget")?.val, "A_Const");
  return constant?.sval?.sval ?? null;
}

function addStatement(
  sql: string | null,
  conditional: boolean,
  found: { statements: BlockStatement[]; whole: boolean },
): void {
  const { statements, unread } = parseScript(sql ?? "");
  if (sql === null || unread.length > 0) found.whole = false;
  for (const { node } of statements) found.statements.push({ node, conditional });
}
