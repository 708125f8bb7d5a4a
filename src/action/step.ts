import * as core from "@actions/core";
import { UsageError } from "../migrations/failure.ts";

type Step = (env: NodeJS.ProcessEnv, cancelled: AbortSignal) => Promise<number>;

/** Exit code of a process that was interrupted. */
const INTERRUPTED = 130;

/** Runs a step of a workflow to its end: what it has to say is written, no error shows a stack. */
export async function runStep(step: Step): Promise<void> {
  const cancel = new AbortController();
  process.on("uncaughtException", fail);
  process.on("unhandledRejection", fail);
  // Who no longer reads the log does not change the verdict.
  process.stdout.on("error", () => undefined);
  // A cancelled workflow gets seconds to clean up: a shadow on a server is removed, then the first promise ends.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => cancel.abort());
  await step(process.env, cancel.signal).then(leave, (error) =>
    cancel.signal.aborted ? leave(INTERRUPTED) : fail(error),
  );
}

function leave(code: number): void {
  process.stdout.write("", () => process.exit(code));
}

function fail(error: unknown): void {
  const isUsage = error instanceof UsageError;
  const message = error instanceof Error ? error.message : String(error);
  const hint = isUsage && error.hint !== null ? ` ${error.hint}` : "";
  core.error(isUsage ? `${message}.${hint}` : `lockgate failed: ${message.split("\n")[0]}`);
  if (!isUsage && process.env.RUNNER_DEBUG === "1" && error instanceof Error) core.debug(error.stack ?? "");
  leave(isUsage ? 2 : 4);
}
