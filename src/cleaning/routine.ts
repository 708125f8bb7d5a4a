import type { Name, Routine } from "../production/objects.ts";
import { quoted } from "../sql/quote.ts";
import { cleanDefinition } from "./definition.ts";

/**
 * CREATE FUNCTION or PROCEDURE without literals: with its SQL-standard body where that can be cleaned, else with one that
 * does nothing. Bodies in strings are never taken: nobody knows what is in them.
 */
export function cleanRoutine(
  routine: Routine & { readonly name: Name; readonly sql: string | null },
): string | null {
  const { isProcedure, returns, name, volatility, strict, sql } = routine;
  const head = [
    `CREATE OR REPLACE ${isProcedure ? "PROCEDURE" : "FUNCTION"} ${quoted(name.schema)}.${quoted(name.name)}(${routine.arguments})`,
    ...(isProcedure ? [] : [`RETURNS ${returns}`]),
  ].join(" ");
  const marks = isProcedure ? "" : ` ${volatility}${strict ? " STRICT" : ""}`;
  const whole = sql === null ? null : cleanDefinition(`${head} LANGUAGE sql${marks} ${sql}`);
  if (whole !== null) return whole;
  if (NOT_PLPGSQL.test(`${routine.types} ${returns}`)) return null;
  const empty = cleanDefinition(`${head} LANGUAGE plpgsql${marks}`);
  return empty === null ? null : `${empty} AS $$${emptyBody(routine)}$$`;
}

/** Types that no function in PL/pgSQL takes or gives. */
const NOT_PLPGSQL = /\b(?:internal|cstring|\w+_handler)\b|"any"/;

function emptyBody({ isProcedure, returns, hasOut }: Routine): string {
  if (returns === "trigger") return "BEGIN RETURN COALESCE(NEW, OLD); END";
  if (isProcedure || returns === "void" || returns === "event_trigger") return "BEGIN END";
  return hasOut || /^(?:SETOF|TABLE)\b/.test(returns ?? "") ? "BEGIN RETURN; END" : "BEGIN RETURN NULL; END";
}
