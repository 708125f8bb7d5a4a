import type { Finding } from "../judge/finding.ts";
import type { Verdict } from "../judge/verdict.ts";
import { driftSection } from "./drift/drift-markdown.ts";
import { driftWords } from "./drift/drift-phrases.ts";
import { fitParts, joined, type Part } from "./fit-parts.ts";
import { fixAdvice } from "./fix-advice.ts";
import { groupFindings, repetitions } from "./grouping.ts";
import { liveQueriesLine, liveQueryItems } from "./live-queries-words.ts";
import { findingDetails, findingLine, MARKS } from "./markdown-finding.ts";
import { type Layout, migrationParts, RANK } from "./markdown-migration.ts";
import { schemaSection } from "./markdown-schema.ts";
import { htmlProse, prose, span } from "./markdown-text.ts";
import { bareMessage, byLevel, counted, coverage, onPostgres, place, versionWords } from "./phrases.ts";
import type { Report } from "./report.ts";

/** GitHub takes 65,536 characters by its own message; below it there is room for what the poster adds. */
export const BUDGET = 60_000;

/** From here on it is no comment but a page of its own, on which everything stands. */
const ROOMY = 200_000;
const SHORT = { shown: 25, rows: 15, listed: 100, schema: { budget: 12_000, lines: 40 } } as const;
const WHOLE = {
  schema: { budget: Number.POSITIVE_INFINITY, lines: Number.POSITIVE_INFINITY },
  shown: Number.POSITIVE_INFINITY,
  rows: Number.POSITIVE_INFINITY,
  listed: Number.POSITIVE_INFINITY,
};

/** So many of the remarks on the whole run stand openly: who overrode what, what the change takes from the gate. */
const OPEN_REMARKS = 4;

const VERDICTS: Readonly<Record<Verdict, string>> = { pass: "✅", fail: "❌", incomplete: "🚫" };

/**
 * The report for a pull request: verdict first, then what to do about it, the rest folded. At most `budget` characters.
 *
 * @param whole where everything stands that is left out for length.
 */
export function renderMarkdown(
  report: Report,
  budget: number = BUDGET,
  whole: string = "the whole report",
): string {
  const grouped = groupFindings(report, report.findings);
  const layout: Layout = {
    postgres: report.postgres,
    repetitions: repetitions(report.findings),
    ...(budget > ROOMY ? WHOLE : SHORT),
  };
  const parts: Part[] = [
    { text: heading(report), rank: 0 },
    ...report.remarks
      .slice(0, OPEN_REMARKS)
      .map((remark) => ({ text: `- ${prose(remark)}`, rank: RANK.warning, joined: true })),
    ...unanalyzedParts(report),
    ...report.migrations.flatMap((migration) => migrationParts(migration, grouped.of(migration), layout)),
    ...byLevel(grouped.elsewhere)
      .filter(({ level }) => level !== "note")
      .flatMap(elsewhereParts),
    ...fixParts(report),
    ...(report.drift === null || report.drift.verdict === "clean" ? [] : driftSection(report.drift)),
    ...schemaParts(report, layout),
    ...liveQueryParts(report, layout),
    ...foldedParts("note", "notes", notesOf(report), RANK.notes, layout),
    ...foldedParts("suppressed finding", "suppressed findings", suppressedOf(report), RANK.folded, layout),
    ...foldedParts("folder not judged", "folders not judged", skippedOf(report), RANK.folded, layout),
    ...foldedParts("remark", "remarks", remarksOf(report), RANK.remarks, layout),
    { text: `<sub>${footer(report)}</sub>`, rank: 0 },
  ];
  const room = budget - LEFT_OUT_ROOM;
  const kept = fitParts(parts, room);
  const last = kept.at(-1);
  const left = leftOut(report, parts, kept, whole).map((text) => ({ text, rank: 0 }));
  return `${joined([...kept.slice(0, -1), ...left, ...(last ? [last] : [])])}\n`;
}

function heading(report: Report): string {
  return `### ${VERDICTS[report.verdict]} lockgate: ${headline(report)}`;
}

function headline(report: Report): string {
  const { error, warning, unanalyzed, migrations } = report.summary;
  const parts = [
    ...(unanalyzed > 0 ? [`${counted(unanalyzed, "place")} not analyzed`] : []),
    ...(error > 0 ? [counted(error, "error")] : []),
    ...(warning > 0 ? [counted(warning, "warning")] : []),
    ...(report.drift === null || report.drift.verdict === "clean" ? [] : [prose(driftWords(report.drift))]),
  ];
  if (parts.length > 0) return parts.join(", ");
  if (report.verdict === "incomplete") return "no PostgreSQL migrations found";
  return migrations === 0 ? "no new migrations" : "no hazards found";
}

function unanalyzedParts(report: Report): Part[] {
  if (report.unanalyzed.length === 0) return [];
  const group = "not analyzed";
  return [
    { text: "**Not analyzed**, so not known to be safe:", rank: RANK.unanalyzed, group, heading: true },
    ...report.unanalyzed.map(({ path, line, reason }) => ({
      text: `- ${span(place(path, line))} ${prose(reason)}`,
      rank: RANK.unanalyzed,
      group,
      joined: true,
    })),
  ];
}

