/** A whole table, view or domain: a line for each of its columns, keys, indexes and what else belongs to it. */
import { type CatalogObject, type Fact, OBJECTS } from "../drift/catalog/fact.ts";
import { describeFact, describeOwnIndex } from "./fact-words.ts";

/** @param parts what belongs to it, in any order. */
export function describeWhole(relation: Fact, parts: readonly Fact[]): string {
  // A sequence that a column owns is in its default.
  const lines = parts
    .filter(({ object }) => object !== "sequence")
    .sort(byPlace)
    .map(describePart);
  const own = describeFact(relation);
  if (own === "present") return lines.join("\n") || "no columns";
  return (isTable(relation) ? [...lines, own] : [own, ...lines]).join("\n");
}

/** Of a table its columns come first, of all else what it is. */
function isTable({ object, attributes }: Fact): boolean {
  return object === "foreign table" || (object === "table" && attributes["partition of"] === undefined);
}

function describePart(fact: Fact): string {
  const { object } = fact;
  switch (object) {
    case "column":
      return `${plainName(fact.name)} ${describeFact(fact)}`;
    case "constraint":
    case "domain constraint":
      return describeFact(fact);
    case "index":
      return `index ${plainName(fact.name)} ${describeOwnIndex(fact)}`;
    default:
      return `${object} ${plainName(fact.name)} ${describeFact(fact)}`;
  }
}

/** A name in a line of many: one that could be taken for something else stands in quotes. */
function plainName(name: string): string {
  return /^[\p{L}\p{N}_$.-]+$/u.test(name) ? name : JSON.stringify(name);
}

function byPlace(a: Fact, b: Fact): number {
  if (a.object !== b.object) return rank(a.object) - rank(b.object);
  if (a.object === "column") return columnNumber(a) - columnNumber(b);
  return constraintRank(a) - constraintRank(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

function rank(object: CatalogObject): number {
  return OBJECTS.indexOf(object);
}

function columnNumber({ id }: Fact): number {
  return Number(id.slice(id.indexOf(".") + 1));
}

const CONSTRAINT_ORDER = ["PRIMARY KEY", "UNIQUE", "FOREIGN KEY", "CHECK"];

function constraintRank({ attributes: { definition = "" } }: Fact): number {
  const at = CONSTRAINT_ORDER.findIndex((keyword) => definition.startsWith(keyword));
  return at === -1 ? CONSTRAINT_ORDER.length : at;
}
