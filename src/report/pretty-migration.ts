import type { Finding } from "../judge/finding.ts";
import { byStatement } from "./grouping.ts";
import type { Ink } from "./ink.ts";
import { byLevel } from "./phrases.ts";
import { briefLines } from "./pretty-brief.ts";
import { findingLines, type Given } from "./pretty-finding.ts";
import type { ReportedMigration, ReportedStatement } from "./report.ts";
import { statementFrame } from "./statement-frame.ts";
import { drawnTimelines } from "./timeline-lines.ts";
import { visible } from "./visible.ts";
import { wrap } from "./width.ts";

/** A migration with its findings, each under its statement; nothing where there is nothing to say. */
export function prettyMigration(
  migration: ReportedMigration,
  findings: readonly Finding[],
  judged: string,
  ink: Ink,
  isBrief: boolean,
): string[] {
  if (findings.length === 0 && !ink.verbose) return [];
  if (isBrief) return [header(visible(migration.path), judged, ink), ...briefLines(findings, ink)];
  const groups = byStatement(findings);
  const given: Given = new Map();
  return [
    header(visible(migration.path), judged, ink),
    ...migration.remarks.flatMap((remark) =>
      wrap(visible(remark), ink.columns - 2).map((line) => `  ${ink.c.dim(line)}`),
    ),
    ...migration.statements.flatMap((statement) => {
      const own = groups.get(statement.index);
      return own === undefined ? [] : statementLines(statement, own, ink, given);
    }),
    ...timelineLines(migration, ink),
    ...(findings.length === 0 ? [`  ${ink.c.green("no findings")}`] : []),
  ];
}

/** Locks that are held over nothing slow are gone at once. */
function timelineLines(migration: ReportedMigration, ink: Ink): string[] {
  const drawn = drawnTimelines(migration, ink.columns - 4).filter(({ works }) => works || ink.verbose);
  return drawn.flatMap(({ title, lines }) => [
    `  ${ink.c.dim(title)}`,
    ...lines.map((line) => `    ${ink.c.dim(line)}`),
  ]);
}

function header(path: string, judged: string, ink: Ink): string {
  const line = `${ink.c.bold(path)}   ${ink.c.dim(`(${judged})`)}`;
  return path.length + judged.length + 5 <= ink.columns
    ? line
    : `${ink.c.bold(path)}\n  ${ink.c.dim(`(${judged})`)}`;
}

function statementLines(
  statement: ReportedStatement,
  findings: readonly Finding[],
  ink: Ink,
  given: Given,
): string[] {
  const gutter = Math.max(3, String(statement.endLine).length + 2);
  const frame = statementFrame(statement, ink.columns - gutter - 2);
  return [
    ...frame.map(
      ({ number, text }) =>
        `${ink.c.dim((number === null ? "" : String(number)).padStart(gutter))}  ${number === null ? ink.c.dim(text) : text}`,
    ),
    ...byLevel(findings).flatMap((finding) => findingLines(finding, " ".repeat(gutter + 2), ink, given)),
  ];
}
