/**
 * Typed views of PostgreSQL's parse nodes. The names are PostgreSQL's own (nodes/parsenodes.h); every node is an
 * object with one key, its kind.
 */
import type { DefElem, Node, RangeVar } from "@pgsql/types";

export type * from "@pgsql/types";

type KeysOfUnion<T> = T extends unknown ? keyof T : never;
export type NodeKind = KeysOfUnion<Node>;
export type NodeOf<K extends NodeKind> = Extract<Node, Record<K, unknown>>[K];

/** The kind of a node: its only key. */
export function kindOf(node: Node): NodeKind {
  for (const key in node) return key as NodeKind;
  throw new TypeError("a parse node without a kind");
}

/** The body of the node if it is of that kind, else undefined. */
export function as<K extends NodeKind>(node: Node | undefined, kind: K): NodeOf<K> | undefined {
  return node === undefined ? undefined : ((node as Record<string, unknown>)[kind] as NodeOf<K> | undefined);
}

const NONE: readonly Node[] = [];

/** The nodes of that kind in a list. */
export function allOf<K extends NodeKind>(nodes: readonly Node[] | undefined, kind: K): NodeOf<K>[] {
  const found: NodeOf<K>[] = [];
  for (const node of nodes ?? NONE) {
    const body = as(node, kind);
    if (body !== undefined) found.push(body);
  }
  return found;
}

/** A field that the grammar always fills, though its type does not say so. */
export function present<T>(field: T | undefined): T {
  if (field === undefined) throw new TypeError("a parse node lacks a field that the grammar always fills");
  return field;
}

/** The option of that name in WITH (…), or among the clauses of a CREATE or ALTER. */
export function optionNamed(options: readonly Node[] | undefined, name: string): DefElem | undefined {
  return allOf(options, "DefElem").find(({ defname }) => defname === name);
}

/** Whether an option is written alone, or with a value that is not false. */
export function isOptionOn(options: readonly Node[] | undefined, name: string): boolean {
  const option = optionNamed(options, name);
  if (!option) return false;
  const integer = as(option.arg, "Integer");
  const text = as(option.arg, "String")?.sval ?? String(integer?.ival ?? "");
  return !/^(false|off|no|0)$/i.test(text) && !(integer && text === "");
}

/** The text of a String node ("String" nodes make up names). The empty string has no `sval`. */
export function stringOf(node: Node | undefined): string | undefined {
  const string = as(node, "String");
  return string ? (string.sval ?? "") : undefined;
}

/** The parts of a possibly qualified name given as a list of String nodes: `["public", "orders"]`. */
export function nameParts(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).map((node) => stringOf(node) ?? "");
}

/** The parts of the name of an object in DROP, COMMENT, RENAME …, in whichever node it stands. */
export function objectParts(node: Node | undefined): string[] {
  const list = as(node, "List")?.items ?? as(node, "TypeName")?.names ?? as(node, "ObjectWithArgs")?.objname;
  const string = as(node, "String");
  return list ? nameParts(list) : string ? [string.sval ?? ""] : [];
}

/** The parts of the name of a relation: `["public", "orders"]`. */
export function rangeParts(range: RangeVar | undefined): string[] {
  return [range?.schemaname, range?.relname].flatMap((part) => part ?? []);
}

/** The relation of that name, as a statement would name it. */
export function rangeOf(parts: readonly string[]): RangeVar {
  const relname = parts.at(-1) ?? "";
  const schemaname = parts.at(-2);
  return schemaname === undefined ? { relname } : { schemaname, relname };
}

/** ONLY stands before the name: not its partitions and children. (The parser leaves a field that is false out.) */
export function isOnly(relation: RangeVar | undefined): boolean {
  return relation?.inh !== true;
}

/** Calls `visit` on every node in `value`, parents first; does not go below a node for which it returns false. */
export function walk(value: unknown, visit: (node: Node) => boolean | undefined): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) walk(item, visit);
    return;
  }
  if (onlyKind(value) !== null && visit(value as Node) === false) return;
  for (const key in value) {
    const inner = (value as Record<string, unknown>)[key];
    if (typeof inner === "object") walk(inner, visit);
  }
}

/** The kind of a wrapped node, which is its one key, written with a capital: fields are lower case; else null. */
export function onlyKind(value: object): NodeKind | null {
  let only: string | undefined;
  for (const key in value) {
    if (only !== undefined) return null;
    only = key;
  }
  return only !== undefined && only >= "A" && only < "[" ? (only as NodeKind) : null;
}

/** The kinds of all nodes in a statement: who looks for some need not go through a tree that has none. */
export function kindsIn(statement: Node): ReadonlySet<NodeKind> {
  const known = KINDS.get(statement);
  if (known !== undefined) return known;
  const kinds = new Set<NodeKind>();
  walk(statement, (node) => {
    kinds.add(kindOf(node));
    return true;
  });
  KINDS.set(statement, kinds);
  return kinds;
}

const KINDS = new WeakMap<Node, ReadonlySet<NodeKind>>();

/** As `walk`, where the statement has a node of one of the kinds. */
export function walkFor(
  kinds: readonly NodeKind[],
  statement: Node,
  visit: (node: Node) => boolean | undefined,
): void {
  const there = kindsIn(statement);
  if (kinds.some((kind) => there.has(kind))) walk(statement, visit);
}

/** A tree, or what holds trees, as text: without the places where its parts stand. */
export function treeText(value: unknown): string {
  return JSON.stringify(value, (key, inner) => (PLACES.has(key) ? undefined : inner)) ?? "";
}

const PLACES: ReadonlySet<string> = new Set(["location", "stmt_location", "stmt_len"]);
