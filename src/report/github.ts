import type { Level } from "../rule.ts";
import { byLevel, coverage, verdictWords } from "./phrases.ts";
import type { Finding, Report } from "./report.ts";
import { visible, visibleLines } from "./visible.ts";

/** GitHub keeps ten annotations of each kind a step and drops the rest without a word. */
const KEPT = 10;

const COMMANDS: Readonly<Record<Level, string>> = { error: "error", warning: "warning", note: "notice" };

interface Annotation {
  readonly command: string;
  readonly file: string;
  readonly line: number | null;
  readonly endLine: number | null;
  readonly title: string;
  readonly text: string;
}

/** Workflow commands that put findings on the lines of the change, and a last line of plain text. */
export function renderGithub(report: Report): string {
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
  const all = [...unread, ...byLevel(report.findings).flatMap(annotationOf)];
  const kept = ["error", "warning", "notice"].flatMap((command) =>
    all.filter((annotation) => annotation.command === command).slice(0, KEPT),
  );
  const more = all.length - kept.length;
  const repository = report.findings.filter(({ path }) => path === null);
  return [
    ...kept.map(commandLine),
    ...(more > 0 ? [`${more} more findings are not annotated: GitHub shows ${KEPT} of a kind.`] : []),
    ...repository.map(({ level, rule, message }) => `${level} ${plain(rule)}: ${plain(message)}`),
    `lockgate: ${plain(verdictWords(report, true))} · ${plain(coverage(report))}`,
    "",
  ].join("\n");
}

function annotationOf({ level, path, line, endLine, rule, message, remedy }: Finding): Annotation[] {
  if (path === null) return [];
  const safer = remedy === null ? [] : [`Safer: ${remedy.summary}`, ...visibleLines(remedy.sql.trim())];
  const text = [message, ...safer].map(visible).join("\n").trim();
  return [{ command: COMMANDS[level], file: path, line, endLine, title: `lockgate: ${rule}`, text }];
}

function commandLine({ command, file, line, endLine, title, text }: Annotation): string {
  const properties = [
    `file=${property(visible(file))}`,
    ...(line === null ? [] : [`line=${line}`]),
    ...(endLine === null ? [] : [`endLine=${endLine}`]),
    `title=${property(visible(title))}`,
  ];
  return `::${command} ${properties.join(",")}::${data(text)}`;
}

/** Escaped as @actions/core does: a line break would end the command and begin another. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** Text on a line of its own, which the runner must not take for a command ("::error", "##[error]"). */
function plain(text: string): string {
  return visible(text).replaceAll("::", ": :").replaceAll("##[", "# #[");
}
