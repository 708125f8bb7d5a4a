/** The team's own comparison of its models with what its migrations make: the `schemaCheck` of a target. */
import type { FoundDifference } from "../drift-report.ts";
import { compared, notChecked, type Outcome } from "../outcome.ts";

export type SchemaCheck =
  /** `lastLines`: the end of what it printed. */
  | {
      readonly kind: "ran";
      readonly command: string;
      readonly exit: number;
      readonly lastLines: readonly string[];
    }
  | { readonly kind: "failed"; readonly reason: string };

/** What a schema check speaks of, in the place of an object of PostgreSQL's. */
export const MODELS = "models";

/** By the folder of the target. */
export type SchemaChecks = ReadonlyMap<string, SchemaCheck>;

/** @param dir that of the target */
export function outcomeOf(check: SchemaCheck, dir: string): Outcome<FoundDifference> {
  if (check.kind === "failed") return notChecked(check.reason);
  return compared(check.exit === 0 ? [] : [difference(check, dir)]);
}

function difference(
  { command, exit, lastLines }: Extract<SchemaCheck, { kind: "ran" }>,
  dir: string,
): FoundDifference {
  const lines = lastLines.length === 0 ? "it printed nothing" : `its last lines: ${lastLines.join(" | ")}`;
  return {
    kind: "changed",
    object: MODELS,
    name: dir,
    relation: null,
    expected: null,
    actual: null,
    message: `\`${command}\` ends with ${exit} on what the migrations make; ${lines}`,
    next: "add the migration that the models need, or take back what changed in them",
    sql: null,
  };
}
