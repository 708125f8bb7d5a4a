/** How volatile an expression is: by its functions, built-in, of extensions or the user's. */
import { functionVolatility, type Volatility } from "../postgres/volatility.ts";
import { as, type Node, nameParts, walk } from "../sql/nodes.ts";
import type { Account } from "./account.ts";
import { routinesNamed } from "./schema/routine.ts";

const ORDER: readonly Volatility[] = ["immutable", "stable", "volatile"];

export interface VolatilityReading {
  readonly volatility: Volatility;
  /** A function is not known: taken for volatile. */
  readonly assumed: boolean;
}

export function volatilityOf({ model, context }: Account, expression: Node): VolatilityReading {
  let worst: VolatilityReading = { volatility: "immutable", assumed: false };
  const add = (volatility: Volatility, assumed = false) => {
    const more = ORDER.indexOf(volatility) - ORDER.indexOf(worst.volatility);
    if (more > 0 || (more === 0 && worst.assumed && !assumed)) worst = { volatility, assumed };
  };
  walk(expression, (node) => {
    if (as(node, "SQLValueFunction")) add("stable");
    const call = as(node, "FuncCall");
    if (!call) return true;
    const parts = nameParts(call.funcname);
    const name = parts.at(-1) ?? "";
    const user = routinesNamed(model, parts);
    if (user.length > 0) {
      for (const routine of user) add(routine.volatility);
      return true;
    }
    const known = functionVolatility(name, context.major, { extensions: [...model.extensions.keys()] });
    if (known) add(known);
    else add("volatile", true);
    return true;
  });
  return worst;
}
