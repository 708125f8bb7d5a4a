/**
 * Characters that a terminal would obey or hide instead of showing: C0 and C1 controls (escape sequences), DEL,
 * line and paragraph separators, zero-width characters and the direction overrides of "Trojan Source".
 */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gu;

/**
 * The text on one line, harmless to print: a line break with the blanks around it is one space, a tab two, and control
 * characters are shown by their code. PostgreSQL quotes the user's text in its messages, with its line breaks.
 */
export function visible(text: string): string {
  const lines = text.split("\n");
  const line = lines.length === 1 ? text : lines.flatMap((one) => one.trim() || []).join(" ");
  return line.replaceAll("\t", "  ").replace(INVISIBLE, show);
}

/** As `visible`, line by line; a carriage return at a line's end belongs to the line break. */
export function visibleLines(text: string): string[] {
  return text.split("\n").map((line) => visible(line.endsWith("\r") ? line.slice(0, -1) : line));
}

function show(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `<${code.toString(16).toUpperCase().padStart(2, "0")}>`;
}
