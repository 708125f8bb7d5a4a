/** Bounds of partitions with a key of one column: which values they take, and what CHECKs prove of them. */
import { as, type Node, nameParts } from "../sql/nodes.ts";
import { type Constant, compareConstants, constantOf } from "./constant.ts";
import { plainColumn } from "./schema/expression.ts";
import { childrenOf } from "./schema/lookup.ts";
import type { SchemaModel } from "./schema/model.ts";
import type { Column, Table } from "./schema/relation.ts";

/** From `from` (or from the least value) up to but without `to` (or to the end), or one of `values`. */
export type Bound =
  | { readonly kind: "range"; readonly from: Constant | undefined; readonly to: Constant | undefined }
  | { readonly kind: "list"; readonly values: readonly Constant[] };

/** The bound of a partition; null where it has several columns, is by hash, the default one, or no constant. */
export function boundOf(node: Node | null | undefined): Bound | null {
  const spec = as(node ?? undefined, "PartitionBoundSpec");
  if (!spec || spec.is_default) return null;
  if (spec.strategy === "l") {
    const values = (spec.listdatums ?? []).map(constantOf);
    return values.every((value) => value !== undefined) ? { kind: "list", values } : null;
  }
  if (spec.strategy !== "r" || spec.lowerdatums?.length !== 1 || spec.upperdatums?.length !== 1) return null;
  const [from, to] = [edgeOf(spec.lowerdatums[0], "minvalue"), edgeOf(spec.upperdatums[0], "maxvalue")];
  return from && to ? { kind: "range", from: from.value, to: to.value } : null;
}

function edgeOf(node: Node | undefined, open: string): { readonly value: Constant | undefined } | null {
  const name = plainColumn(node);
  if (name !== null) return name.toLowerCase() === open ? { value: undefined } : null;
  const value = constantOf(node);
  return value === undefined ? null : { value };
}

/** The only column of a partitioned table's key. */
export function keyColumnOf(table: Table): Column | undefined {
  const [number, more] = table.partitionKey?.columns ?? [];
  return more === undefined ? table.columns.find((column) => column.number === number) : undefined;
}

function before(a: Constant | undefined, b: Constant | undefined): boolean | undefined {
  if (a === undefined || b === undefined) return false;
  const order = compareConstants(a, b);
  return order === undefined ? undefined : order < 0;
}

/** Whether a partition with the bound takes the value. */
export function takes(bound: Bound, value: Constant): boolean | undefined {
  if (bound.kind === "list") return bound.values.some((it) => it === value);
  const [low, high] = [before(value, bound.from), bound.to === undefined ? true : before(value, bound.to)];
  if (low === undefined || high === undefined) return undefined;
  return !low && high;
}

/** Whether two partitions would take the same value. */
export function overlaps(a: Bound, b: Bound): boolean | undefined {
  if (a.kind === "list" && b.kind === "list") return a.values.some((value) => b.values.includes(value));
  if (a.kind !== "range" || b.kind !== "range") return undefined;
  const [first, second] = [
    b.to === undefined || before(a.from, b.to),
    a.to === undefined || before(b.from, a.to),
  ];
  const open = [a.from === undefined && b.to !== undefined, b.from === undefined && a.to !== undefined];
  const [left, right] = [first || open[0], second || open[1]];
  return left === undefined || right === undefined ? undefined : left && right;
}

/** The leaf partition of a partitioned table that takes a value; undefined where that is not known. */
export function partitionFor(model: SchemaModel, table: Table, value: Constant): Table | undefined {
  const children = childrenOf(model, table.id).filter((child) => child.partition?.parent === table.id);
  for (const child of children) {
    if (child.partition?.isDefault) continue;
    const bound = boundOf(child.partition?.bound);
    const fits = bound ? takes(bound, value) : undefined;
    if (fits === undefined) return undefined;
    if (fits) return child.kind === "partitioned table" ? undefined : child;
  }
  return children.find((child) => child.partition?.isDefault && child.kind !== "partitioned table");
}

