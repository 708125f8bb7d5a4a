import type { Effect } from "../effects/effect.ts";
import type { LiveObject } from "../shadow/rehearse/live-object.ts";
import type { StatementAnalysis } from "./statement-effects.ts";
import type { Moment } from "./walk.ts";

/**
 * The statement with failures that say what only production has, where they come from that: PostgreSQL names it in the
 * message or in its details ("view report depends on column total").
 */
export function throughLiveObjects(
  analysis: StatementAnalysis,
  { rehearsed }: Pick<Moment, "rehearsed">,
  live: readonly LiveObject[],
): StatementAnalysis {
  if (live.length === 0 || !analysis.effects.some(isFailure)) return analysis;
  const detail = rehearsed?.kind === "observed" ? (rehearsed.observation.error?.detail ?? "") : "";
  const effects = analysis.effects.map((effect): Effect => {
    if (!isFailure(effect)) return effect;
    const text = `${effect.reason}\n${detail}`;
    const object = live.find((one) => names(text, one));
    if (object === undefined) return effect;
    const words = `production has the ${object.kind} ${object.name}, which no migration makes`;
    return { ...effect, reason: `${effect.reason} (${words})` };
  });
  return { ...analysis, effects };
}

function isFailure(effect: Effect): effect is Extract<Effect, { kind: "fail" }> {
  return effect.kind === "fail" && effect.when === "always";
}

/** PostgreSQL's word for the kind, and the name with or without its schema. */
function names(text: string, { kind, name, relation }: LiveObject): boolean {
  const bare = name.replace(/\(.*$/s, "");
  const forms = [bare, bare.slice(bare.indexOf(".") + 1)].map((form) => `${kind} ${form}`);
  const isNamed = forms.some((form) => {
    const at = text.indexOf(form);
    return at !== -1 && !/[\w$]/.test(text[at + form.length] ?? " ");
  });
  const table = relation?.split(".").at(-1) ?? "";
  return isNamed && (relation === undefined || kind === "index" || text.includes(table));
}
