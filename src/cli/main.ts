#!/usr/bin/env node
import { explainFailure } from "./exit.ts";
import { run } from "./program.ts";

process.on("uncaughtException", (error) => process.exit(explainFailure(error)));
process.on("unhandledRejection", (error) => process.exit(explainFailure(error)));
process.stdout.on("error", ignorePipe);
process.stderr.on("error", ignorePipe);

process.exit(await run(process.argv.slice(2)).catch(explainFailure));

/** A reader that left is noticed where a document is written; everything else said to it is lost in peace. */
function ignorePipe(): void {}