function elsewhereParts(finding: Finding): Part[] {
  const rank = finding.level === "error" ? RANK.error : RANK.warning;
  const where = finding.path === null ? "" : ` in ${span(place(finding.path, finding.line))}`;
  const details = findingDetails(finding, undefined);
  return [
    { text: `${findingLine({ ...finding, line: null })}${where}`, rank },
    ...(details === null ? [] : [{ text: details, rank: RANK.warningDetails }]),
  ];
}

function fixParts(report: Report): Part[] {
  const advice = fixAdvice(report);
  if (advice === null) return [];
  const { command, directory, findings, printsOnly } = advice;
  const where = directory === null ? "" : ` in ${span(directory)}`;
  const does = printsOnly
    ? `prints safe SQL for ${findings}, to be written into the migration's code`
    : `shows safe migrations for ${findings}, proven to make the same schema; with \`--write\` it writes them`;
  return [{ text: `🔧 ${span(command)}${where} ${does}.`, rank: RANK.warning }];
}

function notesOf(report: Report): string[] {
  return report.findings
    .filter(({ level }) => level === "note")
    .map(({ path, line, rule, ...finding }) => {
      const where = path === null ? "" : `${span(place(path, line))} `;
      return `- ${MARKS.note} ${where}${prose(bareMessage(finding))} · ${span(rule)}`;
    });
}

function suppressedOf(report: Report): string[] {
  return report.suppressed.map(({ rule, path, line, reason, until }) => {
    const end = until === null ? "" : ` (until ${prose(until)})`;
    return `- ${span(rule)} in ${span(place(path, line))} because ${prose(reason)}${end}`;
  });
}

/** Of the folders, and of the whole run what does not stand openly below the verdict. */
function remarksOf(report: Report): string[] {
  const own = report.targets.filter((target) => target.new > 0);
  return [
    ...report.remarks.slice(OPEN_REMARKS).map((remark) => `- ${prose(remark)}`),
    ...own.flatMap(({ dir, remarks }) => remarks.map((remark) => `- ${span(dir)}: ${prose(remark)}`)),
  ];
}

function skippedOf(report: Report): string[] {
  return report.targets
    .filter(({ skipped }) => skipped !== null)
    .map(({ dir, tool, skipped }) => `- ${span(dir)} (${tool}): ${prose(skipped ?? "")}`);
}

/** A folded list: left out as a whole, so that no half of it stays open. */
function foldedParts(
  one: string,
  many: string,
  lines: readonly string[],
  rank: number,
  { listed }: Layout,
): Part[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, listed);
  const more = lines.length > shown.length ? [`- and ${lines.length - shown.length} more`] : [];
  const list = [...shown, ...more].join("\n");
  const title = counted(lines.length, one, many);
  return [{ text: `<details><summary>${title}</summary>\n\n${list}\n\n</details>`, rank }];
}

function schemaParts({ schemaDiff = [] }: Report, { schema }: Layout): Part[] {
  return schemaDiff.length === 0 ? [] : [{ text: schemaSection(schemaDiff, schema), rank: RANK.schema }];
}

function liveQueryParts({ liveQueries }: Report, layout: Layout): Part[] {
  if (liveQueries === undefined) return [];
  const { failing, changed } = liveQueryItems(liveQueries);
  const again =
    "live query whose result changes: sessions that hold it prepared fail until they prepare it again";
  return [
    ...foldedParts("live query that fails", "live queries that fail", failing, RANK.warningDetails, layout),
    ...foldedParts(again, again.replace("query whose", "queries whose"), changed, RANK.folded, layout),
  ];
}

function footer(report: Report): string {
  const rehearsed = report.migrations.filter((migration) => migration.rehearsed).length;
  const all = report.migrations.length;
  const on = onPostgres(report.postgres);
  const how =
    all === 0
      ? []
      : rehearsed === all
        ? [`rehearsed ${on}`]
        : rehearsed === 0
          ? [`judged for ${versionWords(report.postgres)} without rehearsal`]
          : [`${rehearsed} of ${all} rehearsed ${on}`];
  const clean = report.drift?.verdict === "clean" ? ["no drift"] : [];
  const words = [`lockgate ${report.lockgate}`, prose(coverage(report)), ...how, ...clean].join(" · ");
  return report.liveQueries === undefined
    ? words
    : `${words}<br>${htmlProse(liveQueriesLine(report.liveQueries))}`;
}

const LEFT_OUT_ROOM = 200;

/** What did not fit, by weight. */
function leftOut(report: Report, parts: readonly Part[], kept: readonly Part[], whole: string): string[] {
  const missing = parts.length - kept.length;
  if (missing === 0) return [];
  const lost = (rank: number): number =>
    parts.filter((part) => Math.floor(part.rank) === rank && !part.heading).length -
    kept.filter((part) => Math.floor(part.rank) === rank && !part.heading).length;
  const counts = [
    [lost(RANK.unanalyzed), "place not analyzed", "places not analyzed"],
    [lost(RANK.error), "error", "errors"],
    [lost(RANK.warning), "warning", "warnings"],
  ] as const;
  const words = counts.filter(([count]) => count > 0).map(([count, one, many]) => counted(count, one, many));
  const what = words.length > 0 ? `${words.join(", ")} and details` : "details";
  return [
    `**Left out for length:** ${what}; they are in ${whole} (${counted(report.findings.length, "finding")}).`,
  ];
}
