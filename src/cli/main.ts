#!/usr/bin/env node
import { useBaselineCompiler } from "../sql/baseline-compiler.ts";
import { explainFailure } from "./exit.ts";
import { Interrupted } from "./interrupt.ts";
import { run } from "./program.ts";

useBaselineCompiler();

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
