import { isBlank, pieces } from "./lexer.ts";

/** The longest run of operator characters: PostgreSQL's scanner starts over at each "/*" in it, which takes minutes. */
const LONGEST_RUN = 2000;

/** Pieces of one expression, nested or in a row, that may each be a level of its tree: the parser's stack ends at some 10,000. */
const MOST_PIECES = 5000;

/** Levels of objects in a parse tree: what is deeper would end the stack of those who walk it. */
const DEEPEST = 1500;

/** In UTF-16 units: a shorter text reaches none of the limits above that would do harm. */
const SHORT = 4000;

/**
 * Why a script is not given to the grammar, or null. PostgreSQL itself refuses most of it: "stack depth limit exceeded",
 * "memory exhausted", "operator too long".
 */
export function tooMuch(text: string): { readonly reason: string; readonly index: number } | null {
  if (text.length <= SHORT) return null;
  return longRun(text) ?? deepNesting(text);
}

function longRun(text: string): { reason: string; index: number } | null {
  const run = new RegExp(`[~!@#^&|\`?+\\-*/%<>=]{${LONGEST_RUN}}`, "g");
  if (!run.test(text)) return null;
  for (const { kind, start, end } of pieces(text)) {
    if (kind !== "block comment" && kind !== "other") continue;
    run.lastIndex = start;
    const index = run.exec(text)?.index;
    if (index !== undefined && index < end) {
      return { reason: `has more than ${LONGEST_RUN} operator characters in a row`, index };
    }
  }
  return null;
}

/** Words after which an expression starts over; conditions of AND and OR are one list to the parser. */
const ANEW = /^(?:AND|OR|WHEN|THEN|ELSE)$/i;

function deepNesting(text: string): { reason: string; index: number } | null {
  // Pieces since the last comma or the like, one number for each parenthesis or bracket that is open.
  const levels = [0];
  let total = 0;
  const clear = () => {
    total -= levels.at(-1) ?? 0;
    levels[levels.length - 1] = 0;
  };
  for (const { kind, start, end } of pieces(text)) {
    if (isBlank(kind)) continue;
    const character = kind === "other" ? text.charAt(start) : "";
    if (kind === "semicolon") {
      levels.length = 1;
      levels[0] = 0;
      total = 0;
    } else if (character === ",") clear();
    else if (kind === "word" && end - start < 5 && ANEW.test(text.slice(start, end))) clear();
    else if (character === ")" || character === "]") {
      if (levels.length > 1) total -= levels.pop() ?? 0;
    } else {
      levels[levels.length - 1] = (levels.at(-1) ?? 0) + 1;
      total += 1;
      if (character === "(" || character === "[") levels.push(0);
      if (total > MOST_PIECES) return { reason: "is nested too deep to be read", index: start };
    }
  }
  return null;
}

/** Whether a parse tree is so deep that those who walk it would run out of stack. */
export function isTooDeep(tree: unknown): boolean {
  let level: unknown[] = [tree];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return true;
    const next: unknown[] = [];
    for (const value of level) {
      for (const inner of Object.values(value as object)) {
        if (typeof inner === "object" && inner !== null) next.push(inner);
      }
    }
    level = next;
  }
  return false;
}
