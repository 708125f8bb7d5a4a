import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { SPEED } from "../../src/production/work-speed.ts";
import type { Term } from "./features.ts";
import { englishLocale } from "./locale.ts";
import { measure, type Run } from "./measure.ts";
import { FRESH, WORKS } from "./shapes.ts";

/** What takes less is mostly the clock's. */
const LEAST_SECONDS = 0.05;

const predicted = ({ work, amounts }: Run): number => {
  const sum = Object.entries(amounts).reduce(
    (seconds, [term, amount]) => seconds + SPEED.seconds[term as Term] * amount,
    0,
  );
  return sum * (work.includes("CONCURRENTLY") ? SPEED.concurrently : 1);
};

/**
 * What else runs on the machine disturbs one measurement, and not three: the constants are held to the same figure.
 * How fast this machine is now is not asked: by how much works on fresh tables differ from each other is what the
 * constants have to tell.
 */
test
  .skipIf(process.platform !== "linux" || spawnSync("localedef", ["--help"]).error !== undefined)
  .each([18, 15] as const)(
  "works on tables of other shapes take as long, compared with each other, as the constants say, on %i",
  { timeout: 900_000, retry: 2 },
  async (major) => {
    const locale = englishLocale();
    const runs = await measure(major, FRESH, WORKS).finally(locale.remove);
    const usable = runs.filter(({ seconds }) => seconds >= LEAST_SECONDS);
    const ratios = usable.map((run) => run.seconds / predicted(run)).sort((a, b) => a - b);
    const machine = ratios[Math.floor(ratios.length / 2)] ?? 1;
    const off = ratios.map((ratio) => Math.max(ratio / machine, machine / ratio)).sort((a, b) => a - b);
    const p90 = off[Math.floor(off.length * 0.9)];
    console.log(
      `${major}: ${off.length} works, machine ${machine.toFixed(2)}, 90 % within ${p90?.toFixed(2)}, worst ${off.at(-1)?.toFixed(2)}`,
    );
    expect(off.length).toBeGreaterThan(20);
    expect(p90).toBeLessThan(1.5);
  },
);
