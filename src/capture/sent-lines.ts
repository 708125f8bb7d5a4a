/** What the hooks in the tool's own process noted: which lines of code sent a statement. See hooks/. */
import { lstatSync, readFileSync } from "node:fs";
import * as v from "valibot";
import type { Exchange } from "./exchange.ts";

export interface Frame {
  /** Absolute. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

const SentLineSchema = v.object({
  port: v.nullable(v.number()),
  text: v.string(),
  frames: v.array(v.object({ file: v.string(), line: v.pipe(v.number(), v.integer(), v.minValue(1)) })),
});

/** Bytes of the largest file that is read: what the tool's process writes there is not ours. */
const LARGEST = 256 * 1024 * 1024;

/** The frames of each exchange of which a hook noted some, innermost first. */
export function framesByExchange(
  path: string,
  exchanges: readonly Exchange[],
): ReadonlyMap<Exchange, readonly Frame[]> {
  const waiting = new Map<string, (readonly Frame[])[]>();
  for (const { port, text, frames } of readLines(path)) {
    const key = keyOf(port, text);
    const queue = waiting.get(key);
    if (queue === undefined) waiting.set(key, [frames]);
    else queue.push(frames);
  }
  const found = new Map<Exchange, readonly Frame[]>();
  for (const exchange of exchanges) {
    const own = waiting.get(keyOf(exchange.port, exchange.text));
    const frames = own?.shift() ?? waiting.get(keyOf(null, exchange.text))?.shift();
    if (frames !== undefined) found.set(exchange, frames);
  }
  return found;
}

function keyOf(port: number | null, text: string): string {
  return `${port ?? ""} ${text.trim()}`;
}

function readLines(path: string): v.InferOutput<typeof SentLineSchema>[] {
  const file = lstatSync(path, { throwIfNoEntry: false });
  // The command may have put anything there: a pipe is never read to its end, nor is a link to a device.
  if (!file?.isFile() || file.size > LARGEST) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line) => {
      const parsed = v.safeParse(SentLineSchema, parsedJson(line));
      return parsed.success ? [parsed.output] : [];
    });
}

/** Undefined for what is no JSON: the last line of a process that was ended. */
function parsedJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
