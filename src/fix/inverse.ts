/** Statements that take back what a step of a plan does, by what the steps before it did. */
import { createIndex } from "../sql/create-index.ts";
import { parseScript, tokens } from "../sql/parse.ts";
import { quoted } from "../sql/quote.ts";
import { type Act, isSamePart } from "./acts.ts";
import { nameOf } from "./way-back-parts.ts";

/** An act, and which of the plan's files it is in. */
export interface PlacedAct {
  readonly act: Act;
  readonly file: number;
}

/**
 * What takes an act back, without semicolons; none where nothing has to, or what was there before is not known.
 *
 * @param acts of the whole plan, in their order
 */
export function inverseOf(placed: PlacedAct, acts: readonly PlacedAct[]): string[] {
  const { act } = placed;
  const { head, name } = act;
  if (isGoneLater(placed, acts)) return [];
  if (act.part === "column") return act.change === "added" ? [`${head} DROP COLUMN ${quoted(name)}`] : [];
  if (act.part === "not null") {
    return [`${head} ALTER COLUMN ${quoted(name)} ${act.change === "added" ? "DROP" : "SET"} NOT NULL`];
  }
  if (act.part === "constraint") return ofConstraint(placed, acts);
  if (act.part !== "index" && act.part !== "table") return [];
  if (act.change === "added") return [`DROP ${act.part.toUpperCase()} ${nameOf(act)}`];
  return act.change === "removed" ? madeAgain(placed, acts) : [];
}

/** What else is lost with a part that a way back of the user's own takes away: the index that became a constraint. */
export function restoredBehind({ act, file }: PlacedAct, acts: readonly PlacedAct[]): string[] {
  const { usingIndex, schema, table } = act;
  if (usingIndex === null) return [];
  const index: Act = { ...act, part: "index", schema, table, name: usingIndex };
  const made = acts.find((one) => one.act.change === "added" && isSamePart(one.act, index));
  return made === undefined || made.file === file ? [] : [inTransaction(made.act.text)];
}

function ofConstraint(placed: PlacedAct, acts: readonly PlacedAct[]): string[] {
  const { act, file } = placed;
  const drop = `DROP CONSTRAINT ${quoted(act.name)}`;
  if (act.change === "added") return [`${act.head} ${drop}`, ...restoredBehind(placed, acts)];
  if (act.change === "removed") return madeAgain(placed, acts);
  const made = additionBefore(placed, acts);
  // It was not valid before.
  return made === undefined || made.file === file ? [] : [`${act.head} ${drop}, ${made.act.text}`];
}

/** What an earlier file of the plan made, and this one takes away. */
function madeAgain(placed: PlacedAct, acts: readonly PlacedAct[]): string[] {
  const made = additionBefore(placed, acts);
  if (made === undefined || made.file === placed.file) return [];
  const { head, text } = made.act;
  return [head === "" ? inTransaction(text) : `${head} ${text}`];
}

function additionBefore(placed: PlacedAct, acts: readonly PlacedAct[]): PlacedAct | undefined {
  return acts
    .slice(0, acts.indexOf(placed))
    .findLast(({ act }) => act.change === "added" && isSamePart(act, placed.act));
}

/** The same file takes it away again, or makes it part of what takes it along. */
function isGoneLater(placed: PlacedAct, acts: readonly PlacedAct[]): boolean {
  const { act, file } = placed;
  return acts.slice(acts.indexOf(placed) + 1).some(({ act: later, file: at }) => {
    if (later.change === "attached") return isIndex(act) && act.name === later.name;
    if (at !== file) return false;
    if (later.usingIndex !== null) return isIndex(act) && act.name === later.usingIndex;
    return later.change === "removed" && act.change !== "removed" && isSamePart(later, act);
  });
}

function isIndex({ change, part }: Act): boolean {
  return part === "index" && change === "added";
}

function inTransaction(text: string): string {
  const [statement] = parseScript(text).statements;
  if (statement === undefined || !createIndex(statement)?.node.concurrent) return text;
  return withoutWord(text, "CONCURRENTLY");
}

function withoutWord(text: string, word: string): string {
  const [found, next] = tokens(text).slice(
    tokens(text).findIndex((token) => token.text.toUpperCase() === word),
  );
  return found && next ? text.slice(0, found.start) + text.slice(next.start) : text;
}

/** CREATE INDEX and DROP INDEX as they run beside writes; other statements as they are. */
export function concurrently(text: string): string {
  const words = tokens(text);
  const at = words.findIndex(({ text: word }) => word.toUpperCase() === "INDEX");
  const isIndex = /^(CREATE|DROP)$/i.test(words[0]?.text ?? "") && at > 0 && at <= 2;
  const [index, next] = [words[at], words[at + 1]];
  if (!isIndex || !index || next?.text.toUpperCase() === "CONCURRENTLY") return text;
  return `${text.slice(0, index.end)} CONCURRENTLY${text.slice(index.end)}`;
}
