import { endOfBlockComment } from "./blank.ts";

/**
 * Splits a script that the grammar refuses, at semicolons outside strings, quoted names, dollar quotes, comments
 * and the body of BEGIN ATOMIC. Only used when a whole script does not parse.
 */
export function splitScript(text: string): [start: number, end: number][] {
  const parts: [number, number][] = [];
  const token = /--[^\n]*|\/\*|'|"|\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$|;|\b[A-Za-z_]\w*\b/g;
  let start = 0;
  let atomic = 0;
  let previous = "";
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    const [word] = found;
    const at = found.index;
    if (word.startsWith("--")) continue;
    if (word === "/*") token.lastIndex = endOfBlockComment(text, at);
    else if (word === "'" || word === '"') token.lastIndex = endOfQuoted(text, at, word);
    else if (word.startsWith("$")) {
      // `$` may also stand inside a name: a$b$c is no dollar quote.
      if (at > 0 && /[\w\u0080-\uffff]/.test(text.charAt(at - 1))) continue;
      const close = text.indexOf(word, at + word.length);
      token.lastIndex = close === -1 ? text.length : close + word.length;
    } else if (word === ";") {
      if (atomic > 0) continue;
      parts.push([start, at + 1]);
      start = at + 1;
    } else {
      const upper = word.toUpperCase();
      if (upper === "ATOMIC" && previous === "BEGIN") atomic = 1;
      else if (atomic > 0 && upper === "CASE") atomic++;
      else if (atomic > 0 && upper === "END") atomic--;
      previous = upper;
    }
  }
  if (start < text.length) parts.push([start, text.length]);
  return parts;
}

function endOfQuoted(text: string, start: number, quote: string): number {
  // E'…' reads a backslash as an escape; standard strings do not.
  const escapes = quote === "'" && /(^|[^\w])[eE]$/.test(text.slice(Math.max(0, start - 2), start));
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (escapes && character === "\\") at++;
    else if (character === quote) {
      if (text.charAt(at + 1) !== quote) return at + 1;
      at++;
    }
  }
  return text.length;
}
