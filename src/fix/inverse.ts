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
  if (act.change === "attached") return isLastAttached(placed, acts) ? dropOfParent(act, acts) : [];
  if (act.change === "added") {
    return acts.some((one) => isAttachedTo(one.act, act))
      ? []
      : [`DROP ${act.part.toUpperCase()} ${nameOf(act)}`];
  }
  return act.change === "removed" ? madeAgain(placed, acts) : [];
}

/**
 * What has to be made again behind the way back of an act, since that loses more than the act made: the index that became a
 * constraint, and those that were attached to one of a partitioned table.
 */
export function restoredBehind(placed: PlacedAct, acts: readonly PlacedAct[]): string[] {
  const { act, file } = placed;
  if (act.change === "attached" && isLastAttached(placed, acts)) {
    const attached = acts.filter((one) => one.act.change === "attached" && one.act.table === act.table);
    return attached.flatMap((one) => indexMade(one.act.name, file, acts));
  }
  return act.usingIndex === null ? [] : indexMade(act.usingIndex, file, acts);
}

/** An index of an earlier file. */
function indexMade(name: string, file: number, acts: readonly PlacedAct[]): string[] {
  const made = acts.find(({ act }) => isIndex(act) && act.name === name);
  return made === undefined || made.file >= file ? [] : [inTransaction(made.act.text)];
}

function isLastAttached({ act }: PlacedAct, acts: readonly PlacedAct[]): boolean {
  return acts.findLast((one) => one.act.change === "attached" && one.act.table === act.table)?.act === act;
}

function isAttachedTo(later: Act, index: Act): boolean {
  return isIndex(index) && later.change === "attached" && later.table === index.name;
}

/** It takes along all that is attached to it, as it goes with the one to which it is attached itself. */
function dropOfParent({ table }: Act, acts: readonly PlacedAct[]): string[] {
  if (acts.some(({ act }) => act.change === "attached" && act.name === table)) return [];
  const parent = acts.find(({ act }) => isIndex(act) && act.name === table);
  return parent === undefined ? [] : [`DROP INDEX ${nameOf(parent.act)}`];
}

function ofConstraint(placed: PlacedAct, acts: readonly PlacedAct[]): string[] {
  const { act, file } = placed;
  const drop = `DROP CONSTRAINT ${quoted(act.name)}`;
  if (act.change === "added") return [`${act.head} ${drop}`];
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
    if (at !== file) return false;
    if (later.change === "attached") return isIndex(act) && act.name === later.name;
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
