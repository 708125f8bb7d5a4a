import type { Pair } from "./compare-facts.ts";
import { type Fact, nameOf, relationOf } from "./fact.ts";

/** Matches the name in a definition: quoted or not, with its schema or not. */
export const NAME = String.raw`(?:(?:"(?:[^"]|"")+"|[^\s".(]+)\.)?(?:"(?:[^"]|"")+"|[^\s".(]+)`;

/** How an attribute reads: with its value, and where it is absent. */
type Reading = readonly [value: (text: string) => string, absent: string];

const AS_IT_IS = (text: string) => text;

const READINGS: Readonly<Record<string, Reading>> = {
  type: [AS_IT_IS, "no type"],
  nullability: [AS_IT_IS, "nullable"],
  default: [(text) => `DEFAULT ${text}`, "no default"],
  expression: [(text) => `GENERATED ALWAYS AS (${text})`, "not generated"],
  generated: [AS_IT_IS, "not generated"],
  identity: [(text) => `GENERATED ${text.toUpperCase()} AS IDENTITY`, "no identity"],
  collation: [(text) => `COLLATE ${text}`, "the default collation"],
  definition: [AS_IT_IS, "no definition"],
  labels: [(text) => `(${text})`, "()"],
  attributes: [(text) => `(${text})`, "()"],
  validity: [AS_IT_IS, "valid"],
  enabled: [AS_IT_IS, "enabled"],
  enforcement: [() => "not enforced: its triggers are disabled", "enforced"],
  persistence: [AS_IT_IS, "logged"],
  kind: [AS_IT_IS, "permissive"],
  "replica identity": [(text) => `replica identity ${text}`, "replica identity default"],
  "row level security": [(text) => `row level security ${text}`, "row level security disabled"],
  "row level security of the owner": [
    (text) => `row level security ${text} on the owner`,
    "row level security not forced on the owner",
  ],
  "partitioned by": [(text) => `PARTITION BY ${text}`, "not partitioned"],
  "partition of": [(text) => `PARTITION OF ${text}`, "no partition"],
  "inherits from": [(text) => `INHERITS (${text})`, "no parent"],
};

/** What a fact says in one attribute. */
export function readAttribute({ attributes }: Fact, name: string): string {
  const [value, absent] = READINGS[name] ?? [(text: string) => `${name} ${text}`, `no ${name}`];
  const text = attributes[name];
  return text === undefined ? absent : value(text);
}

/** All that a fact says, in PostgreSQL's words as far as they exist; an object that says nothing is "present". */
export function readFact(fact: Fact): string {
  const { definition, ...rest } = fact.attributes;
  const said = Object.keys(rest).map((name) => readAttribute(fact, name));
  return [...(definition === undefined ? [] : [definition]), ...said].join(" ") || "present";
}

/** What of an object that both sides have differs, on one side. */
export function readDiffering(fact: Fact, attributes: readonly string[]): string {
  return attributes.map((name) => readAttribute(fact, name)).join(", ");
}

/** What a report holds of a pair, whoever compares. */
export function readPair({ expected, actual, attributes }: Pair) {
  const fact = expected ?? (actual as Fact);
  const read = expected && actual ? (one: Fact) => readDiffering(one, attributes) : readFact;
  return {
    kind: actual === null ? "missing" : expected === null ? "unexpected" : "changed",
    object: fact.object,
    name: nameOf(fact),
    relation: relationOf(fact),
    expected: expected && read(expected),
    actual: actual && read(actual),
  } as const;
}

/** How a difference is told: whose the two sides are. */
export interface SideWords {
  readonly missing: string;
  readonly unexpected: string;
  differ(expected: string, actual: string): string;
  /** Of the labels of an enum. */
  lacks(labels: string): string;
  has(labels: string): string;
  readonly reordered: string;
}

const OF_DRIFT: SideWords = {
  missing: "the migrations make it, the database lacks it",
  unexpected: "only the database has it",
  differ: (expected, actual) => `the migrations make it ${expected}, the database has ${actual}`,
  lacks: (labels) => `the database lacks ${labels}`,
  has: (labels) => `only the database has ${labels}`,
  reordered: "the database has its values in another order",
};

/** One line in plain words. */
export function say({ expected, actual, attributes }: Pair, words: SideWords = OF_DRIFT): string {
  const fact = expected ?? actual;
  if (fact === null) return "";
  const subject = `${fact.object} ${nameOf(fact)}`;
  if (actual === null) return `${subject}: ${words.missing}`;
  if (expected === null) return `${subject}: ${words.unexpected}${validity(actual)}`;
  if (attributes.length === 1 && attributes[0] === "labels")
    return `${subject}: ${sayLabels(expected, actual, words)}`;
  const [here = "", there = ""] = [expected, actual].map((side) => readDiffering(side, attributes));
  if (!fitsLine(here) || !fitsLine(there)) return `${subject}: its definition differs`;
  return `${subject}: ${words.differ(here, there)}`;
}

function validity({ attributes }: Fact): string {
  return attributes.validity === undefined ? "" : `, ${attributes.validity}`;
}

/** Whether a line has room for what one side says; else it stands in `expected` and `actual` alone. */
export function fitsLine(text: string): boolean {
  return text.length <= 120 && !text.includes("\n");
}

function sayLabels(expected: Fact, actual: Fact, words: SideWords): string {
  const [here, there] = [expected, actual].map(({ attributes }) => labelsOf(attributes.labels ?? ""));
  const lacks = here?.filter((label) => !there?.includes(label)) ?? [];
  const only = there?.filter((label) => !here?.includes(label)) ?? [];
  if (lacks.length === 0 && only.length === 0) return words.reordered;
  const parts = [
    lacks.length > 0 ? words.lacks(lacks.join(", ")) : null,
    only.length > 0 ? words.has(only.join(", ")) : null,
  ];
  return parts.filter((part) => part !== null).join(", ");
}

/** `'a', 'b'` as quoted labels. */
export function labelsOf(text: string): string[] {
  return text.match(/'(?:[^']|'')*'/g) ?? [];
}
