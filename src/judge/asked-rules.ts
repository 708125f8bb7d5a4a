import type { Effect, EffectKind } from "../effects/effect.ts";
import type { AnyRule, Rule } from "../rule.ts";
import type { RuleId } from "./run-rule.ts";

export interface AskedRule {
  readonly id: RuleId;
  readonly rule: Rule;
}

/** The rules that are asked of a statement with these effects, in their order: those that judge one of their kinds. */
export function rulesByEffects(
  rules: ReadonlyMap<string, AnyRule>,
): (effects: readonly Effect[]) => readonly AskedRule[] {
  const all = [...rules].flatMap(([id, rule]) =>
    // Their ids are those of folders that were loaded.
    rule.scope === "run" ? [] : [{ id: id as RuleId, rule }],
  );
  // Most statements of a history have effects of the same few kinds.
  const known = new Map<string, readonly AskedRule[]>();
  return (effects) => {
    const kinds = new Set<EffectKind>();
    for (const { kind } of effects) kinds.add(kind);
    const key = [...kinds].join();
    const asked =
      known.get(key) ?? all.filter(({ rule: { judges } }) => judges?.some((kind) => kinds.has(kind)) ?? true);
    known.set(key, asked);
    return asked;
  };
}
