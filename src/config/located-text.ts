import { extname } from "node:path";
import {
  type Document,
  type ErrorCode,
  isMap,
  isNode,
  isPair,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLParseError,
} from "yaml";

/** A key or index on the way to a value. */
export type Step = string | number;

/** JSON or YAML as data, with the line of everything in it. */
export interface Located {
  readonly value: unknown;
  /** 1-based line of the key or item at the end of the path, or of the nearest thing above it. */
  lineOf(path: readonly Step[]): number;
}

/** A text that is not valid JSON or YAML. */
export interface Mistake {
  readonly line: number;
  readonly message: string;
}

/** Reads a config's text. YAML is read with its core schema: no tag makes anything but data. */
export function readLocated(path: string, text: string): Located | readonly Mistake[] {
  const lines = new LineCounter();
  const lineAt = (offset: number): number => Math.max(lines.linePos(offset).line, 1);
  const document = documentOf(text, lines);
  if (document === null) return [{ line: 1, message: "is nested too deep" }];
  const mistakes = document.errors
    .slice(0, 5)
    .map((error) => ({ line: lineAt(error.pos[0]), message: wordsOn(error) }));
  if (mistakes.length > 0) return mistakes;
  const twice = keyTwice(document.contents);
  if (twice !== null) return [{ line: lineAt(twice), message: "Map keys must be unique" }];
  if (extname(path) === ".json") {
    const mistake = jsonMistake(text, lineAt);
    if (mistake !== null) return [mistake];
  }
  const root = document.contents;
  try {
    return { value: document.toJS(), lineOf: (steps) => lineAt(offsetOf(root, steps)) };
  } catch (error) {
    // More aliases than any person writes: yaml refuses to expand them.
    const isUnknown = error instanceof ReferenceError && error.message.startsWith("Unresolved alias");
    return [
      { line: 1, message: isUnknown ? "an alias names no anchor" : "it has more aliases than are read" },
    ];
  }
}

/** What yaml says, but where its words repeat the text, which may be anything. */
function wordsOn({ code, message }: YAMLParseError): string {
  return REPEATING[code] ?? message;
}

const REPEATING: { readonly [C in ErrorCode]?: string } = {
  BAD_ALIAS: "an alias is not written as one",
  BAD_DIRECTIVE: "a directive is not one of YAML's",
  BAD_DQ_ESCAPE: "a text in double quotes has an escape that YAML does not know",
  BAD_SCALAR_START: "a text begins with a character that is reserved: put it into quotes",
  IMPOSSIBLE: "not valid YAML",
  TAG_RESOLVE_FAILED: "a tag is not known",
  UNEXPECTED_TOKEN: "something stands there that YAML does not expect",
};

/** The parser calls itself for what is nested; its own look for keys that stand twice takes quadratic time. */
function documentOf(text: string, lines: LineCounter): Document.Parsed | null {
  try {
    return parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The offset of a key that its map has already, or null. */
function keyTwice(root: unknown): number | null {
  const open: unknown[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (isSeq(node)) for (const item of node.items) open.push(item ?? null);
    if (!isMap(node)) continue;
    const keys = new Set<string>();
    for (const pair of node.items) {
      const key = keyOf(pair) ?? "";
      if (keys.has(key)) return startOf(pair.key) ?? 0;
      keys.add(key);
      open.push(pair.value ?? null);
    }
  }
  return null;
}

/** JSON is stricter than the YAML that it is a part of: no comments, no trailing commas, no bare words. */
function jsonMistake(text: string, lineAt: (offset: number) => number): Mistake | null {
  try {
    JSON.parse(text.replace(/^\uFEFF/, " "));
    return null;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const position = /at position (\d+)/.exec(message)?.[1];
    const offset = position === undefined ? firstNonToken(text) : Number(position);
    const reason = message.replace(/ in JSON at position .*| \(line .*|, .*is not valid JSON/s, "");
    return { line: lineAt(offset), message: `not valid JSON: ${reason}` };
  }
}

/** Where a text stops being JSON tokens; its start when it is tokens to the end. */
function firstNonToken(text: string): number {
  const token = /\s+|"(?:[^"\\\n]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true\b|false\b|null\b|[{}[\],:]/y;
  let offset = 0;
  while (token.test(text)) offset = token.lastIndex;
  return offset < text.length ? offset : 0;
}

function offsetOf(root: unknown, steps: readonly Step[]): number {
  let node: unknown = root;
  let offset = startOf(root) ?? 0;
  for (const step of steps) {
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find((item) => keyOf(item) === String(step));
      if (pair === undefined) return offset;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof step === "number") {
      node = node.items[step];
      offset = startOf(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function keyOf(pair: unknown): string | undefined {
  if (!isPair(pair)) return undefined;
  return isNode(pair.key) ? String((pair.key as Node & { value?: unknown }).value) : String(pair.key);
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
