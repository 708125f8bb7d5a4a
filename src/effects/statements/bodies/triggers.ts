/** Rules and triggers that a change of rows sets off: their bodies are part of the statement. */
import type { Deriver } from "../../deriver.ts";
import { type RunStep, withoutVariables } from "../../schema/body.ts";
import type { RewriteRule, TriggerEvent } from "../../schema/relation.ts";
import { routinesNamed } from "../../schema/routine.ts";
import type { TableSubject } from "../../subject.ts";
import { isKnown, runRoutines } from "./function-calls.ts";
import { runBody } from "./run-body.ts";

/** `rows`: known to have some (INSERT … VALUES), so that what is for each row is sure to run. */
export function fireTriggers(
  deriver: Deriver,
  { relation }: TableSubject,
  event: TriggerEvent,
  rows: "some" | "perhaps none" = "perhaps none",
): void {
  for (const rule of relation?.rules ?? []) {
    if (!rule.enabled || rule.event !== event) continue;
    runBody(deriver, stepsOf(rule), { name: `the rule ${rule.name}`, when: "open" });
  }
  for (const trigger of relation?.triggers ?? []) {
    if (!trigger.enabled || !trigger.events.includes(event)) continue;
    const routines = routinesNamed(deriver.model, trigger.routine);
    if (routines.length > 0) runRoutines(deriver, routines, { when: "open", names: trigger.transitions });
    else if (!isKnown(deriver, trigger.function)) {
      const shownBy = !trigger.perRow || rows === "some" ? "run" : "nothing";
      deriver.unanalyzed(
        `fires the trigger ${trigger.name}, whose function ${trigger.function} is not read`,
        shownBy,
      );
    }
  }
}

const ROWS: ReadonlySet<string> = new Set(["new", "old"]);

/** What a rule does in the place of the statement, or beside it: `new` and `old` are the statement's rows. */
function stepsOf({ actions }: RewriteRule): RunStep[] {
  return actions.map((node) => ({
    nodes: [withoutVariables(node, ROWS)],
    when: "always",
    caught: "no",
    line: 0,
    perRow: false,
  }));
}
