/** What a plan, as EXPLAIN (VERBOSE, FORMAT JSON) gives it, reads of which table and how. */

/** `condition`: an index finds the rows; `order`: an index in its order, until a LIMIT has enough; `all`: every row. */
export type Access = "condition" | "order" | "all";

export interface Scan {
  /** `schema.name`. */
  readonly relation: string;
  /** The name by which the query knows it. */
  readonly alias: string;
  readonly access: Access;
  /** Names of the indexes that it uses, in the table's schema. */
  readonly indexes: readonly string[];
  /** What the rows have to fulfil, in PostgreSQL's words. */
  readonly conditions: string;
  /** The part of the rows that is read where a LIMIT stops it, as the planner estimates it: 1 is all of them. */
  readonly fraction: number;
}

/** The fields of a node that are read. */
interface Node {
  readonly "Node Type": string;
  readonly "Total Cost"?: number;
  readonly "Startup Cost"?: number;
  readonly "Relation Name"?: string;
  readonly Schema?: string;
  readonly Alias?: string;
  readonly "Index Name"?: string;
  readonly "Index Cond"?: string;
  readonly "Order By"?: string;
  readonly Filter?: string;
  readonly "Recheck Cond"?: string;
  readonly "Parent Relationship"?: string;
  readonly Plans?: readonly Node[];
}

/** @throws SyntaxError for what is no JSON. */
export function scansOf(explained: string): Scan[] {
  const plans = JSON.parse(explained) as readonly { readonly Plan?: Node }[];
  return plans.flatMap(({ Plan }) => (Plan ? scansIn(Plan, 1) : []));
}

function scansIn(node: Node, fraction: number): Scan[] {
  const { Plans = [] } = node;
  const own = scanIn(node, fraction);
  if (own !== null) return [own];
  return Plans.flatMap((child) => scansIn(child, fractionOf(node, child, fraction)));
}

/** What reads all of its input before it gives a row; a LIMIT above does not stop it. */
const READS_ALL: ReadonlySet<string> = new Set([
  "Sort",
  "Aggregate",
  "Hash",
  "WindowAgg",
  "ModifyTable",
  "SetOp",
]);

function fractionOf(node: Node, child: Node, fraction: number): number {
  if (child["Parent Relationship"] === "SubPlan" || child["Parent Relationship"] === "InitPlan") return 1;
  if (READS_ALL.has(node["Node Type"])) return 1;
  if (node["Node Type"] !== "Limit") return fraction;
  const run = (one: Node): number => (one["Total Cost"] ?? 0) - (one["Startup Cost"] ?? 0);
  const whole = run(child);
  return whole > 0 ? Math.min(1, run(node) / whole) : 1;
}

function scanIn(node: Node, fraction: number): Scan | null {
  const { "Relation Name": name, Schema: schema, Alias: alias = "" } = node;
  const type = node["Node Type"];
  if (name === undefined || schema === undefined || !type.endsWith("Scan")) return null;
  const used = [node, ...below(node)].filter((one) => one["Index Name"] !== undefined);
  const indexes = used.flatMap((one) => one["Index Name"] ?? []);
  const finds = used.some((one) => one["Index Cond"] !== undefined || one["Order By"] !== undefined);
  // Read in its order with nothing left out, a LIMIT above ends it after as many rows.
  const stops = indexes.length > 0 && fraction < 1 && node.Filter === undefined;
  const access = type === "Tid Scan" || finds ? "condition" : stops ? "order" : "all";
  const conditions = [node["Index Cond"], node["Recheck Cond"], node.Filter]
    .flatMap((one) => one ?? [])
    .join(" ");
  return { relation: `${schema}.${name}`, alias, access, indexes, conditions, fraction };
}

function below({ Plans = [] }: Node): Node[] {
  return Plans.flatMap((child) => [child, ...below(child)]);
}
