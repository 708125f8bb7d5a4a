#!/usr/bin/env node
import { setFlagsFromString } from "node:v8";
import { explainFailure } from "./exit.ts";
import { Interrupted } from "./interrupt.ts";
import { run } from "./program.ts";

// The grammar is WASM: optimising it in the background costs a short run more than it gains, a third of its CPU time
// and 30 MB. Later majors of V8 take the flag no more once they run.
setFlagsFromString("--liftoff-only");

process.on("uncaughtException", (error) => process.exit(explainFailure(error)));
process.on("unhandledRejection", (error) => process.exit(explainFailure(error)));
process.stdout.on("error", ignorePipe);
process.stderr.on("error", ignorePipe);

process.exit(
  await run(process.argv.slice(2)).catch((error: unknown) =>
    error instanceof Interrupted ? error.exitCode : explainFailure(error),
  ),
);

/** A reader that left is noticed where a document is written; everything else said to it is lost in peace. */
function ignorePipe(): void {}
