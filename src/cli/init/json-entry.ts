import { isDeepStrictEqual } from "node:util";
import {
  applyEdits,
  type FormattingOptions,
  findNodeAtLocation,
  modify,
  type Node,
  type ParseError,
  parse,
  parseTree,
} from "jsonc-parser";
import type { Change } from "./planned.ts";

/** What a file of settings is to hold. */
export interface Entry {
  /** The keys that lead to it, or to the list of which it is an item. */
  readonly path: readonly string[];
  readonly value: object;
  readonly isItem: boolean;
  /** Whether what stands at the path holds it already, as whoever wrote it meant it. */
  isThere(current: unknown): boolean;
}

/** The file with the entry and all else as it was, comments and trailing commas, too; null where it cannot be had so. */
export function withEntry(before: string | null, { path, value, isItem, isThere }: Entry): Change {
  const mark = before?.startsWith("\ufeff") ? "\ufeff" : "";
  const text = before === null ? "{}\n" : before.slice(mark.length);
  const read = readJson(text);
  if (read === null) return byHand("cannot be parsed and is left as it is", path, value);
  const current = at(read.value, path);
  if (isThere(current)) return { text: null, remark: "has it already" };
  if (!isSettable(read.value, path, isItem))
    return byHand("has something else there and is left as it is", path, value);
  const isAppended = Array.isArray(current);
  const [to, what] = isAppended ? [[...path, current.length], value] : [path, isItem ? [value] : value];
  const edits = modify(text, [...to], what, { isArrayInsertion: isAppended });
  const [edit] = edits;
  const after =
    edit?.content.startsWith(",") && edit.length === 0
      ? insertedBehind(text, innermost(text, path), edit.offset, edit.content.slice(1))
      : applyEdits(text, modify(text, [...to], what, { formattingOptions: styleOf(text) }));
  // A key that stands there twice is changed where it does not count.
  const written = at(readJson(after)?.value, path);
  const holds = isItem
    ? isDeepStrictEqual((written as unknown[] | undefined)?.at(-1), value)
    : isDeepStrictEqual(written, value);
  if (!holds) return byHand("has a key twice and is left as it is", path, value);
  return { text: mark + after, remark: null };
}

function byHand(why: string, path: readonly string[], value: object): Change {
  return { text: null, remark: `${why}: add to ${path.join(".")} yourself: ${JSON.stringify(value)}` };
}

function readJson(text: string): { readonly value: unknown } | null {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  return errors.length > 0 ? null : { value };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce(
    (inner, key) => (isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
    value,
  );
}

/** Whether the entry can be set there without taking anything away. */
function isSettable(value: unknown, path: readonly string[], isItem: boolean): boolean {
  const above = path.map((_, length) => at(value, path.slice(0, length)));
  const current = at(value, path);
  return (
    above.every((inner, depth) => isObject(inner) || (depth > 0 && inner === undefined)) &&
    (current === undefined || (isItem && Array.isArray(current)))
  );
}

/**
 * The text with one more item behind the one that ends at `offset`: on the same line where that is how the list is written,
 * else on lines of its own.
 *
 * @param item JSON on one line, with its key in an object.
 */
function insertedBehind(text: string, list: Node | undefined, offset: number, item: string): string {
  const [before, after] = [text.slice(0, offset), text.slice(offset)];
  if (!text.slice(list?.offset ?? 0, offset).includes("\n")) return `${before}, ${item}${after}`;
  const { eol, tabSize, insertSpaces } = styleOf(text);
  const indent = /^[ \t]*/.exec(before.slice(before.lastIndexOf("\n") + 1))?.[0] ?? "";
  const [, key = "", value = item] = /^("[^"]*":)?(.*)$/s.exec(item) ?? [];
  const laidOut = JSON.stringify(JSON.parse(value), null, insertSpaces ? tabSize : "\t");
  const lines = `${key}${key === "" ? "" : " "}${laidOut}`.replaceAll("\n", `${eol}${indent}`);
  return `${before},${eol}${indent}${lines}${after}`;
}

/** The list or object that holds the path as far as it is there. */
function innermost(text: string, path: readonly string[]): Node | undefined {
  const root = parseTree(text);
  const nodes = path.map((_, length) => root && findNodeAtLocation(root, path.slice(0, length)));
  return [...nodes, root && findNodeAtLocation(root, [...path])].findLast((node) => node !== undefined);
}

/** The file's own indent and line ends. */
function styleOf(text: string): FormattingOptions {
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? "  ";
  return {
    insertSpaces: !indent.startsWith("\t"),
    tabSize: indent.startsWith("\t") ? 1 : indent.length,
    eol: text.includes("\r\n") ? "\r\n" : "\n",
  };
}
