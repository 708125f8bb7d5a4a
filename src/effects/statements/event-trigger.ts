/** CREATE and ALTER EVENT TRIGGER. */

import { nameParts } from "../../sql/nodes.ts";
import { refuse } from "../refusals.ts";
import { toChange } from "../schema/model.ts";
import { routinesNamed } from "../schema/routine.ts";
import { byCommandTag, type Command } from "./command.ts";

export const createEventTrigger: Command<"CreateEventTrigStmt"> = {
  tell(deriver, { funcname }) {
    const [routine] = routinesNamed(deriver.model, nameParts(funcname));
    if (routine && routine.returns !== "event_trigger")
      refuse(deriver, null, "function %s must return type event_trigger", routine.name);
    else deriver.act("CREATE EVENT TRIGGER", []);
  },
  apply(model, { trigname = "", eventname: event = "", funcname }) {
    toChange(model, "eventTriggers").set(trigname, { event, function: nameParts(funcname), enabled: true });
  },
};

export const alterEventTrigger: Command<"AlterEventTrigStmt"> = {
  ...byCommandTag,
  apply(model, { trigname = "", tgenabled }) {
    const trigger = model.eventTriggers.get(trigname);
    if (trigger) toChange(model, "eventTriggers").set(trigname, { ...trigger, enabled: tgenabled !== "D" });
  },
};
