/**
 * Typed views of PostgreSQL's parse nodes. The names are PostgreSQL's own (nodes/parsenodes.h); every node is an
 * object with one key, its kind.
 */
import type { Node, RangeVar } from "@pgsql/types";

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

/** The nodes of that kind in a list. */
export function allOf<K extends NodeKind>(nodes: readonly Node[] | undefined, kind: K): NodeOf<K>[] {
  return (nodes ?? []).flatMap((node) => as(node, kind) ?? []);
}

/** A field that the grammar always fills, though its type does not say so. */
export function present<T>(field: T | undefined): T {
  if (field === undefined) throw new TypeError("a parse node lacks a field that the grammar always fills");
  return field;
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

/** ONLY stands before the name: not its partitions and children. (The parser leaves a field that is false out.) */
export function isOnly(relation: RangeVar | undefined): boolean {
  return relation?.inh !== true;
}

/** Calls `visit` on every node in `value`, parents first; does not go below a node for which it returns false. */
export function walk(value: unknown, visit: (node: Node) => boolean | undefined): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, visit);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const keys = Object.keys(value);
  const [only] = keys;
  // A wrapped node has exactly one key, its kind, written with a capital; fields are lower case.
  if (keys.length === 1 && only !== undefined && only >= "A" && only < "[") {
    if (visit(value as Node) === false) return;
  }
  for (const key of keys) walk((value as Record<string, unknown>)[key], visit);
}
