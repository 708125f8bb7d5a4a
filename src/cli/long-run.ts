import { UsageError } from "../migrations/failure.ts";
import type { Progress } from "../shadow/rehearse/rehearsal.ts";
import { explainFailure } from "./exit.ts";
import { interruption } from "./interrupt.ts";
import { progressLine } from "./progress.ts";

/** What a run is given by the command line, beside its options. */
interface Attendance {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/**
 * Runs what may take long: progress is shown, and a signal ends it.
 *
 * @param broken what is published when lockgate itself fails, which is said: a reader of the document must see it.
 * @throws {UsageError} and {Interrupted}
 */
export async function longRun<Result>(
  run: (attendance: Attendance) => Promise<Result>,
  broken: (error: unknown) => Result,
): Promise<Result> {
  const signal = interruption();
  const progress = progressLine(process.stderr);
  try {
    const result = await run({ signal, onProgress: progress.show });
    signal.throwIfAborted();
    return result;
  } catch (error) {
    progress.clear();
    signal.throwIfAborted();
    if (error instanceof UsageError) throw error;
    explainFailure(error);
    return broken(error);
  } finally {
    progress.clear();
  }
}
