/** What the triggers of a table do with the columns of its rows, as far as their functions are written out. */
import { optionOf } from "../../sql/routine-head.ts";
import { type TriggerField, triggerFields } from "../../sql/trigger-fields.ts";
import type { SchemaModel } from "./model.ts";
import type { Table, Trigger } from "./relation.ts";
import { routinesNamed } from "./routine.ts";

/** Null: the body of the function is not known, or in another language. */
export function fieldsOf(model: SchemaModel, trigger: Trigger): readonly TriggerField[] | null {
  const [routine, other] = routinesNamed(model, [trigger.function]);
  const body = routine?.language === "plpgsql" ? optionOf(routine.statement?.options, "as") : undefined;
  return body === undefined || other ? null : triggerFields(body);
}

/** Whether a trigger gives the column a value in each new row, or may. */
export function fillsColumn(model: SchemaModel, table: Table, column: string): boolean {
  return table.triggers.some((trigger) => {
    if (!trigger.enabled || !trigger.events.includes("INSERT")) return false;
    const fields = fieldsOf(model, trigger);
    return fields === null || fields.some(({ name, assigned }) => assigned && name === column);
  });
}
