import picocolors from "picocolors";
import type { RuleDocs } from "../judge/rule-docs.ts";
import type { Colours } from "./ink.ts";
import type { View } from "./view.ts";
import { visible, visibleLines } from "./visible.ts";
import { wrap } from "./width.ts";

/** The widest that prose is set: longer lines are hard to read. */
const READABLE = 100;

/** A rule's README, Markdown, for a terminal. */
export function renderExplanation(rule: RuleDocs, view: View): string {
  const c = picocolors.createColors(view.colour);
  const columns = Math.min(view.columns, READABLE);
  const lines: string[] = [];
  let fence: string | null = null;
  let isConsole = false;
  let paragraph: string[] = [];
  const flush = (): void => {
    if (paragraph.length > 0) lines.push(...setText(paragraph.join(" "), columns, c));
    paragraph = [];
  };
  for (const line of visibleLines(rule.readme)) {
    const mark = /^(`{3,}|~{3,})\s*(.*)$/.exec(line);
    if (fence !== null) {
      if (mark?.[1]?.startsWith(fence) && mark[2] === "") fence = null;
      else lines.push(...(isConsole ? said(line, columns) : [line]).map((part) => `    ${c.cyan(part)}`));
    } else if (mark?.[1] !== undefined) {
      flush();
      fence = mark[1];
      const [language, role = "", tool] = (mark[2] ?? "").trim().split(/\s+/);
      isConsole = language === "console";
      const label = isConsole ? "lockgate says" : role === "given" ? "given" : tool && `with ${tool}`;
      if (label) lines.push(c.dim(`  ${label}`));
    } else if (/^#{1,6} /.test(line)) {
      flush();
      lines.push(c.bold(c.underline(line.replace(/^#+ /, ""))));
    } else if (/^(\s*[-*+]|\s*\d+\.|\|)/.test(line) || line.trim() === "") {
      flush();
      if (line.startsWith("|")) lines.push(inline(line, c));
      else if (line.trim() === "") lines.push("");
      else paragraph.push(line);
    } else {
      paragraph.push(paragraph.length === 0 ? line : line.trim());
    }
  }
  flush();
  return `${lines
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim()}\n`;
}

/** A line of what lockgate says: the message may be longer than the terminal is wide. Its own indent and gaps stay. */
function said(line: string, columns: number): string[] {
  const [, indent = "", text = ""] = /^(\s*)(.*)$/.exec(line) ?? [];
  const words = text.replaceAll("  ", UNBROKEN.repeat(2));
  const hang = " ".repeat(indent.length === 0 ? 3 : indent.length + 2);
  return wrap(words, columns - 4 - hang.length).map(
    (part, index) => `${index === 0 ? indent : hang}${part.replaceAll(UNBROKEN, " ")}`,
  );
}

/** A paragraph or list item, wrapped; what follows a list mark is indented below it. */
function setText(text: string, columns: number, c: Colours): string[] {
  const mark = /^\s*(?:[-*+]|\d+\.)\s+/.exec(text)?.[0] ?? "";
  const indent = " ".repeat(mark.length);
  const whole = text
    .slice(mark.length)
    .replace(/\[([^\]]+)\]\(([^)]+)\)/g, "$1 ($2)")
    .replace(/`[^`]+`|\*\*[^*]+\*\*/g, (span) => span.replaceAll(" ", UNBROKEN));
  return wrap(whole, columns - mark.length).map(
    (line, index) => `${index === 0 ? mark : indent}${inline(line.replaceAll(UNBROKEN, " "), c)}`,
  );
}

/** Stands for a space at which a line is not broken; no control character is left in the text. */
const UNBROKEN = "\u0001";

function inline(text: string, c: Colours): string {
  return text
    .replace(/\*\*([^*]+)\*\*/g, (_, bold: string) => c.bold(bold))
    .replace(/`([^`]+)`/g, (_, code: string) => c.cyan(code));
}

/** One line a rule: id, level and summary. */
export function renderRules(
  rules: readonly { readonly id: string; readonly level: string; readonly summary: string }[],
  view: View,
): string {
  const c = picocolors.createColors(view.colour);
  const width = Math.max(...rules.map(({ id }) => id.length), 0);
  const levels = Math.max(...rules.map(({ level }) => level.length), 0);
  const indent = width + levels + 4;
  const lines = rules.flatMap(({ id, level, summary }) => {
    const [first = "", ...rest] = wrap(visible(summary), Math.max(view.columns - indent, 30));
    return [
      `${c.bold(visible(id).padEnd(width))}  ${level.padEnd(levels)}  ${first}`,
      ...rest.map((line) => `${" ".repeat(indent)}${line}`),
    ];
  });
  return `${lines.join("\n")}\n`;
}
