/** The child of bytes.ts: judges its seeds one after the other, and writes down which it is at. */
import { openSync, writeSync } from "node:fs";
import type { Batch } from "./bytes.ts";
import { makeFuzzer } from "./bytes-judge.ts";

const [from = "1", to = "1", progress = ""] = process.argv.slice(2);
const file = openSync(progress, "r+");
const fuzz = await makeFuzzer();
const failures: { seed: number; reason: string }[] = [];
const exits: Record<number, number> = {};
let statements = 0;
const begun = process.cpuUsage();
for (let seed = Number(from); seed < Number(to); seed++) {
  writeSync(file, String(seed).padEnd(16), 0);
  try {
    const { exit, statements: more } = await fuzz(seed);
    exits[exit] = (exits[exit] ?? 0) + 1;
    statements += more;
  } catch (error) {
    failures.push({ seed, reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}
const { user, system } = process.cpuUsage(begun);
const batch: Batch = { failures, exits, statements, milliseconds: (user + system) / 1000 };
process.send?.(batch, () => process.exit(0));
