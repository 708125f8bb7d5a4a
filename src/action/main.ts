import { useBaselineCompiler } from "../sql/baseline-compiler.ts";
import { run } from "./run.ts";
import { runStep } from "./step.ts";

useBaselineCompiler();

await runStep(run);
