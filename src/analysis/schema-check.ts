/** What a recording says of the target's own schema check. */
import type { Recording } from "../capture/recording.ts";
import { failureOf, lastLines, tellingLines } from "../capture/shortfalls.ts";
import type { SchemaCheck } from "../drift/schema/schema-check.ts";

/** Exit codes of a shell, and of what starts programs as one does, for a program that is not there or cannot be run. */
const NOT_RUN: ReadonlySet<number> = new Set([126, 127]);

export function schemaCheckIn({ run, schemaCheck }: Recording): SchemaCheck {
  if (schemaCheck === undefined) {
    const failure = failureOf(run);
    return {
      kind: "failed",
      reason:
        failure === null
          ? "the recording was made without a schemaCheck"
          : `the schemaCheck was not run, since ${failure}${lastLines(run)}`,
    };
  }
  const { command, exit, ended } = schemaCheck;
  if (exit === null || ended !== "by itself" || NOT_RUN.has(exit)) {
    const failure = failureOf({ exit, ended }) ?? "";
    return {
      kind: "failed",
      reason: `of its schemaCheck, \`${command.join(" ")}\`: ${failure}${lastLines(schemaCheck)}`,
    };
  }
  return { kind: "ran", command: command.join(" "), exit, lastLines: tellingLines(schemaCheck) };
}
