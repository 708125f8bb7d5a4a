import { spawn } from "node:child_process";
import { costOfChildren } from "./cpu.ts";
import { megabytes } from "./memory.ts";

export interface Contestant {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Done before each run, untimed. */
  readonly before?: () => void;
  /** Exit codes that mean that it did its work: a linter that finds something is no failure. */
  readonly ok: readonly number[];
}

/** Of a whole process with all that it started: seconds and megabytes. */
export interface Timing {
  readonly name: string;
  /** Median. */
  readonly wall: number;
  /** Mean: the kernel counts it in hundredths, which is a tenth of what the shortest runs take. */
  readonly cpu: number;
  /** The most that it held at once. */
  readonly memory: number;
  /** By each contestant's name: the median of the rounds' ratios of wall time, the ratio of all rounds' CPU time. */
  readonly against: Readonly<Record<string, { readonly wall: number; readonly cpu: number }>>;
}

/**
 * Runs the contestants in turn, `rounds` times after one warm-up, so that a change of the machine's speed meets all
 * of them alike. Throws when one of them fails.
 */
export async function race(contestants: readonly Contestant[], rounds: number): Promise<Timing[]> {
  for (const contestant of contestants) await run(contestant);
  const runs: Run[][] = contestants.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (const [at, contestant] of contestants.entries()) runs[at]?.push(await run(contestant));
  return contestants.map(({ name }, index) => {
    const mine = runs[index] ?? [];
    const against = contestants.map((other, at) => {
      const theirs = runs[at] ?? [];
      const wall = median(mine.map((one, round) => one.wall / (theirs[round]?.wall ?? Number.NaN)));
      return [other.name, { wall, cpu: mean(mine) / mean(theirs) }];
    });
    return {
      name,
      wall: median(mine.map((one) => one.wall)),
      cpu: mean(mine),
      memory: Math.max(...mine.map((one) => one.memory)),
      against: Object.fromEntries(against),
    };
  });
}

export interface Run {
  readonly wall: number;
  readonly cpu: number;
  readonly memory: number;
}

const LOOK_EVERY_MS = 10;

/** Once, without a warm-up: for what takes minutes. */
export async function run(contestant: Contestant): Promise<Run> {
  contestant.before?.();
  let memory = 0;
  const cost = await costOfChildren(async () => {
    const child = spawn(contestant.command, contestant.args, {
      cwd: contestant.cwd,
      env: { ...process.env, ...contestant.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const looking = setInterval(() => {
      if (child.pid !== undefined) memory = Math.max(memory, megabytes(child.pid));
    }, LOOK_EVERY_MS);
    let said = "";
    child.stdout.resume();
    child.stderr.on("data", (text) => {
      said += text;
    });
    const status = await new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    clearInterval(looking);
    if (status === null || !contestant.ok.includes(status))
      throw new Error(`${contestant.name} ended with ${status}: ${said}`);
  });
  return { ...cost, memory };
}

function mean(runs: readonly Run[]): number {
  return runs.reduce((sum, { cpu }) => sum + cpu, 0) / runs.length;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
