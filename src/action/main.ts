import { run } from "./run.ts";
import { runStep } from "./step.ts";

await runStep(run);
