import type { FixedMigration, FixReport, LeftFinding } from "../../fix/fix-report.ts";
import { type Ink, inkOf } from "../ink.ts";
import { fileDiff } from "../line-diff.ts";
import { counted, place } from "../phrases.ts";
import { sqlInLines } from "../sql-ink.ts";
import { visible } from "../visible.ts";
import { wrap } from "../width.ts";
import type { FixView } from "./fix-view.ts";
import {
  doesWords,
  type NumberedStep,
  nextOf,
  nextWords,
  numbered,
  outcomeWords,
  ownProof,
  phaseWords,
  provenWords,
  stepsWords,
} from "./fix-words.ts";

/** The plan for a person at a terminal: what is fixed and how, what is left, and last what to do next. */
export function renderFixPretty(report: FixReport, view: FixView): string {
  const ink = inkOf(view);
  const steps = numbered(report);
  const blocks = [
    ...report.migrations.flatMap((migration) => [
      migrationLines(migration, ink),
      ...(steps.get(migration) ?? []).map((step) => stepLines(step, migration, ink)),
    ]),
    leftLines(report.left, ink),
    unanalyzedLines(report, ink),
    report.remarks.flatMap((remark) => wrap(visible(remark), ink.columns)).map((line) => ink.c.dim(line)),
    nextLines(report, view, ink),
    [summary(report, view, ink)],
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n")}\n`;
}

function migrationLines(migration: FixedMigration, ink: Ink): string[] {
  const { path, findings } = migration;
  const said = `(${stepsWords(migration)})`;
  return [
    ...titled(ink.c.bold(visible(path)), visible(path).length, said, "  ", ink),
    ...findings.flatMap(({ line, rule, message }) => {
      const where = line === null ? "" : `line ${line}  `;
      return told(`${ink.c.dim(where)}${ink.c.bold(visible(rule))}`, where + visible(rule), message, ink);
    }),
  ];
}

/** A title and an aside, below it where the line is too short. */
function titled(title: string, width: number, aside: string, indent: string, ink: Ink): string[] {
  if (width + 3 + aside.length <= ink.columns) return [`${title}   ${ink.c.dim(aside)}`];
  return [title, ...wrap(aside, ink.columns - indent.length).map((line) => `${indent}${ink.c.dim(line)}`)];
}

/** What is said of something, below it where the line is too short. */
function told(head: string, plain: string, text: string, ink: Ink): string[] {
  const said = visible(text);
  if (plain.length + said.length + 5 <= ink.columns) return [`  ${head}   ${said}`];
  return [`  ${head}`, ...wrap(said, ink.columns - 4).map((line) => `    ${line}`)];
}

function stepLines({ number, step, does }: NumberedStep, migration: FixedMigration, ink: Ink): string[] {
  const label = `${number}.`.padEnd(3);
  const phase = visible(phaseWords(step));
  const [title = "", ...more] = step.path === null ? wrap(phase, ink.columns - 4) : [visible(step.path)];
  const aside = [...doesWords(does), ...(step.path === null ? [] : [phase]), ...ownProof(step, migration)];
  const head = [
    `${ink.c.cyan(label)} ${ink.c.bold(title)}`,
    ...more.map((line) => `    ${ink.c.bold(line)}`),
  ];
  const width = 4 + (more.at(-1) ?? title).length;
  const lines =
    aside.length === 0 ? head : titled(head.join("\n"), width, `(${aside.join(", ")})`, "    ", ink);
  return [...lines, ...sqlOfStep(step, ink)];
}

/** A changed file as a difference, all else whole: it is there to be copied. */
function sqlOfStep({ sql, before }: NumberedStep["step"], ink: Ink): string[] {
  if (before === undefined) return sqlInLines(sql, ink).map((line) => (line === "" ? "" : `     ${line}`));
  const diff = fileDiff(before, sql, 2);
  const width = Math.max(3, ...diff.map((line) => String(line?.number ?? 0).length + 1));
  return diff.map((line) => {
    if (line === null) return ink.c.dim(`${" ".repeat(width)}  …`);
    const number = ink.c.dim(String(line.number).padStart(width));
    if (line.kind === "same") return `${number}    ${ink.c.dim(line.text)}`.trimEnd();
    return line.kind === "removed"
      ? `${number}  ${ink.c.red(`- ${line.text}`.trimEnd())}`
      : `${number}  ${ink.c.green(`+ ${line.text}`.trimEnd())}`;
  });
}

function leftLines(left: readonly LeftFinding[], ink: Ink): string[] {
  if (left.length === 0) return [];
  return [
    ink.c.bold("left as it is"),
    ...left.flatMap(({ rule, path, line, reason }) => {
      const where = path === null ? "repository" : place(visible(path), line);
      const head = `${ink.c.yellow(where)}  ${ink.c.bold(visible(rule))}`;
      return told(head, `${where}  ${visible(rule)}`, reason, ink);
    }),
  ];
}

function unanalyzedLines({ unanalyzed }: FixReport, ink: Ink): string[] {
  if (unanalyzed.length === 0) return [];
  return [
    ink.c.bold("not analyzed"),
    ...unanalyzed.flatMap(({ path, line, reason }) => {
      const where = place(visible(path), line);
      return told(ink.c.magenta(where), where, reason, ink);
    }),
  ];
}

function nextLines(report: FixReport, { command }: FixView, ink: Ink): string[] {
  const next = nextOf(report);
  if (next.length === 0) return [];
  return [
    ink.c.bold("next"),
    ...next.flatMap((one) =>
      one.kind === "write"
        ? [
            `  ${ink.c.bold(ink.c.cyan(`${visible(command)} --write`))}   writes ${counted(one.files, "file")}`,
          ]
        : wrap(visible(nextWords(one)), ink.columns - 4).map(
            (line, at) => `  ${at === 0 ? "" : "  "}${line}`,
          ),
    ),
  ];
}

function summary(report: FixReport, view: FixView, ink: Ink): string {
  const { written, left, unanalyzed } = report;
  const paint = unanalyzed.length > 0 ? ink.c.magenta : left.length > 0 ? ink.c.yellow : ink.c.green;
  const words = [
    written.length === 0 ? null : `wrote ${counted(written.length, "file")}`,
    outcomeWords(report),
    provenWords(report),
    view.seconds === null ? null : `${view.seconds.toFixed(1)} s`,
  ].filter((word) => word !== null);
  const [first = "", ...rest] = words;
  return [ink.c.bold(paint(first)), ...rest].join(" · ");
}
