/**
 * npm run bench:durations: works on tables of shapes that the constants of `src/postgres/speed.json` were not fitted to, beside
 * how long those constants say that they take. How fast this machine is is not asked: by how much works differ from each
 * other is what the constants have to tell. Needs `npm run servers` and `localedef` (Linux); about three minutes of one
 * quiet core, since whatever else runs is measured with them.
 */
import type { Term } from "../scripts/speed/features.ts";
import { englishLocale } from "../scripts/speed/locale.ts";
import { measure, type Run } from "../scripts/speed/measure.ts";
import { FRESH, WORKS } from "../scripts/speed/shapes.ts";
import { SPEED } from "../src/production/work-speed.ts";
import { printTable, type Verdict, verdict } from "./table.ts";

/** What takes less is mostly the clock's. */
const LEAST_SECONDS = 0.05;

const predicted = ({ work, amounts }: Run): number => {
  const sum = Object.entries(amounts).reduce(
    (seconds, [term, amount]) => seconds + SPEED.seconds[term as Term] * amount,
    0,
  );
  return sum * (work.includes("CONCURRENTLY") ? SPEED.concurrently : 1);
};

async function benchDurations(major: 15 | 18): Promise<Verdict[]> {
  const runs = await measure(major, FRESH, WORKS);
  const usable = runs.filter(({ seconds }) => seconds >= LEAST_SECONDS);
  const ratios = usable.map((run) => run.seconds / predicted(run)).sort((a, b) => a - b);
  const machine = ratios[Math.floor(ratios.length / 2)] ?? Number.NaN;
  const off = ratios.map((ratio) => Math.max(ratio / machine, machine / ratio)).sort((a, b) => a - b);
  console.log(`\nPostgreSQL ${major}: this machine ${machine.toFixed(2)}, worst ${off.at(-1)?.toFixed(2)}`);
  return [
    verdict(`durations on ${major}: works that are long enough`, off.length, ">=", 20),
    verdict(
      `durations on ${major}: 90 % are off by a factor of`,
      off[Math.floor(off.length * 0.9)] ?? Number.NaN,
      "<=",
      1.5,
    ),
  ];
}

const locale = englishLocale();
try {
  printTable([...(await benchDurations(18)), ...(await benchDurations(15))]);
} finally {
  locale.remove();
}
