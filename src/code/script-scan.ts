/** Brackets, strings and comments of JavaScript and TypeScript: enough to find where something ends. */

const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** The place of the bracket that closes the one at `open`; the text's length where none does. */
export function closing(text: string, open: number): number {
  const waiting: string[] = [];
  for (let at = open; at < text.length; at++) {
    const character = text[at] ?? "";
    const close = CLOSING[character];
    if (close !== undefined) waiting.push(close);
    else if (character === waiting.at(-1)) waiting.pop();
    else at = endOfSkipped(text, at);
    if (waiting.length === 0) return at;
  }
  return text.length;
}

/** What stands between the commas of a list, with the place where each begins. */
export function items(
  text: string,
  from: number,
  to: number,
): { readonly text: string; readonly at: number }[] {
  const found: { text: string; at: number }[] = [];
  let start = from;
  const push = (end: number) => {
    const bare = withoutComments(text.slice(start, end));
    if (bare.trim() !== "")
      found.push({ text: bare.trim(), at: start + bare.length - bare.trimStart().length });
  };
  for (let at = from; at < to; at++) {
    const character = text[at] ?? "";
    if (CLOSING[character] !== undefined) at = closing(text, at);
    else if (character === ",") {
      push(at);
      start = at + 1;
    } else at = endOfTypes(text, at) ?? endOfSkipped(text, at);
  }
  push(to);
  return found;
}

// `Record<string, number[]>`, nested thrice at the most.
const TYPES = /<(?:[^<>()]|=>|<(?:[^<>()]|<[^<>()]*>)*>)*>/y;

/** The last place of a call's type arguments that begin there, or null. */
function endOfTypes(text: string, at: number): number | null {
  if (text[at] !== "<" || !/\w/.test(text[at - 1] ?? "")) return null;
  TYPES.lastIndex = at;
  const [found] = TYPES.exec(text) ?? [];
  return found === undefined ? null : at + found.length - 1;
}

/** The last place of the string, template or comment that begins there; the place itself where none does. */
function endOfSkipped(text: string, at: number): number {
  const character = text[at];
  if (character === '"' || character === "'") return endOfString(text, at);
  if (character === "`") return endOfTemplate(text, at);
  if (character !== "/") return at;
  const end =
    text[at + 1] === "/"
      ? text.indexOf("\n", at)
      : text[at + 1] === "*"
        ? text.indexOf("*/", at + 2) + 1
        : at;
  return end < at ? text.length : end;
}

function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === text[from] || text[at] === "\n") return at;
  }
  return text.length;
}

function endOfTemplate(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "`") return at;
    else if (text[at] === "$" && text[at + 1] === "{") at = closing(text, at + 1);
  }
  return text.length;
}

const STRING_OR_COMMENT =
  /("(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|`(?:[^`\\]|\\[\s\S])*`?)|\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*/g;

/** As long as before. */
function withoutComments(text: string): string {
  return text.replace(STRING_OR_COMMENT, (found, string?: string) => string ?? found.replace(/\S/g, " "));
}

/** 1-based. */
export function lineAt(text: string, at: number): number {
  let line = 1;
  for (let next = text.indexOf("\n"); next >= 0 && next < at; next = text.indexOf("\n", next + 1)) line++;
  return line;
}
