import * as core from "@actions/core";
import { UsageError } from "../migrations/failure.ts";

/** Runs a step of a workflow to its end: what it has to say is written, no error shows a stack. */
export async function runStep(step: (env: NodeJS.ProcessEnv) => Promise<number>): Promise<void> {
  process.on("uncaughtException", fail);
  process.on("unhandledRejection", fail);
  await step(process.env).then(leave, fail);
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
