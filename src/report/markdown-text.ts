/**
 * Text from SQL, names and reasons in GitHub's Markdown: whatever it holds, it stays text. A word that could mean
 * something (markup, HTML, a mention, a reference, a link) becomes a code span, in which nothing does.
 */
import { visible, visibleLines } from "./visible.ts";

/** Words of letters, figures and such punctuation as has no meaning inside a line. */
const PLAIN = /^[\p{L}\p{N}%,.:;?'"()+=/…–—·-]+$/u;
/** Plain words that GitHub would link, decorate or that are names. */
const MEANT = /:\/\/|\bwww\.|gh-\d|:[\w+-]+:|\p{L}\.\p{L}\p{L}|^[-+=]+$/iu;

const NO_NAMES: ReadonlySet<string> = new Set();

/** Of what every sentence is made: a relation may be called so, but the word in a sentence is hardly ever its name. */
const SENTENCE_WORDS: ReadonlySet<string> = new Set(
  (
    "a all an and any are as at be been before after both but by can does each else every for from has have how if in " +
    "into is it its may must no none not of on once one only or other so such than that the their them then they this " +
    "those to two until was were what when where which while who will with without would"
  ).split(" "),
);

/** One line of prose, in which these names stand as code. */
export function prose(text: string, names: ReadonlySet<string> = NO_NAMES): string {
  return inWords(text, span, names);
}

/** One line of prose in which commands stand between backticks. */
export function commandProse(text: string): string {
  return inCommands(text, span, prose);
}

/** The same inside an HTML element, where Markdown is not read. */
export function htmlProse(text: string): string {
  return inCommands(text, htmlCode, (piece) => inWords(piece, htmlCode, NO_NAMES));
}

/** Code inside an HTML element. */
export function htmlCode(text: string): string {
  return `<code>${entities(visible(text))}</code>`;
}

function inCommands(
  text: string,
  code: (command: string) => string,
  plain: (piece: string) => string,
): string {
  return text
    .split("`")
    .map((piece, index) => (index % 2 === 1 && piece.trim() !== "" ? code(piece) : plain(piece)))
    .join("");
}

function inWords(text: string, code: (word: string) => string, names: ReadonlySet<string>): string {
  return clip(visible(text), 600)
    .split(" ")
    .map((word) => {
      const [, before = "", inner = "", after = ""] = /^([("']*)(.*?)([)"',.;:]*)$/s.exec(word) ?? [];
      // PostgreSQL's messages quote names; as code they need no quotes.
      const isQuoted = before.endsWith('"') && after.startsWith('"') && names.has(inner);
      const isName = isQuoted || (names.has(inner) && !SENTENCE_WORDS.has(inner));
      if (word === "" || (PLAIN.test(word) && !MEANT.test(word) && !isName)) return word;
      if (inner === "") return code(word);
      return isQuoted
        ? `${before.slice(0, -1)}${code(inner)}${after.slice(1)}`
        : `${before}${code(inner)}${after}`;
    })
    .join(" ");
}

/** A code span, whatever stands in it. */
export function span(text: string): string {
  const line = clip(visible(text), 300);
  if (line.trim() === "") return "`(blank)`";
  const fence = "`".repeat(longestRun(line) + 1);
  const pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** A code span in a table, where a bar or a backslash would end the cell before the span is read. */
export function cell(text: string): string {
  const line = clip(visible(text), 120);
  return /[|\\]/.test(line) ? `<code>${entities(line)}</code>` : span(line);
}

/** Prose in a table. */
export function cellProse(text: string): string {
  return inWords(text, cell, NO_NAMES);
}

/** A fenced block. */
export function fenced(language: string, lines: readonly string[]): string {
  const fence = "`".repeat(Math.max(3, longestRun(lines.join("\n")) + 1));
  return `${fence}${language}\n${lines.join("\n")}\n${fence}`;
}

/** SQL in lines, harmless and none of them endless. */
export function sqlLines(sql: string): string[] {
  return visibleLines(sql.trim()).map((line) => clip(line, 500));
}

/** Every character but letters and figures as an entity: neither HTML nor Markdown reads anything in it. */
function entities(text: string): string {
  return text.replace(/[^\p{L}\p{N} ]/gu, (character) => `&#${character.codePointAt(0)};`);
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

function clip(text: string, length: number): string {
  const points = [...text];
  return points.length <= length ? text : `${points.slice(0, length - 1).join("")}…`;
}
