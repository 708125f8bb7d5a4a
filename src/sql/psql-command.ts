import { isSpace } from "./lexer.ts";

/** What one command of psql does to the script around it. */
export interface PsqlCommand {
  /** Behind the command and its arguments: SQL goes on there, or the next command begins. */
  readonly end: number;
  /** Why what runs cannot be told because of it, or null: it changes nothing. */
  readonly hides: string | null;
  /** It sends the statement so far, like a semicolon. */
  readonly sends: boolean;
  /** The variable that it sets; "*" for any. */
  readonly sets: string | null;
  /** The script ends here. */
  readonly quits: boolean;
}

/** They print, or change how results are printed. `\d` and its kin are the pattern below. */
const PRINTING = new Set(
  "echo qecho warn timing pset a C f H html t T x conninfo copyright errverbose ? p print l l+ list z restrict unrestrict cd".split(
    " ",
  ),
);
const DESCRIBES = /^d[A-Za-z]*\+?$/;

/** Their argument is the rest of the line, whatever stands there. */
const WHOLE_LINE = new Set("! copy ef ev sf sf+ sv sv+ h help".split(" "));

const HIDES: Readonly<Record<string, string>> = {
  i: "what the file has is not read",
  include: "what the file has is not read",
  ir: "what the file has is not read",
  include_relative: "what the file has is not read",
  gexec: "it runs the rows of a result as SQL",
  copy: "it changes rows",
  c: "what follows runs on another connection",
  connect: "what follows runs on another connection",
  if: "which branch runs is not known",
  elif: "which branch runs is not known",
  else: "which branch runs is not known",
  endif: "which branch runs is not known",
  "!": "it runs a shell",
  o: "output may go to a program",
  out: "output may go to a program",
  g: "output may go to a program",
  gx: "output may go to a program",
  w: "it writes to a file or a program",
  write: "it writes to a file or a program",
  r: "the statement so far is never run",
  reset: "the statement so far is never run",
  gdesc: "the statement so far is described, not run",
  q: "what follows is never run",
  quit: "what follows is never run",
  lo_unlink: "it deletes a large object",
  lo_import: "it makes a large object",
  watch: "it runs the statement again and again",
};

/** Variables of psql whose value changes nothing that runs while no statement fails. */
const QUIET_SETTINGS =
  /^(?:ON_ERROR_STOP|QUIET|ECHO|ECHO_HIDDEN|VERBOSITY|SHOW_CONTEXT|SHOW_ALL_RESULTS|FETCH_COUNT|COMP_KEYWORD_CASE|HIST\w+|HIDE_\w+|IGNOREEOF|PROMPT[123])$/;
/** Those that do, unless they are set to what they are anyway. */
const SETTINGS: Readonly<Record<string, { readonly fine: RegExp; readonly hides: string }>> = {
  AUTOCOMMIT: { fine: /^(?:on|true|yes|1|)$/i, hides: "nothing is committed but by COMMIT" },
  ON_ERROR_ROLLBACK: {
    fine: /^(?:off|false|no|0)$/i,
    hides: "a statement that fails no longer ends its transaction",
  },
  SINGLELINE: { fine: /^(?:off|false|no|0)$/i, hides: "a line break ends a statement" },
  SINGLESTEP: { fine: /^(?:off|false|no|0)$/i, hides: "each statement is asked for" },
};

/** The command that begins at the backslash at `start`. */
export function psqlCommandAt(text: string, start: number): PsqlCommand {
  const lineEnd = endOfLine(text, start);
  let at = start + 1;
  while (at < lineEnd && !isSpace(text.charCodeAt(at)) && text.charAt(at) !== "\\") at++;
  const name = text.slice(start + 1, at);
  if (WHOLE_LINE.has(name)) {
    const isPlain = name !== "!" && name !== "copy" && !text.slice(at, lineEnd).includes("\\");
    return command({ end: lineEnd, hides: isPlain && !/^e[fv]$/.test(name) ? null : named(name) });
  }
  const { words, end, plain } = argumentsAt(text, at, lineEnd);
  const base = { end, hides: plain ? null : `\\${name} runs a program of the shell` };
  if (!plain) return command({ ...base, sets: "*" });
  if (name === "set" || name === "unset") return { ...command(base), ...setting(name, words) };
  if (name === "gset") return command({ ...base, sends: true, sets: "*" });
  if ((name === "g" || name === "gx") && words.length === 0) return command({ ...base, sends: true });
  if (name === "encoding") return command({ ...base, hides: encoding(words) });
  if (PRINTING.has(name) || DESCRIBES.test(name)) return command(base);
  const quits = name === "q" || name === "quit";
  const sets = name === "prompt" || name === "getenv" || name === "gexec" ? "*" : null;
  return command({ ...base, hides: named(name), sends: name === "gexec" || name === "watch", quits, sets });
}

function command(fields: Pick<PsqlCommand, "end" | "hides"> & Partial<PsqlCommand>): PsqlCommand {
  return { sends: false, sets: null, quits: false, ...fields };
}

function named(name: string): string {
  return `\\${name} is a command of psql, not SQL: ${HIDES[name] ?? "what it brings in or changes is not analysed"}`;
}

function encoding([name]: readonly string[]): string | null {
  if (name === undefined || /^(?:utf-?8|unicode)$/i.test(name)) return null;
  return `\\encoding ${name}: what follows is read in another encoding`;
}

function setting(name: string, [variable = "", ...values]: readonly string[]): Partial<PsqlCommand> {
  if (QUIET_SETTINGS.test(variable) || variable === "") return {};
  // Unset, a switch of psql is off.
  const value = name === "unset" ? "off" : values.join("");
  const known = SETTINGS[variable];
  if (known === undefined) return { sets: variable };
  return known.fine.test(value) ? {} : { hides: `\\${name} ${variable}: ${known.hides}` };
}

/**
 * The arguments up to the end of the line, to a `\\`, which ends them, or to the next command. `plain` is false where one
 * is in backticks, which runs a shell.
 */
function argumentsAt(
  text: string,
  from: number,
  lineEnd: number,
): { words: string[]; end: number; plain: boolean } {
  const words: string[] = [];
  let word: string | null = null;
  let plain = true;
  let at = from;
  for (; at < lineEnd; at++) {
    const character = text.charAt(at);
    if (character === "\\") break;
    if (isSpace(text.charCodeAt(at))) {
      if (word !== null) words.push(word);
      word = null;
    } else if (character === "'" || character === '"' || character === "`") {
      if (character === "`") plain = false;
      const close = closing(text, at, lineEnd);
      word = (word ?? "") + text.slice(at + 1, close);
      at = close;
    } else word = (word ?? "") + character;
  }
  if (word !== null) words.push(word);
  const isSeparator = at < lineEnd && text.charAt(at + 1) === "\\";
  return { words, end: Math.min(isSeparator ? at + 2 : at, lineEnd), plain };
}

/** The index of the quote that closes the one at `start`, else the end of the line. Backslashes count in '…' only. */
function closing(text: string, start: number, lineEnd: number): number {
  const quote = text.charAt(start);
  for (let at = start + 1; at < lineEnd; at++) {
    if (quote === "'" && text.charAt(at) === "\\") at++;
    else if (text.charAt(at) === quote) return at;
  }
  return lineEnd;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end === -1 ? text.length : end;
}
