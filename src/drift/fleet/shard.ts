/** Which share of a fleet a run takes, so that several machines divide a list among them. */
import { UsageError } from "../../migrations/failure.ts";
import type { DriftedFleet } from "../drift-report.ts";

export interface Shard {
  /** 1-based. */
  readonly index: number;
  readonly of: number;
}

/** A run that is a part of another. */
export interface Share {
  readonly shard: Shard;
  readonly fleet: DriftedFleet;
}

type Env = Readonly<Record<string, string | undefined>>;

/** More would be more than one for each database of the largest fleet. */
const MOST_SHARDS = 100_000;

/**
 * `i/n`, 1-based.
 *
 * @throws {UsageError}
 */
export function parseShard(text: string): Shard {
  const [, index, of] = /^(\d{1,7})\/(\d{1,7})$/.exec(text) ?? [];
  if (index === undefined || of === undefined)
    throw new UsageError(`--shard ${text}: it is <index>/<of>, as in 1/3`);
  return checked({ index: Number(index), of: Number(of) }, `--shard ${text}`);
}

/**
 * The share that a CI system or Kubernetes gave to this job; null where it runs alone.
 *
 * @throws {UsageError} for variables that are set and name no share: to check all, or the wrong ones, would go unnoticed.
 */
export function shardOfJob(env: Env): Shard | null {
  const [index, of] = [env.CI_NODE_INDEX, env.CI_NODE_TOTAL];
  // GitLab sets the total of every job, and the index of those that run in parallel.
  if (index || (of && of !== "1")) {
    const by = "CI_NODE_INDEX and CI_NODE_TOTAL";
    return checked({ index: numberIn("CI_NODE_INDEX", index), of: numberIn("CI_NODE_TOTAL", of) }, by);
  }
  const { JOB_COMPLETION_INDEX: completion, JOB_COMPLETIONS: completions } = env;
  if (!completion) return null;
  const hint =
    "Kubernetes sets the index alone: give the Job's `completions` to the container as JOB_COMPLETIONS.";
  return checked(
    {
      index: numberIn("JOB_COMPLETION_INDEX", completion) + 1,
      of: numberIn("JOB_COMPLETIONS", completions, hint),
    },
    "JOB_COMPLETION_INDEX (0-based) and JOB_COMPLETIONS",
  );
}

function numberIn(name: string, text: string | undefined, hint: string | null = null): number {
  if (!text) throw new UsageError(`${name} is not set, and this is one of several jobs`, hint ?? ALONE);
  if (!/^\d{1,7}$/.test(text)) throw new UsageError(`${name} is no number of a job: ${text}`, ALONE);
  return Number(text);
}

const ALONE = "Give --shard <index>/<of>, or --shard 1/1 to check them all.";

function checked({ index, of }: Shard, by: string): Shard {
  if (of < 1 || of > MOST_SHARDS) throw new UsageError(`${by}: ${of} shares; there are 1 to ${MOST_SHARDS}`);
  if (index < 1 || index > of) throw new UsageError(`${by}: there is no share ${index} of ${of}`);
  return { index, of };
}

/** Every `of`-th, so that neighbours in a list, which often share a server, are spread over all shares. */
export function shareOf<T>(all: readonly T[], { index, of }: Shard): T[] {
  return all.filter((_, at) => at % of === index - 1);
}

/** Where in the whole list an entry of a share stands; both 0-based. */
export function placeInFleet({ index, of }: Shard, at: number): number {
  return at * of + index - 1;
}

/** How many of a list fall into a share. */
export function sizeOfShare({ index, of }: Shard, all: number): number {
  return Math.max(0, Math.ceil((all - index + 1) / of));
}
