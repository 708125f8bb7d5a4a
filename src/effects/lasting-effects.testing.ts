import { parseScript } from "../sql/parse.ts";
import { derive } from "./derive.ts";
import type { BreakEffect } from "./effect.ts";
import { lastingEffects } from "./lasting-effects.ts";
import { createModel, markModel } from "./schema/model.ts";
import { applyStatement } from "./statements/statements.ts";

/** What breaks running code of the release before once the whole change has run on what `base` makes. */
export function breaksOf(base: string, change: string): BreakEffect[] {
  const model = createModel({ complete: true });
  const context = { major: 18, timeZone: null, transaction: "1" };
  for (const { node } of parseScript(base).statements) applyStatement(model, node, context);
  markModel(model);
  const effects = parseScript(change).statements.flatMap(({ node }) => {
    const derived = derive(node, model, context);
    applyStatement(model, node, context);
    return derived.effects;
  });
  return lastingEffects(effects, model).flatMap((effect) => (effect.kind === "break" ? [effect] : []));
}
