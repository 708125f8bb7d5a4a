import type { FixedMigration, FixReport } from "../../fix/fix-report.ts";
import { fitParts, joined, type Part } from "../fit-parts.ts";
import { fileDiff, SIGNS } from "../line-diff.ts";
import { BUDGET } from "../markdown.ts";
import { fenced, htmlCode, htmlProse, prose, span, sqlLines } from "../markdown-text.ts";
import { counted, place } from "../phrases.ts";
import type { FixView } from "./fix-view.ts";
import {
  doesWords,
  type Next,
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

/** What goes first when a comment is too long: the higher, the sooner. */
const RANK = { next: 1, left: 2, migration: 3, finding: 4, step: 5, remark: 6 } as const;

/** The plan for a comment or the text of a pull request: what is fixed openly, the SQL of each step folded. */
export function renderFixMarkdown(report: FixReport, { command }: Pick<FixView, "command">): string {
  const steps = numbered(report);
  const mark = report.unanalyzed.length > 0 ? "🚫" : report.left.length > 0 ? "⚠️" : "✅";
  const parts: Part[] = [
    { text: `### ${mark} lockgate fix: ${outcomeWords(report)}`, rank: 0 },
    ...report.remarks.map((remark) => ({ text: `- ${prose(remark)}`, rank: RANK.remark, joined: true })),
    ...report.migrations.flatMap((migration) => migrationParts(migration, steps.get(migration) ?? [])),
    ...leftParts(report),
    ...unanalyzedParts(report),
    ...nextParts(nextOf(report), command),
  ];
  const footer = { text: `<sub>${footerOf(report)}</sub>`, rank: 0 };
  const kept = fitParts(parts, BUDGET - LEFT_OUT.length);
  const cut = kept.length < parts.length ? [{ text: LEFT_OUT, rank: 0 }] : [];
  return `${joined([...kept, ...cut, footer])}\n`;
}

const LEFT_OUT = "**Left out for length:** details; `lockgate fix` prints all of it in a terminal.";

function migrationParts(migration: FixedMigration, steps: readonly NumberedStep[]): Part[] {
  const group = migration.path;
  return [
    { text: `#### ${span(migration.path)}`, rank: RANK.migration, group, heading: true },
    ...migration.findings.map(({ line, message, rule }) => ({
      text: `- ${line === null ? "" : `**Line ${line}:** `}${prose(message)} · ${span(rule)}`,
      rank: RANK.finding,
      group,
      joined: true,
    })),
    { text: `In ${stepsWords(migration)}.`, rank: RANK.migration, group },
    ...steps.map((step) => ({
      text: stepText(step, migration),
      rank: RANK.step,
      group,
      joined: true,
    })),
  ];
}

function stepText({ number, step, does }: NumberedStep, migration: FixedMigration): string {
  const words = [...doesWords(does), phaseWords(step), ...ownProof(step, migration)].join(", ");
  const title = step.path === null ? htmlProse(words) : `${htmlCode(step.path)} (${htmlProse(words)})`;
  return `<details><summary><b>${number}.</b> ${title}</summary>\n\n${sqlOfStep(step)}\n\n</details>`;
}

function sqlOfStep({ sql, before }: NumberedStep["step"]): string {
  if (before === undefined) return fenced("sql", sqlLines(sql));
  const diff = fileDiff(before, sql, 2);
  return fenced(
    "diff",
    diff.map((line) => (line === null ? "@@" : `${SIGNS[line.kind]} ${line.text}`.trimEnd())),
  );
}

function leftParts({ left }: FixReport): Part[] {
  const items = left.map(
    ({ rule, path, line, reason }) =>
      `${path === null ? "" : `${span(place(path, line))} `}${span(rule)}: ${prose(reason)}`,
  );
  return listed("Left as it is", items, RANK.left);
}

function unanalyzedParts({ unanalyzed }: FixReport): Part[] {
  const items = unanalyzed.map(({ path, line, reason }) => `${span(place(path, line))} ${prose(reason)}`);
  return listed("Not analyzed", items, RANK.left);
}

function nextParts(next: readonly Next[], command: string): Part[] {
  const items = next.map((one) =>
    one.kind === "write"
      ? `${span(`${command} --write`)} writes ${counted(one.files, "file")}`
      : prose(nextWords(one)),
  );
  return listed("Next", items, RANK.next);
}

/** A list under a title; nothing where it would be empty. */
function listed(title: string, items: readonly string[], rank: number): Part[] {
  if (items.length === 0) return [];
  return [
    { text: `**${title}:**`, rank, group: title, heading: true },
    ...items.map((item) => ({ text: `- ${item}`, rank, group: title, joined: true })),
  ];
}

function footerOf(report: FixReport): string {
  const proven = provenWords(report);
  const wrote = report.written.length === 0 ? [] : [`wrote ${counted(report.written.length, "file")}`];
  return [`lockgate ${report.lockgate}`, ...wrote, ...(proven === null ? [] : [proven])].join(" · ");
}
