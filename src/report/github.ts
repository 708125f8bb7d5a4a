import type { Finding } from "../judge/finding.ts";
import type { Level } from "../rule.ts";
import { driftAnnotations } from "./drift/drift-github.ts";
import { driftWords } from "./drift/drift-phrases.ts";
import { liveQueriesLine } from "./live-queries-words.ts";
import { byLevel, coverage, messageLines, verdictWords } from "./phrases.ts";
import type { Report } from "./report.ts";
import type { View } from "./view.ts";
import { visible, visibleLines } from "./visible.ts";
import { type Annotation, commandLine, KEPT, keptOf, plain } from "./workflow-command.ts";

const COMMANDS: Readonly<Record<Level, string>> = { error: "error", warning: "warning", note: "notice" };

/** Workflow commands that put findings on the lines of the change, and a last line of plain text. */
export function renderGithub(report: Report, view: View): string {
  const unread = report.unanalyzed.map(
    ({ path, line, reason }): Annotation => ({
      command: "error",
      file: path,
      line,
      endLine: line,
      title: "lockgate: not analyzed",
      text: visible(reason),
    }),
  );
  const drift = report.drift === null ? [] : driftAnnotations(report.drift, view);
  const all = [...unread, ...byLevel(report.findings).flatMap(annotationOf), ...drift];
  const kept = keptOf(all);
  const more = all.length - kept.length;
  const repository = report.findings.filter(({ path }) => path === null);
  const driftSaid = report.drift === null ? [] : [`drift: ${driftWords(report.drift)}`];
  return [
    ...kept.map(commandLine),
    ...(more > 0 ? [`${more} more findings are not annotated: GitHub shows ${KEPT} of a kind.`] : []),
    ...repository.map(({ level, rule, message }) => `${level} ${plain(rule)}: ${plain(message)}`),
    ...(report.liveQueries === undefined ? [] : [plain(liveQueriesLine(report.liveQueries))]),
    `lockgate: ${[verdictWords(report, true), coverage(report), ...driftSaid].map(plain).join(" · ")}`,
    "",
  ].join("\n");
}

function annotationOf(finding: Finding): Annotation[] {
  const { level, path, line, endLine, rule, remedy } = finding;
  if (path === null) return [];
  const safer = remedy === null ? [] : [`Safer: ${remedy.summary}`, ...visibleLines(remedy.sql.trim())];
  const text = [...messageLines(finding), ...safer].map(visible).join("\n").trim();
  return [{ command: COMMANDS[level], file: path, line, endLine, title: `lockgate: ${rule}`, text }];
}
