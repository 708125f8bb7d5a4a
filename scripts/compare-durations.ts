// Compares how long works on tables take with what the constants of src/postgres/speed.json say, on tables that they were not
// fitted to (npm run servers once, then npm run compare:durations; Linux, two minutes of one quiet core). How fast this
// machine is is not asked: by how much works differ from each other is what the constants have to tell.

import { SPEED } from "../src/production/work-speed.ts";
import type { Term } from "./speed/features.ts";
import { englishLocale } from "./speed/locale.ts";
import { measure, type Run } from "./speed/measure.ts";
import { FRESH, WORKS } from "./speed/shapes.ts";

/** What takes less is mostly the clock's. */
const LEAST_SECONDS = 0.05;

const predicted = ({ work, amounts }: Run): number => {
  const sum = Object.entries(amounts).reduce(
    (seconds, [term, amount]) => seconds + SPEED.seconds[term as Term] * amount,
    0,
  );
  return sum * (work.includes("CONCURRENTLY") ? SPEED.concurrently : 1);
};

/** By what factor 90 % of the works may be off. */
const MOST_OFF = 1.5;

async function areClose(major: 15 | 18): Promise<boolean> {
  const runs = await measure(major, FRESH, WORKS);
  const usable = runs.filter(({ seconds }) => seconds >= LEAST_SECONDS);
  const ratios = usable.map((run) => run.seconds / predicted(run)).sort((a, b) => a - b);
  const machine = ratios[Math.floor(ratios.length / 2)] ?? Number.NaN;
  const off = ratios.map((ratio) => Math.max(ratio / machine, machine / ratio)).sort((a, b) => a - b);
  const p90 = off[Math.floor(off.length * 0.9)] ?? Number.NaN;
  console.log(
    `PostgreSQL ${major}: ${off.length} works, this machine ${machine.toFixed(2)}, 90 % within ${p90.toFixed(2)} (${MOST_OFF}), worst ${off.at(-1)?.toFixed(2)}`,
  );
  return p90 <= MOST_OFF;
}

const locale = englishLocale();
try {
  const all = [await areClose(18), await areClose(15)];
  process.exitCode = all.every(Boolean) ? 0 : 1;
} finally {
  locale.remove();
}
