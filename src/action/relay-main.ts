import { relay } from "./relay.ts";
import { runStep } from "./step.ts";

await runStep(relay);
