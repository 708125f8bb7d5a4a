/** The text with everything in [start, end) made blank, line breaks kept, so that positions stay true. */
export function blank(text: string, start: number, end: number): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\r\n]/g, " ") + text.slice(end);
}

/** The index of the first character from `index` on that is neither white space nor in a comment. */
export function skipBlank(text: string, index: number): number {
  let at = index;
  for (;;) {
    while (at < text.length && /\s/.test(text.charAt(at))) at++;
    if (text.startsWith("--", at)) {
      const end = text.indexOf("\n", at);
      at = end === -1 ? text.length : end + 1;
    } else if (text.startsWith("/*", at)) {
      at = endOfBlockComment(text, at);
    } else return at;
  }
}

/** The end of the block comment that starts at `start`; they nest. An unterminated one ends with the text. */
export function endOfBlockComment(text: string, start: number): number {
  let depth = 0;
  const marks = /\/\*|\*\//g;
  marks.lastIndex = start;
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    depth += mark[0] === "/*" ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return text.length;
}
