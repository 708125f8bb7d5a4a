import { pieces } from "./lexer.ts";
import { beforePostgres } from "./parse.ts";
import { positionsOf } from "./position.ts";
import type { Reader } from "./statement.ts";

/** A comment `-- lockgate: ignore <rule> because <reason> [until <date>]`. */
export interface Directive {
  /** 1-based line of the comment. */
  readonly line: number;
  /** UTF-16 index of the comment in the script. */
  readonly start: number;
  readonly rule: string;
  /** Empty when the author gave none, which is reported. */
  readonly reason: string;
  /** The last valid day (YYYY-MM-DD, UTC), or null. */
  readonly until: string | null;
  /** What is wrong with the comment itself, or null. */
  readonly mistake: string | null;
}

const FORM = /^ignore\s+(?<rule>[\w,*-]+)(?:\s+because\s+(?<reason>.*?))?(?:\s+until\s+(?<until>\S+))?\s*$/is;

/** The directives of a script, in order. Text in strings and function bodies is no comment and no directive. */
export function directivesOf(source: string, reader: Reader = "postgres"): Directive[] {
  if (!source.includes("lockgate:")) return [];
  if (reader === "source code") return directivesInCode(source);
  const { sql: script } = beforePostgres(source, reader);
  const positions = positionsOf(script);
  return [...pieces(script)].flatMap(({ kind, start, end, closed }) => {
    const isBlock = kind === "block comment";
    if ((!isBlock && kind !== "line comment") || !closed) return [];
    const body = script.slice(start + 2, isBlock ? end - 2 : end);
    const command = /^\s*lockgate:\s*(.*)$/s.exec(body)?.[1];
    return command === undefined ? [] : [{ line: positions.line(start), start, ...read(command.trim()) }];
  });
}

/** Of code in whatever language: what stands behind the signs by which languages begin a comment. */
function directivesInCode(source: string): Directive[] {
  const positions = positionsOf(source);
  return [...source.matchAll(/(?:\/\/|#|--|\/\*)\s*lockgate:[ \t]*([^\r\n]*)/g)].map(
    ({ index, 1: command = "" }) => ({
      line: positions.line(index),
      start: index,
      ...read(command.replace(/\s*\*\/\s*$/, "").trim()),
    }),
  );
}

/** In UTF-16 units. No expression is to look at a megabyte that somebody calls a reason. */
const LONGEST = 2000;

function read(command: string): Pick<Directive, "rule" | "reason" | "until" | "mistake"> {
  if (command.length > LONGEST) {
    return { rule: "", reason: "", until: null, mistake: `is longer than ${LONGEST} characters` };
  }
  const groups = FORM.exec(command)?.groups;
  if (!groups) {
    const mistake = `"lockgate: ${command}" is not understood: write "lockgate: ignore <rule> because <reason>"`;
    return { rule: "", reason: "", until: null, mistake };
  }
  const { rule = "", reason = "", until = null } = groups;
  if (until !== null && !isDay(until)) {
    return { rule, reason, until, mistake: `"until ${until}" is not a date: write it as 2027-01-31` };
  }
  if (reason.trim() === "") return { rule, reason: "", until, mistake: 'gives no reason: add "because ..."' };
  return { rule, reason: reason.trim(), until, mistake: null };
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}
