import type { Level } from "../rule.ts";
import type { BaselineEntry } from "./baseline.ts";
import type { Unmarked } from "./fingerprint.ts";
import { type RuleId, type RulesInForce, type RunRuleId, runLevel } from "./run-rule.ts";

/** A finding on the repository as a whole: it has no path, line or statement. */
export function repositoryFinding(rule: RuleId, level: Level, message: string): Unmarked {
  return {
    rule,
    level,
    migration: null,
    path: null,
    statement: null,
    line: null,
    endLine: null,
    message,
    because: null,
    remedy: null,
    also: [],
    text: message,
  };
}

/** What one of the run's own rules says of the repository; nothing where the rule is off. */
export function runFinding(rule: RunRuleId, message: string, inForce: RulesInForce): Unmarked[] {
  const level = runLevel(rule, null, inForce);
  return level === "off" ? [] : [repositoryFinding(rule, level, message)];
}

/** What is said of entries of the baseline that are stale. */
export function staleBaseline(
  stale: readonly BaselineEntry[],
  path: string,
  inForce: RulesInForce,
): Unmarked[] {
  const [first] = stale;
  if (first === undefined) return [];
  const entries = stale.length === 1 ? "an entry" : `${stale.length} entries`;
  const message = `${path} holds ${entries} that no finding answers to (${first.rule} in ${first.path}): run --update-baseline`;
  return runFinding("stale-baseline", message, inForce);
}
