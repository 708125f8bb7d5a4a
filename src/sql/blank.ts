/** The text with everything but line breaks replaced by blanks: lines, columns and indexes stay. */
export function blank(text: string): string {
  return text.replace(/[^\r\n]+/g, (line) => " ".repeat(line.length));
}

/** The text with everything in [start, end) made blank. */
export function blankRange(text: string, start: number, end: number): string {
  return text.slice(0, start) + blank(text.slice(start, end)) + text.slice(end);
}
