import { explainFailure } from "./exit.ts";
import { Interrupted } from "./interrupt.ts";
import { run } from "./program.ts";

/** Runs the command line as this process: it ends with the command. */
export async function runProcess(argv: readonly string[]): Promise<never> {
  process.on("uncaughtException", (error) => process.exit(explainFailure(error)));
  process.on("unhandledRejection", (error) => process.exit(explainFailure(error)));
  process.stdout.on("error", ignorePipe);
  process.stderr.on("error", ignorePipe);
  const code = await run(argv).catch((error: unknown) =>
    error instanceof Interrupted ? error.exitCode : explainFailure(error),
  );
  process.exit(code);
}

/** A reader that left is noticed where a document is written; everything else said to it is lost in peace. */
function ignorePipe(): void {}
