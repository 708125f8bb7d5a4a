import { UsageError } from "../migrations/failure.ts";
import type { AnyRule } from "../rule.ts";

export interface LoadedRule {
  readonly id: string;
  readonly rule: AnyRule;
  readonly builtIn: boolean;
  /** Absolute path of its README. */
  readonly readme: string;
}

const LEVELS: readonly unknown[] = ["error", "warning", "note"];

/**
 * The rule that a module exports.
 *
 * @param ofRun whether it is one of lockgate's own that judge a run as a whole.
 * @throws {UsageError} naming `file` when it is malformed.
 */
export function ruleIn(module: unknown, file: string, ofRun = false): AnyRule {
  const rule = (module as { readonly default?: Partial<AnyRule> }).default;
  const isObject = typeof rule === "object" && rule !== null;
  const mistakes = [
    [isObject, "has no default export made by defineRule"],
    [isObject && LEVELS.includes(rule.level), "has no level error, warning or note"],
    [isObject && typeof rule.summary === "string" && rule.summary !== "", "has no summary"],
    ofRun
      ? [isObject && rule.scope === "run", "is not made by defineRunRule"]
      : [isObject && "judge" in rule && typeof rule.judge === "function", "has no judge function"],
  ] as const;
  const mistake = mistakes.find(([isRight]) => !isRight);
  if (mistake) throw new UsageError(`${file} ${mistake[1]}`);
  return rule as AnyRule;
}
