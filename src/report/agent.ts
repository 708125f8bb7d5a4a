import { driftAgentLines } from "./drift/drift-agent.ts";
import { driftWords } from "./drift/drift-phrases.ts";
import { fixAdvice } from "./fix-advice.ts";
import { liveQueriesLine } from "./live-queries-words.ts";
import { byLevel, coverage, place, verdictWords } from "./phrases.ts";
import type { Report } from "./report.ts";
import { schemaDiffWords } from "./schema-diff-words.ts";
import { visible, visibleLines } from "./visible.ts";

/**
 * For a program that fixes what it reads: one line a finding with what to write instead, notes included, and always a
 * last line with the verdict. SQL that says in comments where each of its steps goes follows in lines of its own.
 */
export function renderAgent(report: Report): string {
  const unread = report.unanalyzed.map(
    ({ path, line, reason }) => `${visible(place(path, line))} unanalyzed: ${visible(reason)}`,
  );
  const findings = byLevel(report.findings).map(({ path, line, level, rule, message, remedy }) => {
    const where = path === null ? "repository" : visible(place(path, line));
    const fix = remedy === null ? "" : ` | fix: ${visible(remedy.summary)}${sqlOf(remedy.sql.trim())}`;
    return `${where} ${level} ${visible(rule)}: ${visible(message)}${fix}`;
  });
  const verdict = report.verdict === "incomplete" ? "" : `${report.verdict}: `;
  const summary = `${verdict}${visible(verdictWords(report, true))}; ${visible(coverage(report))}`;
  const drift = report.drift === null ? [] : driftAgentLines(report.drift);
  const live = report.liveQueries === undefined ? [] : [visible(liveQueriesLine(report.liveQueries))];
  const { schemaDiff = [] } = report;
  const schema = schemaDiff.length === 0 ? [] : [`schema: ${schemaDiffWords(schemaDiff)}`];
  const said = report.drift === null ? "" : `; drift: ${visible(driftWords(report.drift))}`;
  return [
    ...unread,
    ...findings,
    ...drift,
    ...live,
    ...schema,
    ...fixLines(report),
    `${summary}${said}`,
    "",
  ].join("\n");
}

/** A program that writes migrations by hand may as well have them written and proven. */
function fixLines(report: Report): string[] {
  const advice = fixAdvice(report);
  if (advice === null) return [];
  const { command, findings, printsOnly } = advice;
  const does = printsOnly
    ? "prints the SQL to write into the migration's code"
    : "plans and proves safe migrations, --write writes them: run it before you write any by hand";
  return [visible(`fix for ${findings}: \`${command} --format agent\` ${does}`)];
}

/** A comment to the line's end would swallow what stands behind it on one line. */
function sqlOf(sql: string): string {
  if (sql === "") return "";
  if (!sql.includes("--")) return `: ${visible(sql.replace(/\s*\n\s*/g, " "))}`;
  return [":", ...visibleLines(sql)].join("\n    ");
}
