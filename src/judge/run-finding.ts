import type { Level } from "../rule.ts";
import type { BaselineEntry } from "./baseline.ts";
import type { Unmarked } from "./fingerprint.ts";
import { type RuleId, type RulesInForce, type RunRuleId, runLevel } from "./run-rule.ts";

/** What one of the run's own rules found: in the repository as a whole, where no place is given. */
export interface RunFinding {
  readonly rule: RunRuleId;
  readonly message: string;
  /** Another level than the rule's own, where the case is milder. */
  readonly level?: Level | undefined;
  readonly migration?: string | null;
  readonly path?: string;
  readonly statement?: number | null;
  readonly line?: number;
  readonly advice?: string;
  /** What tells it from others of the rule in the same file; default: the message. */
  readonly text?: string;
}

/** Nothing where the rule is off. */
export function runFinding(found: RunFinding, inForce: RulesInForce): Unmarked[] {
  const level = runLevel(found.rule, found.path ?? null, inForce, found.level);
  return level === "off" ? [] : [unmarked(found, level)];
}

/** What a rule that judges statements says once for the whole repository. */
export function repositoryFinding(rule: RuleId, level: Level, message: string): Unmarked {
  return unmarked({ rule, message }, level);
}

function unmarked(found: Omit<RunFinding, "rule"> & { readonly rule: RuleId }, level: Level): Unmarked {
  const { rule, message, migration = null, path = null, statement = null, line = null, advice } = found;
  const remedy = advice === undefined ? null : { summary: advice, sql: "" };
  const place = { migration, path, statement, line, endLine: line };
  return { rule, level, ...place, message, because: null, remedy, also: [], text: found.text ?? message };
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
  return runFinding({ rule: "stale-baseline", message }, inForce);
}
