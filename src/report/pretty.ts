import type { Finding } from "../judge/finding.ts";
import { driftWords } from "./drift/drift-phrases.ts";
import { prettyDrift } from "./drift/drift-pretty.ts";
import { fixAdvice } from "./fix-advice.ts";
import { groupFindings } from "./grouping.ts";
import { type Ink, inkOf } from "./ink.ts";
import { liveQueriesLine } from "./live-queries-words.ts";
import { counted, coverage, howJudged, place, verdictWords } from "./phrases.ts";
import { briefLines, MANY, saferOnce } from "./pretty-brief.ts";
import { findingLines } from "./pretty-finding.ts";
import { prettyMigration } from "./pretty-migration.ts";
import { prettySchemaDiff } from "./pretty-schema.ts";
import type { Report } from "./report.ts";
import type { View } from "./view.ts";
import { visible } from "./visible.ts";
import { wrap } from "./width.ts";

/** The report for a person at a terminal. Ends with one summary line. */
export function renderPretty(report: Report, view: View): string {
  if (view.quiet === true && report.verdict === "pass") return "";
  const ink = inkOf(view);
  const shown = report.findings.filter(isShown(view));
  const grouped = groupFindings(report, shown);
  const isBrief = !view.verbose && shown.length >= MANY;
  const blocks = [
    ...report.migrations.map((migration) =>
      prettyMigration(migration, grouped.of(migration), howJudged(migration, report.postgres), ink, isBrief),
    ),
    elsewhere(grouped.elsewhere, ink, isBrief),
    isBrief ? saferOnce(shown, ink) : [],
    ...(view.quiet === true ? [unanalyzed(report, ink)] : rest(report, ink)),
  ];
  const parts = blocks.filter((block) => block.length > 0).map((block) => block.join("\n"));
  const between = parts.length > 1 ? "\n\n" : "\n";
  const hints = view.quiet === true ? [] : [...fixLines(report, ink), ...liveQueries(report, ink)];
  return `${[...parts, [...hints, summary(report, view, ink)].join("\n")].join(between)}\n`;
}

/** Notes are for --verbose; --quiet leaves what fails the check. */
function isShown({ verbose, quiet, fails }: View): (finding: Finding) => boolean {
  if (quiet === true) return ({ level }) => fails(level);
  return ({ level }) => verbose || level !== "note";
}

/** What is said beside the findings. */
function rest(report: Report, ink: Ink): string[][] {
  return [
    remarks(report, ink),
    unanalyzed(report, ink),
    suppressed(report, ink),
    skipped(report, ink),
    ...drift(report, ink),
    prettySchemaDiff(report, ink),
  ];
}

function liveQueries({ liveQueries: known }: Report, ink: Ink): string[] {
  return known === undefined ? [] : wrap(visible(liveQueriesLine(known)), ink.columns);
}

function fixLines(report: Report, { c, columns }: Ink): string[] {
  const advice = fixAdvice(report);
  if (advice === null) return [];
  const { command, findings, printsOnly } = advice;
  const said = `${findings} can be fixed: `;
  const shown = visible(command);
  const does = printsOnly
    ? "(prints the SQL for the migration's code)"
    : "(proves safe migrations; --write writes them)";
  const line = `${said}${c.bold(c.cyan(shown))}`;
  return said.length + shown.length + does.length + 3 <= columns
    ? [`${line}   ${c.dim(does)}`]
    : [line, `  ${c.dim(does)}`];
}

/** Findings that stand on no statement shown above: on the repository, a merged file, an ignore. */
function elsewhere(findings: readonly Finding[], ink: Ink, isBrief: boolean): string[] {
  return findings.flatMap((finding) => {
    const where = finding.path === null ? "repository" : place(visible(finding.path), finding.line);
    const told = isBrief ? briefLines([finding], ink) : findingLines(finding, "  ", ink, new Map());
    return [ink.c.bold(where), ...told];
  });
}

/** What was assumed or seen on the way: of the run always, of a folder where something of it was judged. */
function remarks(report: Report, ink: Ink): string[] {
  const told = report.findings.length > 0 || report.unanalyzed.length > 0 || ink.verbose;
  const folders = report.targets.filter((target) => told && target.new > 0);
  return [
    ...report.remarks.flatMap((remark) => wrap(visible(remark), ink.columns)),
    ...folders.flatMap(({ dir, remarks: own }) =>
      own.flatMap((remark) => wrap(`${visible(dir)}: ${visible(remark)}`, ink.columns)),
    ),
  ].map((line) => ink.c.dim(line));
}

const NOT_SAFE =
  "What is not analyzed is not safe: correct it, or write `-- lockgate: ignore unanalyzed because ...` above the statement.";

function unanalyzed(report: Report, ink: Ink): string[] {
  if (report.unanalyzed.length === 0) return [];
  return [
    ink.c.bold("not analyzed"),
    ...report.unanalyzed.flatMap(({ path, line, reason }) =>
      entry(place(visible(path), line), visible(reason), ink.c.magenta, ink),
    ),
    ...wrap(NOT_SAFE, ink.columns - 2).map((line) => `  ${ink.c.dim(line)}`),
  ];
}

function suppressed(report: Report, ink: Ink): string[] {
  if (report.suppressed.length === 0 || !ink.verbose) return [];
  return [
    ink.c.bold("suppressed"),
    ...report.suppressed.flatMap(({ path, line, rule, reason, until }) => {
      const end = until === null ? "" : ` (until ${visible(until)})`;
      return entry(
        place(visible(path), line),
        `${visible(rule)}  because ${visible(reason)}${end}`,
        String,
        ink,
      );
    }),
  ];
}

function skipped(report: Report, ink: Ink): string[] {
  const out = report.targets.filter((target) => target.skipped !== null);
  if (out.length === 0) return [];
  return [
    ink.c.bold("not judged"),
    ...out.flatMap(({ dir, tool, skipped: why }) =>
      entry(visible(dir), `${tool}: ${visible(why ?? "")}`, String, ink),
    ),
  ];
}

/** What the live database shows, where somebody has to look at it. */
function drift({ drift: found }: Report, ink: Ink): string[][] {
  if (found === null || (found.verdict === "clean" && !ink.verbose)) return [];
  const [first = [], ...more] = prettyDrift(found, ink);
  return [[ink.c.bold("drift"), ...first], ...more];
}

/** A place and what is said of it, below it where the line is too short. */
function entry(where: string, what: string, paint: (text: string) => string, ink: Ink): string[] {
  if (where.length + what.length + 4 <= ink.columns) return [`  ${paint(where)}  ${what}`];
  return [`  ${paint(where)}`, ...wrap(what, ink.columns - 4).map((line) => `    ${line}`)];
}

function summary(report: Report, view: View, ink: Ink): string {
  const { note, suppressed: ignored } = report.summary;
  const found = verdictWords(report, view.verbose);
  const paint =
    report.verdict === "pass" ? ink.c.green : report.verdict === "fail" ? ink.c.red : ink.c.magenta;
  const hidden = [
    ...(note > 0 && !view.verbose ? [counted(note, "note")] : []),
    ...(ignored > 0 && !view.verbose ? [`${ignored} suppressed`] : []),
  ];
  const rest = [
    coverage(report),
    ...(hidden.length > 0 ? [`${hidden.join(", ")} (--verbose)`] : []),
    ...(report.drift === null ? [] : [`drift: ${driftWords(report.drift)}`]),
    ...(view.seconds === null ? [] : [`${view.seconds.toFixed(1)} s`]),
  ];
  return [ink.c.bold(paint(found)), ...rest].join(" · ");
}
