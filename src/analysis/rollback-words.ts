import type { Pair } from "../drift/catalog/compare-facts.ts";
import { type SideWords, say } from "../drift/catalog/fact-text.ts";
import { OPTIONAL_OBJECTS } from "../drift/catalog/optional-facts.ts";
import type { StatementError } from "../postgres/server-message.ts";

/** Of the catalog before a migration, and after it was taken back. */
const BACK: SideWords = {
  missing: "not made again",
  unexpected: "left behind",
  differ: (before, after) => `${before} before, ${after} after it`,
  lacks: (labels) => `lacks ${labels}`,
  has: (labels) => `keeps ${labels}`,
  reordered: "its values are in another order",
};

/** Of the catalog after the first way up, and after the second. */
const AGAIN: SideWords = {
  missing: "not made the second time",
  unexpected: "made the second time only",
  differ: (first, second) => `${first} the first time, ${second} the second`,
  lacks: (labels) => `lacks ${labels} the second time`,
  has: (labels) => `has ${labels} the second time only`,
  reordered: "its values are in another order the second time",
};

const MOST = 5;

/** What differs, a line each. */
export function differenceLines(pairs: readonly Pair[], way: "back" | "up again"): string[] {
  const words = way === "back" ? BACK : AGAIN;
  const lines = shown(pairs).map((pair) => say(pair, words));
  return lines.length > MOST ? [...lines.slice(0, MOST), `and ${lines.length - MOST} more`] : lines;
}

/** Comments, grants, owners and storage parameters come and go with their objects: they are told where nothing else is. */
function shown(pairs: readonly Pair[]): readonly Pair[] {
  const objects = pairs.filter(({ expected, actual }) => {
    const fact = expected ?? actual;
    return fact !== null && !OPTIONAL_OBJECTS.has(fact.object);
  });
  return objects.length > 0 ? objects : pairs;
}

/** PostgreSQL's words, its detail and hint each on a line. */
export function errorLines({ message, detail, hint }: StatementError): string[] {
  const more = [detail, hint && `HINT: ${hint}`].filter((line) => line !== null && line !== "");
  return [message, ...more].flatMap((text) => (text ?? "").split("\n"));
}
