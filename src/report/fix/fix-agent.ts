import type { FixReport } from "../../fix/fix-report.ts";
import { fileDiff, SIGNS } from "../line-diff.ts";
import { counted, place } from "../phrases.ts";
import { visible, visibleLines } from "../visible.ts";
import type { FixView } from "./fix-view.ts";
import {
  type NumberedStep,
  numbered,
  outcomeWords,
  phaseWords,
  proofWords,
  provenWords,
} from "./fix-words.ts";

/**
 * For a program that goes on from here: what is fixed, then an instruction a step with its SQL in lines of their own, what is left,
 * and always a last line with the outcome and the command to run.
 */
export function renderFixAgent(report: FixReport, { command }: Pick<FixView, "command">): string {
  const steps = numbered(report);
  const isWritten = report.written.length > 0;
  const lines = [
    ...report.unanalyzed.map(
      ({ path, line, reason }) => `${visible(place(path, line))} unanalyzed: ${visible(reason)}`,
    ),
    ...report.remarks.map((remark) => `note: ${visible(remark)}`),
    ...report.migrations.flatMap((migration) => [
      ...migration.findings.map(
        ({ line, rule, message }) =>
          `${visible(place(migration.path, line))} ${migration.planned ? "has a plan for" : isWritten ? "fixed" : "fixes"} ${visible(rule)}: ${visible(message)}`,
      ),
      ...(steps.get(migration) ?? []).flatMap((step) => stepLines(step, migration.path, isWritten)),
    ]),
    ...report.left.map(
      ({ rule, path, line, reason }) =>
        `${path === null ? "repository" : visible(place(path, line))} left ${visible(rule)}: ${visible(reason)}`,
    ),
  ];
  return [...lines, lastLine(report, [...steps.values()].flat(), command), ""].join("\n");
}

/** Of files that the command writes, their names are enough. */
function stepLines({ number, step, does }: NumberedStep, migration: string, isWritten: boolean): string[] {
  const sql = sqlOfStep(step).map((line) => `    ${line}`.trimEnd());
  const proof = proofWords(step.proof);
  const path = step.path === null ? "" : visible(step.path);
  switch (does) {
    case "changes":
    case "adds": {
      const verb = does === "changes" ? "change" : "add";
      const done = does === "changes" ? "changed" : "added";
      return isWritten
        ? [`step ${number}: ${done} ${path} (${proof})`]
        : [`step ${number}: --write will ${verb} ${path} (${proof}):`, ...sql];
    }
    case "by hand":
      return [`step ${number}: write this into the code of ${visible(migration)} (${proof}):`, ...sql];
    case "planned":
      return [
        `step ${number}, ${visible(phaseWords(step))}; fix does not write it, what is left says why:`,
        ...sql,
      ];
    case "later":
    case "outside":
      return [`step ${number}, ${visible(phaseWords(step))}; not now (${proof}):`, ...sql];
  }
}

/** A changed file as a difference. */
function sqlOfStep({ sql, before }: NumberedStep["step"]): string[] {
  if (before === undefined) return visibleLines(sql.trimEnd());
  return fileDiff(before, sql, 1).map((line) => (line === null ? "@@" : `${SIGNS[line.kind]} ${line.text}`));
}

function lastLine(report: FixReport, steps: readonly NumberedStep[], command: string): string {
  const written = report.written.length;
  const files = steps.filter(({ does }) => does === "changes" || does === "adds").length;
  const byHand = steps.some(({ does }) => does === "by hand");
  const words = [outcomeWords(report), provenWords(report)].filter((word) => word !== null).join("; ");
  const next =
    written > 0
      ? `; wrote ${counted(written, "file")}: commit them together, do not edit them`
      : files > 0
        ? `; run \`${visible(command)} --write\` to write ${counted(files, "file")}, do not write them yourself`
        : byHand
          ? "; write the SQL into the migration's code, then run lockgate check"
          : "";
  return `${words}${next}`;
}
