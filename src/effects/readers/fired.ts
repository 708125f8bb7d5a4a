/** Triggers that a change of rows fires. What their functions do is only known where it is written out. */
import { readTriggerBody } from "../../sql/do-block.ts";
import type { Account } from "../account.ts";
import { readQuery } from "../schema/query.ts";
import type { Trigger, TriggerEvent } from "../schema/relation.ts";
import { callsUserFunction, routinesNamed } from "../schema/routine.ts";
import type { TableSubject } from "../subject.ts";

/** Rules rewrite the statement; the function of a trigger may do anything, unless its body runs no SQL. */
export function fireTriggers(account: Account, { relation }: TableSubject, event: TriggerEvent): void {
  const [rule] = relation?.rules ?? [];
  if (rule && relation?.kind !== "view") {
    account.unread(
      `the rule ${rule.name} of ${relation?.name}: what it makes of ${event} is seen by rehearsal only`,
    );
  }
  for (const trigger of relation?.triggers ?? []) {
    if (!trigger.enabled || !trigger.events.includes(event) || isHarmless(account, trigger)) continue;
    account.unread(
      `fires the trigger ${trigger.name}: what ${trigger.function} runs is seen by rehearsal only`,
    );
  }
}

/** A function in PL/pgSQL that only computes and assigns. */
function isHarmless({ model }: Account, trigger: Trigger): boolean {
  const [routine, other] = routinesNamed(model, [trigger.function]);
  const body = routine?.body && !other ? readTriggerBody(routine.body) : null;
  if (body === null || callsUserFunction(model, body) !== null) return false;
  return readQuery(model, body).relations.every(({ name }) => name === "new" || name === "old");
}
