/** What takes something from running code, spread over releases. */
import type { BreakEffect } from "../effects/effect.ts";
import { quoted } from "../sql/quote.ts";
import type { Analyzed } from "./analyzed.ts";
import type { Left } from "./form.ts";
import { columnsDroppedLater, columnWithNewName, postponed, viewWithOldName } from "./release-plan.ts";
import { effectsOf } from "./select.ts";
import type { Step } from "./step.ts";

/** What can be written for several releases; null: what takes the place of the old is its author's to say. */
export function runningCodePlan(because: BreakEffect, analyzed: Analyzed): Step[] | null {
  const { change, object } = because;
  if (change === "renamed" || change === "moved")
    return object === "column" ? columnWithNewName(analyzed) : viewWithOldName(analyzed);
  if (usedByRoutine(analyzed)) return null;
  const until = UNTIL[change]?.(quoted(because.name.slice(because.name.lastIndexOf(".") + 1)));
  if (until === undefined || object === "query") return null;
  const rule = (change === "dropped" && TELLS[object]) || "breaks-running-code";
  const later = object === "column" && change === "dropped" ? columnsDroppedLater : postponed;
  return later(analyzed, `once ${until}`, [{ rule, because: until }]);
}

/** What has to be so of running code before the statement can run as it is. */
const UNTIL: { readonly [C in BreakEffect["change"]]?: (name: string) => string } = {
  dropped: (name) => `no running code uses ${name}`,
  detached: (name) => `no running code looks for rows of ${name} in its parent`,
  required: (name) => `all running code writes ${name}`,
  "not null": (name) => `no running code writes NULL to ${name}`,
  generated: (name) => `no running code writes ${name}`,
  written: (name) => `all running code knows ${name}`,
  revoked: () => "no running code needs it",
};

/** The rules that tell of what is dropped, before breaks-running-code does. */
const TELLS: { readonly [O in BreakEffect["object"]]?: string } = {
  column: "drops-column",
  table: "drops-table",
};

/** Why nothing can be written where there is no plan. */
export function leftByBreak({ change }: BreakEffect, analyzed: Analyzed): Left {
  return LEFT_FOR[change] ?? (usedByRoutine(analyzed) ? "routines" : "code");
}

/** A trigger or a function still names what goes, whatever code does. */
function usedByRoutine(analyzed: Analyzed): boolean {
  return effectsOf(analyzed, "break").some(({ change }) => LEFT_FOR[change] === "routines");
}

const LEFT_FOR: { readonly [C in BreakEffect["change"]]?: Left } = {
  hidden: "policies",
  "hidden from the owner": "policies",
  lost: "subscribers",
  "set back": "numbers",
  "used by a trigger": "routines",
  "used by a function": "routines",
  failing: "queries",
  "read otherwise": "queries",
  "answered otherwise": "session",
};
