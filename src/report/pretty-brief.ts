/** Many findings for a person at a terminal: a line each, and what is safer once for each rule. */
import type { Finding } from "../judge/finding.ts";
import type { Ink } from "./ink.ts";
import { bareMessage, byLevel, place } from "./phrases.ts";
import { visible } from "./visible.ts";
import { shorten, wrap } from "./width.ts";

/** From so many findings on nobody reads each with its statement and its advice. */
export const MANY = 20;

/** Line, level, rule and message, in the order of the lines; the message goes on below where the line is too short. */
export function briefLines(findings: readonly Finding[], ink: Ink): string[] {
  const lines = [...findings].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  const number = Math.max(...lines.map(({ line }) => String(line ?? "").length));
  const level = Math.max(...lines.map((finding) => finding.level.length));
  return lines.flatMap((finding) => {
    const head = `  ${String(finding.line ?? "").padStart(number)}  `;
    const told = visible(bareMessage(finding));
    const plain = `${head}${finding.level.padEnd(level)}  ${finding.rule}   ${told}`;
    const start = `${ink.c.dim(head)}${ink.level(finding.level, finding.level.padEnd(level))}  ${ink.c.bold(visible(finding.rule))}`;
    if (plain.length <= ink.columns) return [`${start}   ${told}`];
    const indent = " ".repeat(head.length + 2);
    return [start, ...wrap(told, ink.columns - indent.length).map((line) => `${indent}${line}`)];
  });
}

/** What is safer, once for each rule and way, with the place that it was first said of and how many there are. */
export function saferOnce(findings: readonly Finding[], ink: Ink): string[] {
  const ways = new Map<string, Finding[]>();
  for (const finding of byLevel(findings)) {
    if (finding.remedy === null) continue;
    const key = `${finding.rule}\n${finding.remedy.summary}`;
    ways.set(key, [...(ways.get(key) ?? []), finding]);
  }
  if (ways.size === 0) return [];
  return [
    ink.c.bold("safer"),
    ...[...ways.values()].flatMap((same) => wayLines(same, ink)),
    `  ${ink.c.dim("--verbose shows each with its SQL")}`,
  ];
}

function wayLines(same: readonly Finding[], ink: Ink): string[] {
  const [first] = same;
  if (first?.remedy == null) return [];
  const times = same.length === 1 ? "" : ` (${same.length} times)`;
  const [summary = "", ...more] = wrap(
    `${visible(first.rule)}${times}: ${visible(first.remedy.summary)}`,
    ink.columns - 4,
  );
  const sql = first.remedy.sql.trim().split("\n");
  const where = first.path === null ? "" : place(visible(first.path), first.line);
  const shown =
    sql.length === 1 && sql[0] !== ""
      ? [`    ${ink.c.green(shorten(visible(sql[0] ?? ""), ink.columns - 4))}`]
      : [];
  const example = shown.length === 0 ? [] : [`    ${ink.c.dim(`at ${where}:`)}`, ...shown];
  return [`  ${summary}`, ...more.map((line) => `    ${line}`), ...example];
}
