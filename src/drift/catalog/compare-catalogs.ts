import { loadParser } from "../../sql/parse.ts";
import type { FoundDifference } from "../drift-report.ts";
import { type Pair, pairFacts } from "./compare-facts.ts";
import type { Asked } from "./extract.ts";
import { type Fact, type Facts, OBJECTS, relationOf } from "./fact.ts";
import { readPair, say } from "./fact-text.ts";
import { PROBE, renderOnShadow, type Wording } from "./render.ts";
import { nextStep } from "./repair-sql.ts";
import type { Scope } from "./scope.ts";

interface Marking {
  /** How a migration is marked as applied: "run `...`". */
  readonly mark: string;
}

/**
 * How the live database differs from what the migrations make. `shadow` stands as the migrations make it: what two
 * servers only write differently is told from what differs by having the shadow write both.
 *
 * @param expected facts of the shadow
 * @param actual facts of the live database
 */
export async function compareCatalogs(
  expected: Facts,
  actual: Facts,
  scope: Scope & Marking,
  shadow: Asked,
): Promise<FoundDifference[]> {
  await loadParser();
  const pairs = await rewordedOn(shadow, pairFacts(expected, actual, scope));
  return pairs.map((pair) => differenceOf(pair, scope.mark)).sort(byPlace);
}

function differenceOf(pair: Pair, mark: string): FoundDifference {
  const fact = pair.expected ?? (pair.actual as Fact);
  return {
    ...readPair(pair),
    relation: TABLE_PARTS.has(fact.object) ? relationOf(fact) : null,
    message: say(pair),
    ...nextStep(pair, mark),
  };
}

/** The pairs that still differ when the shadow has written both sides, in its words where it could. */
async function rewordedOn(shadow: Asked, pairs: readonly Pair[]): Promise<Pair[]> {
  const wordings: Wording[] = [];
  for (const { expected, actual, attributes } of pairs) {
    if (expected === null || actual === null) continue;
    for (const attribute of attributes) {
      const [here, there] = [expected.attributes[attribute], actual.attributes[attribute]];
      if (here === undefined || there === undefined) continue;
      wordings.push({ fact: expected, attribute, text: here }, { fact: actual, attribute, text: there });
    }
  }
  const texts = await renderOnShadow(shadow, wordings);
  const rendered = new Map<Fact, Record<string, string>>();
  for (const [index, { fact, attribute }] of wordings.entries()) {
    const text = texts[index];
    if (text !== undefined && text !== null) rendered.set(fact, { ...rendered.get(fact), [attribute]: text });
  }
  return pairs.flatMap((pair) => reworded(pair, rendered));
}

/** The pair with what the shadow wrote of both sides, or nothing where that is alike. */
function reworded(pair: Pair, rendered: ReadonlyMap<Fact, Record<string, string>>): Pair[] {
  const { expected, actual, attributes } = pair;
  if (expected === null || actual === null) return [pair];
  const [here, there] = [rendered.get(expected) ?? {}, rendered.get(actual) ?? {}];
  const both = attributes.filter((name) => here[name] !== undefined && there[name] !== undefined);
  const differing = attributes.filter((name) => !both.includes(name) || here[name] !== there[name]);
  if (differing.length === 0) return [];
  return [
    { expected: written(expected, here, both), actual: written(actual, there, both), attributes: differing },
  ];
}

/** A fact with the shadow's texts; what was made under another name keeps its own text. */
function written(fact: Fact, texts: Readonly<Record<string, string>>, names: readonly string[]): Fact {
  const usable = names.filter((name) => !texts[name]?.includes(PROBE));
  return {
    ...fact,
    attributes: {
      ...fact.attributes,
      ...Object.fromEntries(usable.map((name) => [name, texts[name] ?? ""])),
    },
  };
}

const TABLE_PARTS: ReadonlySet<string> = new Set(
  OBJECTS.slice(OBJECTS.indexOf("table"), OBJECTS.indexOf("sequence")),
);

/** By table, and in it by kind of object; what belongs to no table comes last. */
function byPlace(a: FoundDifference, b: FoundDifference): number {
  if ((a.relation === null) !== (b.relation === null)) return a.relation === null ? 1 : -1;
  return compareText(a.relation ?? "", b.relation ?? "") || rank(a) - rank(b) || compareText(a.name, b.name);
}

function rank({ object }: FoundDifference): number {
  return (OBJECTS as readonly string[]).indexOf(object);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
