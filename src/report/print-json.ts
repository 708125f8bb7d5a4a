/** A document with a line break at its end; characters that a terminal would obey are escaped, as JSON allows. */
export function printJson(value: unknown): string {
  return `${harmlessJson(JSON.stringify(value, null, 2))}\n`;
}

/** The same JSON without characters that a terminal or a log would obey. */
export function harmlessJson(text: string): string {
  // "##[" anywhere in a log line is a command to GitHub's runner.
  return text.replace(/[\u007f-\u009f\u2028-\u202e\u2066-\u2069]|#(?=#\[)/g, escapeUnit);
}

function escapeUnit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
