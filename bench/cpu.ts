import { readFileSync } from "node:fs";

/** Of Linux, where it has been 100 for as long as programs can see it. */
const TICKS_PER_SECOND = 100;

export interface Cost {
  readonly wall: number;
  /** CPU seconds of this process and of all that it started and that has ended, programs without Node.js among them. */
  readonly cpu: number;
}

export async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  return measured(work, () => secondsOf([UTIME, STIME, CUTIME, CSTIME]));
}

/** The same without the CPU seconds of this process, which looks on. */
export async function costOfChildren(work: () => Promise<unknown>): Promise<Cost> {
  return measured(work, () => secondsOf([CUTIME, CSTIME]));
}

const [UTIME, STIME, CUTIME, CSTIME] = [11, 12, 13, 14];

async function measured(work: () => Promise<unknown>, cpuSeconds: () => number): Promise<Cost> {
  const [cpu, start] = [cpuSeconds(), performance.now()];
  await work();
  return { wall: (performance.now() - start) / 1000, cpu: cpuSeconds() - cpu };
}

/** CPU seconds of all that another process started and that has ended: of a server, its sessions. */
export function secondsOfEnded(pid: number): number {
  return secondsOf([CUTIME, CSTIME], pid);
}

function secondsOf(fields: readonly number[], pid: number | "self" = "self"): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name of the program, which stands before them, may hold anything.
  const values = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields.reduce((sum, field) => sum + Number(values[field]), 0) / TICKS_PER_SECOND;
}