interface Limits {
  readonly from: Constant | undefined;
  /** The least value itself is excluded. */
  readonly fromOpen: boolean;
  readonly to: Constant | undefined;
  readonly toOpen: boolean;
  readonly values: readonly Constant[] | null;
}

/** What the valid CHECKs of a table say of one of its columns. */
function limitsOf(table: Table, column: string): Limits {
  let limits: Limits = { from: undefined, fromOpen: false, to: undefined, toOpen: false, values: null };
  for (const constraint of table.constraints) {
    if (constraint.kind !== "check" || !constraint.valid || !constraint.expression) continue;
    for (const atom of conjuncts(constraint.expression.node)) limits = narrowed(limits, atom, column);
  }
  return limits;
}

function conjuncts(node: Node): Node[] {
  const bool = as(node, "BoolExpr");
  return bool?.boolop === "AND_EXPR" ? (bool.args ?? []).flatMap(conjuncts) : [node];
}

function narrowed(limits: Limits, atom: Node, column: string): Limits {
  const expression = as(atom, "A_Expr");
  if (!expression || plainColumn(expression.lexpr) !== column) return limits;
  if (expression.kind === "AEXPR_IN") {
    const values = (as(expression.rexpr, "List")?.items ?? []).map(constantOf);
    return values.every((value) => value !== undefined) ? { ...limits, values } : limits;
  }
  if (expression.kind === "AEXPR_BETWEEN") {
    const [from, to] = (as(expression.rexpr, "List")?.items ?? []).map(constantOf);
    return { ...limits, from, to };
  }
  const value = constantOf(expression.rexpr);
  if (expression.kind !== "AEXPR_OP" || value === undefined) return limits;
  switch (nameParts(expression.name).at(-1)) {
    case ">=":
      return { ...limits, from: value, fromOpen: false };
    case ">":
      return { ...limits, from: value, fromOpen: true };
    case "<":
      return { ...limits, to: value, toOpen: true };
    case "<=":
      return { ...limits, to: value, toOpen: false };
    case "=":
      return { ...limits, values: [value] };
    default:
      return limits;
  }
}

/** CHECKs (and NOT NULL) prove that every row of the table fits the bound, so that ATTACH need not look. */
export function provesFit(table: Table, column: Column, bound: Bound): boolean {
  if (column.notNull !== "yes") return false;
  const limits = limitsOf(table, column.name);
  if (limits.values) return limits.values.every((value) => takes(bound, value) === true);
  if (bound.kind === "list") return false;
  const low =
    bound.from === undefined || (limits.from !== undefined && before(limits.from, bound.from) === false);
  const high =
    bound.to === undefined ||
    (limits.to !== undefined &&
      (limits.toOpen ? before(bound.to, limits.to) === false : before(limits.to, bound.to) === true));
  return low && high;
}

/** CHECKs prove that no row of the table would fit the bound. */
export function provesNoFit(table: Table, column: string, bound: Bound): boolean {
  const limits = limitsOf(table, column);
  if (limits.values) return limits.values.every((value) => takes(bound, value) === false);
  if (bound.kind === "list") {
    return bound.values.every(
      (value) => before(value, limits.from) === true || before(limits.to, value) === true,
    );
  }
  const above =
    bound.to !== undefined && limits.from !== undefined && before(limits.from, bound.to) === false;
  const below =
    bound.from !== undefined &&
    limits.to !== undefined &&
    (limits.toOpen ? before(bound.from, limits.to) === false : before(limits.to, bound.from) === true);
  return above || below;
}

/** The default partition beside a partition to come, if there is one. */
export function defaultBeside(model: SchemaModel, parent: Table, except?: number): Table | undefined {
  return childrenOf(model, parent.id).find((child) => child.partition?.isDefault && child.id !== except);
}
