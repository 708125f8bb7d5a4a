import type { Finding } from "../judge/finding.ts";
import { type Level, shownQuery } from "../rule.ts";
import { namesIn } from "./effect-words.ts";
import { commandProse, fenced, htmlProse, prose, span, sqlLines } from "./markdown-text.ts";
import { bareMessage } from "./phrases.ts";
import type { ReportedStatement } from "./report.ts";
import { statementFrame } from "./statement-frame.ts";

export const MARKS: Readonly<Record<Level, string>> = { error: "❌", warning: "⚠️", note: "ℹ️" };

/** "❌ Line 3: rewrites `orders` ... (`rewrites-table`)". */
export function findingLine(finding: Finding, statement?: ReportedStatement): string {
  const where = finding.line === null ? "" : `**Line ${finding.line}:** `;
  const said = saidOf(finding, statement && namesIn(statement));
  return `${MARKS[finding.level]} ${where}${said} · ${span(finding.rule)}`;
}

/** The message, with the query that it shows as code. */
function saidOf(finding: Finding, names: ReadonlySet<string> | undefined): string {
  const message = bareMessage(finding);
  const query = finding.because === null ? null : shownQuery(finding.because);
  const at = query === null ? -1 : message.indexOf(query);
  if (query === null || at < 0) return prose(message, names);
  return `${prose(message.slice(0, at), names)}${span(query)}${prose(message.slice(at + query.length), names)}`;
}

/** The line, and below it what facts add. */
export function findingText(finding: Finding, statement?: ReportedStatement): string {
  const names = statement && namesIn(statement);
  const facts = (finding.facts ?? []).map(({ text, query }) =>
    query === undefined ? `- ${prose(text, names)}` : `- ${prose(text, names)}, first: ${span(query)}`,
  );
  return [findingLine(finding, statement), ...facts].join("\n");
}

/** The statement and what to write instead, folded; null where there is nothing to unfold. */
export function findingDetails(finding: Finding, statement: ReportedStatement | undefined): string | null {
  const { remedy } = finding;
  const names = statement && namesIn(statement);
  const also = finding.also.map(({ rule, message }) => `- ${span(rule)} ${prose(message, names)}`);
  if (remedy === null && also.length === 0) return null;
  const summary = remedy === null ? "Also" : `<b>Safer:</b> ${htmlProse(remedy.summary)}`;
  const sql = remedy === null || remedy.sql.trim() === "" ? [] : [instead(remedy.sql, statement)];
  const list = also.length === 0 ? [] : [[...(remedy === null ? [] : ["Also:", ""]), ...also].join("\n")];
  if (sql.length === 0 && list.length === 0) return `**Safer:** ${commandProse(remedy?.summary ?? "")}`;
  return [`<details><summary>${summary}</summary>`, ...sql, ...list, "</details>"].join("\n\n");
}

/** One statement for one is a difference; more is what to write. */
function instead(sql: string, statement: ReportedStatement | undefined): string {
  const lines = sqlLines(sql);
  const [before, ...more] = statement === undefined ? [] : statementFrame(statement, 500);
  if (before === undefined || more.length > 0 || lines.length > 1) return fenced("sql", lines);
  return fenced("diff", [`- ${before.text}`, `+ ${lines[0] ?? ""}`]);
}
