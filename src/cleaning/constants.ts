/** Where the constants of a statement stand, by PostgreSQL's own parse tree. */
import { as, type Node, stringOf } from "../sql/nodes.ts";

/** Places are UTF-8 bytes, as in the tree. */
export interface Constants {
  /** Constants of expressions, with or without the minus before them. */
  readonly values: readonly number[];
  /** `interval $1 day`, `date $1`: where the type begins and its constant stands. */
  readonly typed: readonly { readonly type: number; readonly value: number }[];
  /** `extract($1 FROM …)`: where EXTRACT and its constant stand. */
  readonly extracts: readonly { readonly call: number; readonly value: number }[];
  /** Lists of constants and parameters alone behind IN: the places of their items. */
  readonly lists: readonly (readonly number[])[];
  /** Rows of constants and parameters alone behind VALUES of an INSERT: the places of their items. */
  readonly rows: readonly (readonly (readonly number[])[])[];
}

type Found = { -readonly [K in keyof Constants]: Constants[K][number][] };

/** Positions in the select list (ORDER BY 2) and type modifiers (varchar(20)) are no constants here. */
export function constantsIn(tree: unknown): Constants {
  const found: Found = { values: [], typed: [], extracts: [], lists: [], rows: [] };
  collect(tree, found, new Set());
  return found;
}

function collect(value: unknown, found: Found, positions: Set<unknown>): void {
  if (typeof value !== "object" || value === null || positions.has(value)) return;
  note(value as Node, found, positions);
  for (const [key, inner] of Object.entries(value)) if (key !== "typmods") collect(inner, found, positions);
}

function note(node: Node, found: Found, positions: Set<unknown>): void {
  const constant = as(node, "A_Const");
  const place = constant?.location ?? -1;
  if (place >= 0 && !constant?.isnull) found.values.push(place);
  const cast = as(node, "TypeCast");
  const [type, value] = [cast?.typeName?.location ?? 0, leafPlace(cast?.arg) ?? -1];
  if (cast !== undefined && type < value) found.typed.push({ type, value });
  const call = as(node, "FuncCall");
  const field = leafPlace(call?.args?.[0]);
  if (call?.funcformat === "COERCE_SQL_SYNTAX" && stringOf(call.funcname?.[1]) === "extract" && field)
    found.extracts.push({ call: call.location ?? 0, value: field });
  const expression = as(node, "A_Expr");
  const items = leaves(as(expression?.rexpr, "List")?.items);
  if (expression?.kind === "AEXPR_IN" && items !== null) found.lists.push(items);
  const rows = as(as(node, "InsertStmt")?.selectStmt, "SelectStmt")?.valuesLists?.map((row) =>
    leaves(as(row, "List")?.items),
  );
  if (rows?.every((row) => row !== null)) found.rows.push(rows);
  const select = as(node, "SelectStmt");
  for (const key of keysOf(select)) if (isPosition(key)) positions.add(key);
}

/** The places of the items where each is a constant or a parameter. */
function leaves(items: readonly Node[] = []): number[] | null {
  const places = items.map((item) => leafPlace(item) ?? null);
  return places.length > 0 && places.every((place) => place !== null) ? places : null;
}

function leafPlace(node: Node | undefined): number | undefined {
  return (as(node, "A_Const") ?? as(node, "ParamRef"))?.location;
}

/** What a SELECT groups, sorts and tells rows apart by. */
export function keysOf(select: ReturnType<typeof asSelect>): Node[] {
  const sorted = select?.sortClause?.flatMap((node) => as(node, "SortBy")?.node ?? []) ?? [];
  return [...flat(select?.groupClause), ...flat(select?.distinctClause), ...sorted];
}

const asSelect = (node: Node) => as(node, "SelectStmt");

function flat(nodes: readonly Node[] = []): Node[] {
  return nodes.flatMap((node) => {
    const sets = as(node, "GroupingSet")?.content ?? as(node, "RowExpr")?.args;
    return sets === undefined ? [node] : flat(sets);
  });
}

/** A select list has at most 1,664 columns. */
const MOST_COLUMNS = 1664;

function isPosition(key: Node): boolean {
  const place = as(key, "A_Const")?.ival?.ival ?? 0;
  return place >= 1 && place <= MOST_COLUMNS;
}
