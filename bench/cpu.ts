import { readFileSync } from "node:fs";

/** Of Linux, where it has been 100 for as long as programs can see it. */
const TICKS_PER_SECOND = 100;

export interface Cost {
  readonly wall: number;
  /** CPU seconds of this process and of all that it started and that has ended, programs without Node.js among them. */
  readonly cpu: number;
}

export async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const [cpu, start] = [cpuSeconds(), performance.now()];
  await work();
  return { wall: (performance.now() - start) / 1000, cpu: cpuSeconds() - cpu };
}

function cpuSeconds(): number {
  const stat = readFileSync("/proc/self/stat", "utf8");
  // utime, stime, cutime, cstime; the name before them may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return ticks / TICKS_PER_SECOND;
}
