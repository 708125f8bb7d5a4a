/** Work on many things, a few at a time. What failed and may pass is tried again later, and no place waits for it. */
import { setTimeout as sleep } from "node:timers/promises";

export interface AttemptOptions<Result> {
  /** How many are worked on at once, at most. */
  readonly atOnce: number;
  /** Milliseconds before the second attempt, the third, and so on; each is spread by half, so that not all come at once. */
  readonly pauses: readonly number[];
  /** Whether another attempt may end better. */
  mayPass(result: Result): boolean;
  /** Is told how many are done. */
  readonly onDone?: ((done: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface Waiting {
  readonly index: number;
  /** How many attempts there were. */
  readonly attempts: number;
  /** When it may be tried again, by `performance.now()`. */
  readonly due: number;
}

/** The results in the order of what was given. Throws what `work` throws, and the reason of the signal. */
export async function attemptEach<Item, Result>(
  items: readonly Item[],
  { atOnce, pauses, mayPass, onDone, signal }: AttemptOptions<Result>,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const later: Waiting[] = [];
  let fresh = 0;
  let done = 0;
  const next = (): Waiting | undefined => {
    const isDue = later[0] !== undefined && later[0].due <= performance.now();
    if (!isDue && fresh < items.length) return { index: fresh++, attempts: 0, due: 0 };
    return later.shift();
  };
  const worker = async (): Promise<void> => {
    for (let one = next(); one !== undefined; one = next()) {
      signal?.throwIfAborted();
      const wait = one.due - performance.now();
      if (wait > 0) await sleep(wait, undefined, { signal });
      const result = await work(items[one.index] as Item);
      const pause = pauses[one.attempts];
      if (pause !== undefined && mayPass(result)) {
        const due = performance.now() + pause * (0.5 + Math.random());
        later.push({ index: one.index, attempts: one.attempts + 1, due });
        later.sort((a, b) => a.due - b.due);
        continue;
      }
      results[one.index] = result;
      done += 1;
      onDone?.(done);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
