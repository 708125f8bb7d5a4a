let graphemes: Intl.Segmenter | undefined;

/** What a reader takes for one character. The segmenter is made when text needs it: it costs 15 ms. */
function characters(text: string): Iterable<{ readonly segment: string }> {
  graphemes ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return graphemes.segment(text);
}

const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Script=Han}/u;
const ASCII = /^[\x20-\x7e]*$/;

/** Columns that a text takes in a terminal. Colour codes must not be in it. */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const { segment } of characters(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

/** The text in at most `columns`, its end replaced by "…" where it is longer. */
export function shorten(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  if (ASCII.test(text)) return `${text.slice(0, columns - 1).trimEnd()}…`;
  let kept = "";
  let width = 0;
  for (const { segment } of characters(text)) {
    width += WIDE.test(segment) ? 2 : 1;
    if (width > columns - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** The text in lines of at most `columns`, broken between words; a word that is longer stands on a line of its own. */
export function wrap(text: string, columns: number): string[] {
  return wrapWords(text.split(" "), columns);
}

/** As `wrap`; what stands between backticks is one word, so that a command can be copied. */
export function wrapAroundCommands(text: string, columns: number): string[] {
  return wrapWords(text.match(/(?:`[^`]*`|[^ `]|`)+/g) ?? [""], columns);
}

function wrapWords(words: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    if (line !== "" && widthOf(line) + 1 + widthOf(word) > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
