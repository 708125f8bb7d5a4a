/** The rules that no effect decides: lockgate's own code finds what they name, in files, comments and databases. */
import type { AnyRule, Level } from "../rule.ts";
import { overrideOf, type Weighing } from "./weight.ts";

/** Each is a folder of `rules` whose rule has the scope "run". */
export const RUN_RULES = [
  "drift",
  "edits-merged-migration",
  "expired-ignore",
  "fails-to-roll-back",
  "is-never-run",
  "malformed-ignore",
  "stale-baseline",
  "unanalyzed",
  "unknown-ignore",
  "unreasoned-ignore",
  "unused-ignore",
] as const;

export type RunRuleId = (typeof RUN_RULES)[number];

declare const loaded: unique symbol;

/** An id that a report may hold: of a rule that was loaded from its folder, or one of the run's own. */
export type RuleId = RunRuleId | (string & { readonly [loaded]: true });

/** The rules of a run by id; what is not among them is not reported. */
export interface RulesInForce {
  readonly rules: ReadonlyMap<string, AnyRule>;
  readonly weighing: Weighing;
}

/**
 * The level of something that one of the run's own rules found at a path (null: in the whole repository), or "off".
 *
 * @param own another level than the rule's, where the case is milder
 */
export function runLevel(
  id: RunRuleId,
  path: string | null,
  { rules, weighing }: RulesInForce,
  own?: Level,
): Level | "off" {
  const rule = rules.get(id);
  if (rule === undefined) return "off";
  return overrideOf(id, path ?? "", null, weighing) ?? own ?? rule.level;
}

/** Where to say what a level would say of a rule that has none, as it has a verdict of its own. */
export const WITHOUT_LEVEL: Readonly<Partial<Record<string, string>>> = {
  drift: 'what counts as no drift stands in "drift"',
  unanalyzed: 'what is known to be safe stands in "unanalyzed", each entry with its reason',
} satisfies Partial<Record<RunRuleId, string>>;
