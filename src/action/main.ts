import { useBaselineCompiler } from "../sql/baseline-compiler.ts";
import { runStep } from "./step.ts";

useBaselineCompiler();

// The grammar is compiled where it is imported.
await runStep(async (...given) => (await import("./run.ts")).run(...given));
