import { extname } from "node:path";
import { isMap, isNode, isPair, isSeq, LineCounter, type Node, type Pair, parseDocument } from "yaml";

/** A key or index on the way to a value. */
export type Step = string | number;

/** JSON or YAML as data, with the line of everything in it. */
export interface Located {
  readonly value: unknown;
  /** 1-based line of the key or item at the end of the path, or of the nearest thing above it. */
  lineOf(path: readonly Step[]): number;
}

/** A text that is no JSON or YAML. */
export interface Mistake {
  readonly line: number;
  readonly message: string;
}

/** Reads a config's text. YAML is read with its core schema: no tag makes anything but data. */
export function readLocated(path: string, text: string): Located | readonly Mistake[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number): number => Math.max(lines.linePos(offset).line, 1);
  const mistakes = document.errors.map(({ pos, message }) => ({ line: lineAt(pos[0]), message }));
  if (mistakes.length > 0) return mistakes.slice(0, 5);
  if (extname(path) === ".json") {
    const mistake = jsonMistake(text, lineAt);
    if (mistake !== null) return [mistake];
  }
  const root = document.contents;
  try {
    return { value: document.toJS(), lineOf: (steps) => lineAt(offsetOf(root, steps)) };
  } catch (error) {
    // More aliases than any person writes: yaml refuses to expand them.
    return [{ line: 1, message: error instanceof Error ? error.message : String(error) }];
  }
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
    return { line: lineAt(offset), message: `no valid JSON: ${reason}` };
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
