import * as core from "@actions/core";
import { UsageError } from "../migrations/failure.ts";
import { run } from "./run.ts";

process.on("uncaughtException", end);
process.on("unhandledRejection", end);

await run(process.env).then(leave, end);

/** What was said is written first. */
function leave(code: number): void {
  process.stdout.write("", () => process.exit(code));
}

/** Says why it ended badly, without a stack, and fails the step. */
function end(error: unknown): void {
  const isUsage = error instanceof UsageError;
  const message = error instanceof Error ? error.message : String(error);
  const hint = isUsage && error.hint !== null ? ` ${error.hint}` : "";
  core.error(isUsage ? `${message}.${hint}` : `lockgate failed: ${message.split("\n")[0]}`);
  if (!isUsage && process.env.RUNNER_DEBUG === "1" && error instanceof Error) core.debug(error.stack ?? "");
  leave(isUsage ? 2 : 4);
}
