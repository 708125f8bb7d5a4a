/** How volatile an expression is: by its functions, built-in, of extensions or the user's. */
import { functionVolatility, type Volatility } from "../postgres/volatility.ts";
import { as, type Node, nameParts, walk } from "../sql/nodes.ts";
import type { Deriver } from "./deriver.ts";
import { routinesNamed } from "./schema/routine.ts";

const ORDER: readonly Volatility[] = ["immutable", "stable", "volatile"];

export interface VolatilityReading {
  readonly volatility: Volatility;
  /** A function is not known: taken for volatile. */
  readonly assumed: boolean;
}

export function volatilityOf(deriver: Deriver, expression: Node): VolatilityReading {
  const { model, context } = deriver;
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
      for (const routine of user) {
        const inner = routine.inlined ? volatilityOf(deriver, routine.inlined) : null;
        add(inner?.volatility ?? routine.volatility, inner?.assumed);
      }
      return true;
    }
    const extensions = [...model.extensions.keys()];
    const args = argumentTypes(call.args ?? []);
    const known = functionVolatility(name, context.major, args ? { extensions, args } : { extensions });
    if (known) add(known);
    else add("volatile", true);
    return true;
  });
  return worst;
}

const NOW = "timestamp with time zone";

/** Results of functions without arguments, and of the grammar's own, that stand in defaults. */
const RETURNS: Readonly<Record<string, string>> = {
  now: NOW,
  transaction_timestamp: NOW,
  statement_timestamp: NOW,
  clock_timestamp: NOW,
  SVFOP_CURRENT_TIMESTAMP: NOW,
  SVFOP_CURRENT_TIMESTAMP_N: NOW,
  SVFOP_LOCALTIMESTAMP: "timestamp without time zone",
  SVFOP_LOCALTIMESTAMP_N: "timestamp without time zone",
  SVFOP_CURRENT_DATE: "date",
};

/** Argument types in the words of format_type; null unless all of them are plain to see. */
function argumentTypes(args: readonly Node[]): string[] | null {
  const types = args.map((node) => {
    if (as(node, "A_Const")?.sval) return "text";
    const value = as(node, "SQLValueFunction")?.op;
    if (value) return RETURNS[value];
    return RETURNS[nameParts(as(node, "FuncCall")?.funcname).at(-1) ?? ""];
  });
  return types.every((type) => type !== undefined) ? types : null;
}
