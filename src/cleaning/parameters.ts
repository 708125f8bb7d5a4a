/** Which words of a query become parameters, and what has to be written otherwise so that they can. */
import type { Token } from "../sql/parse.ts";
import { positionsOf } from "../sql/position.ts";
import type { Statement } from "../sql/statement.ts";
import { constantAt } from "./constant-tokens.ts";
import { type Constants, constantsIn } from "./constants.ts";
import { sharedConstants } from "./shared-keys.ts";
import type { Changes, Part } from "./write.ts";

/** `words`: the tokens of the statement's text. */
export function parametersFor({ node, text, origin }: Statement, words: readonly Token[]): Changes {
  const { fromBytes } = positionsOf(text);
  const indexes = new Map(words.map(({ start }, index) => [start, index]));
  const at = (place: number): number =>
    place < origin ? -1 : (indexes.get(fromBytes(place - origin)) ?? -1);
  const constants = constantsIn(node);
  const shared = sharedConstants(node);
  const changes = new Map<number, Part[]>();
  for (const [index, { kind }] of words.entries())
    if (kind === "PARAM") changes.set(index, [parameterOf(words, index)]);
  for (const place of constants.values) {
    const first = at(place);
    // `year` of EXTRACT(year FROM …) becomes a parameter only where it stands for one.
    const other = constantAt(words, at(shared.get(place) ?? place));
    const index = constantAt(words, first) ?? (shared.has(place) && other !== null ? first : null);
    if (index === null) continue;
    const isNegative = first === index - 1 && words[first]?.text === "-";
    if (isNegative) changes.set(index, []);
    changes.set(isNegative ? first : index, [parameterOf(words, other ?? index)]);
  }
  const rewrite: Rewrite = { words, at, changes };
  castTyped(constants, rewrite);
  callExtract(constants, rewrite);
  shortenLists(constants, rewrite);
  return changes;
}

interface Rewrite {
  readonly words: readonly Token[];
  /** The index of the token at a place of the tree. */
  readonly at: (place: number) => number;
  readonly changes: Map<number, Part[]>;
}

/** What was the same parameter stays so; each constant is one of its own. */
function parameterOf(words: readonly Token[], index: number): Part {
  const { kind, text } = words[index] ?? {};
  return { parameter: kind === "PARAM" && text !== undefined ? text : `constant ${index}` };
}

const INTERVAL = /^(?:year|month|day|hour|minute|second|to)$/i;

/** `interval '1' day` → `CAST($1 AS interval day)`. */
function castTyped({ typed }: Constants, { words, at, changes }: Rewrite): void {
  for (const { type, value } of typed) {
    const [from, constant] = [at(type), at(value)];
    const parameter = changes.get(constant);
    if (from < 0 || constant <= from || parameter === undefined) continue;
    let end = constant + 1;
    while (INTERVAL.test(words[end]?.text ?? "") && words[end]?.keyword !== null) end++;
    if (end > constant + 1 && words[end]?.text === "(") end += 3;
    const name = [...words.slice(from, constant), ...words.slice(constant + 1, end)].map(({ text }) => text);
    if (/^n$/i.test(name[0] ?? "") && words[from]?.end === words[constant]?.start) name[0] = "bpchar";
    for (let index = from; index < end; index++) changes.set(index, []);
    changes.set(from, ["CAST(", ...parameter, ` AS ${name.join(" ")})`]);
  }
}

/** `extract('year' FROM at)` → `pg_catalog.extract($1, at)`. */
function callExtract({ extracts }: Constants, { words, at, changes }: Rewrite): void {
  for (const { call, value } of extracts) {
    const constant = at(value);
    if (!changes.has(constant) || words[constant + 1]?.text.toLowerCase() !== "from") continue;
    changes.set(at(call), ["pg_catalog.extract"]);
    changes.set(constant + 1, [","]);
  }
}

/** Of a list behind IN two items stay, of the rows behind VALUES one: the rest says how many there were. */
function shortenLists({ lists, rows }: Constants, { words, at, changes }: Rewrite): void {
  const end = (place: number | undefined): number => constantAt(words, at(place ?? -1)) ?? -1;
  const remove = (from: number, to: number): void => {
    if (from < 1) return;
    for (let index = from; index <= to; index++) changes.set(index, []);
  };
  for (const items of lists) if (items.length > 2) remove(end(items[1]) + 1, end(items.at(-1)));
  for (const list of rows)
    if (list.length > 1) remove(end(list[0]?.at(-1)) + 2, end(list.at(-1)?.at(-1)) + 1);
}
