import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { residentMegabytes } from "./memory.ts";

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

export interface Timing {
  readonly name: string;
  /** Median wall time in seconds. */
  readonly wall: number;
  /** Median CPU seconds of its Node processes that end by themselves; null for a native program. */
  readonly cpu: number | null;
  /** Most megabytes that it and all that it started held together; null where that cannot be told. */
  readonly memory: number | null;
  /** Wall time against each contestant of the same round, by name: the median of the rounds' ratios. */
  readonly against: Readonly<Record<string, number>>;
}

const usageHook = join(import.meta.dirname, "usage.cjs");

/**
 * Runs the contestants in turn, `rounds` times after one warm-up, so that a change of the machine's speed meets all
 * of them alike. Throws when one of them fails.
 */
export async function race(contestants: readonly Contestant[], rounds: number): Promise<Timing[]> {
  const folder = mkdtempSync(join(tmpdir(), "lockgate-bench-"));
  try {
    for (const contestant of contestants) await run(contestant, folder);
    const runs: Run[][] = [];
    for (let round = 0; round < rounds; round++) {
      const done: Run[] = [];
      for (const contestant of contestants) done.push(await run(contestant, folder));
      runs.push(done);
    }
    return contestants.map(({ name }, index) => {
      const mine = runs.flatMap((round) => round[index] ?? []);
      const against = contestants.map((other, at) => [
        other.name,
        median(runs.map((round) => (round[index]?.wall ?? 0) / (round[at]?.wall ?? 1))),
      ]);
      const known = (values: (number | null)[]) => values.filter((value) => value !== null);
      return {
        name,
        wall: median(mine.map((one) => one.wall)),
        cpu: mine.some((one) => one.cpu === null) ? null : median(known(mine.map((one) => one.cpu))),
        memory: mine.some((one) => one.memory === null)
          ? null
          : Math.max(...known(mine.map((one) => one.memory))),
        against: Object.fromEntries(against),
      };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Run {
  readonly wall: number;
  readonly cpu: number | null;
  readonly memory: number | null;
}

const LOOK_EVERY_MS = 10;

async function run(contestant: Contestant, folder: string): Promise<Run> {
  contestant.before?.();
  const usageFile = join(folder, "usage");
  writeFileSync(usageFile, "");
  const env = {
    ...process.env,
    ...contestant.env,
    LOCKGATE_BENCH_USAGE: usageFile,
    NODE_OPTIONS: `-r ${usageHook}`,
  };
  const start = process.hrtime.bigint();
  const child = spawn(contestant.command, contestant.args, {
    cwd: contestant.cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let memory: number | null = null;
  const looking = setInterval(() => {
    const now = child.pid === undefined ? null : residentMegabytes(child.pid);
    if (now !== null) memory = Math.max(memory ?? 0, now);
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
  const wall = Number(process.hrtime.bigint() - start) / 1e9;
  clearInterval(looking);
  if (status === null || !contestant.ok.includes(status))
    throw new Error(`${contestant.name} ended with ${status}: ${said}`);
  const usages = readFileSync(usageFile, "utf8").trim().split("\n").filter(Boolean);
  if (usages.length === 0) return { wall, cpu: null, memory };
  // What its own process saw last may be more than what was looked at.
  const [cpus, peaks] = [0, 1].map((at) => usages.map((line) => Number(line.split(" ")[at])));
  return {
    wall,
    cpu: (cpus ?? []).reduce((sum, cpu) => sum + cpu, 0),
    memory: Math.max(memory ?? 0, ...(peaks ?? [])),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
