import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Contestant {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that mean that it did its work: a linter that finds something is no failure. */
  readonly ok: readonly number[];
}

export interface Timing {
  readonly name: string;
  /** Median wall time in seconds. */
  readonly wall: number;
  /** Median CPU seconds and peak megabytes of its Node processes; null for a native program. */
  readonly cpu: number | null;
  readonly memory: number | null;
  /** Wall time against each contestant of the same round, by name: the median of the rounds' ratios. */
  readonly against: Readonly<Record<string, number>>;
}

const usageHook = join(import.meta.dirname, "usage.cjs");

/**
 * Runs the contestants in turn, `rounds` times after one warm-up, so that a change of the machine's speed meets all
 * of them alike. Throws when one of them fails.
 */
export function race(contestants: readonly Contestant[], rounds: number): Timing[] {
  const folder = mkdtempSync(join(tmpdir(), "lockgate-bench-"));
  try {
    for (const contestant of contestants) run(contestant, folder);
    const runs = Array.from({ length: rounds }, () =>
      contestants.map((contestant) => run(contestant, folder)),
    );
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

function run(
  contestant: Contestant,
  folder: string,
): { wall: number; cpu: number | null; memory: number | null } {
  const usageFile = join(folder, "usage");
  writeFileSync(usageFile, "");
  const env = {
    ...process.env,
    ...contestant.env,
    LOCKGATE_BENCH_USAGE: usageFile,
    NODE_OPTIONS: `-r ${usageHook}`,
  };
  const start = process.hrtime.bigint();
  const result = spawnSync(contestant.command, contestant.args, {
    cwd: contestant.cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 1 << 30,
  });
  const wall = Number(process.hrtime.bigint() - start) / 1e9;
  if (result.status === null || !contestant.ok.includes(result.status)) {
    throw new Error(`${contestant.name} ended with ${result.status ?? result.signal}: ${result.stderr}`);
  }
  const usages = readFileSync(usageFile, "utf8").trim().split("\n").filter(Boolean);
  const figures = usages.map((line) => line.split(" ").map(Number));
  if (figures.length === 0) return { wall, cpu: null, memory: null };
  return {
    wall,
    cpu: figures.reduce((sum, [cpu = 0]) => sum + cpu, 0),
    memory: Math.max(...figures.map(([, memory = 0]) => memory)),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
