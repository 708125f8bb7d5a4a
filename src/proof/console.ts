import type { Finding } from "../judge/finding.ts";
import type { Report } from "../report/report.ts";

/** One line for each thing that a report holds, and one for each remedy. */
export function linesOf({ findings, unanalyzed }: Pick<Report, "findings" | "unanalyzed">): string[] {
  return [
    ...unanalyzed.map(({ line, reason }) => `${line}  unanalyzed  ${reason}`),
    ...findings.flatMap(linesOfFinding),
  ];
}

function linesOfFinding({ line, level, rule, message, remedy }: Finding): string[] {
  const safer = remedy === null ? [] : [`   safer: ${remedy.summary}`];
  return [`${line ?? "-"}  ${level}  ${rule}  ${message}`, ...safer];
}
