import { type Doing, doings, locksOf, waitsBehind } from "./effect-words.ts";
import type { Part } from "./fit-parts.ts";
import { findingDetails, findingLine } from "./markdown-finding.ts";
import { cell, cellProse, prose, span } from "./markdown-text.ts";
import { byLevel, counted, grouped, howJudged } from "./phrases.ts";
import type { Finding, ReportedMigration, ReportedStatement } from "./report.ts";

/** What goes first when a comment is too long: the higher, the sooner. */
export const RANK = {
  unanalyzed: 1,
  error: 2,
  warning: 3,
  errorDetails: 4,
  table: 5,
  warningDetails: 6,
  remarks: 7,
  notes: 8,
  folded: 9,
} as const;

const FINDING_RANK = { error: RANK.error, warning: RANK.warning, note: RANK.notes } as const;
const DETAILS_RANK = { error: RANK.errorDetails, warning: RANK.warningDetails, note: RANK.notes } as const;

/** A migration: heading, table of what it does, findings that are more than notes. Nothing where there is nothing to say. */
export function migrationParts(
  migration: ReportedMigration,
  findings: readonly Finding[],
  major: number,
): Part[] {
  const grave = byLevel(findings).filter(({ level }) => level !== "note");
  const rows = rowsOf(migration, findings);
  if (grave.length === 0) return [];
  const group = migration.path;
  return [
    { text: `#### ${span(migration.path)}`, rank: RANK.error, group, heading: true },
    { text: aside(migration, major), rank: RANK.remarks, group, heading: true },
    ...(rows === null ? [] : [{ text: rows, rank: RANK.table, group }]),
    ...grave.slice(0, SHOWN).flatMap((finding): Part[] => {
      const statement = migration.statements.find(({ index }) => index === finding.statement);
      const details = findingDetails(finding, statement);
      return [
        { text: findingLine(finding, statement), rank: FINDING_RANK[finding.level], group },
        ...(details === null ? [] : [{ text: details, rank: DETAILS_RANK[finding.level], group }]),
      ];
    }),
    ...moreParts(grave.slice(SHOWN), group),
  ];
}

/** Findings of one migration that are shown each by itself: nobody reads more. */
const SHOWN = 25;

function moreParts(findings: readonly Finding[], group: string): Part[] {
  if (findings.length === 0) return [];
  const errors = findings.filter(({ level }) => level === "error").length;
  const warnings = findings.length - errors;
  const title = [
    ...(errors > 0 ? [counted(errors, "more error")] : []),
    ...(warnings > 0 ? [counted(warnings, "more warning")] : []),
  ].join(", ");
  const lines = findings.slice(0, 100).map((finding) => `- ${findingLine(finding)}`);
  const rest =
    findings.length > lines.length ? [`- and ${grouped(findings.length - lines.length)} more`] : [];
  const list = [...lines, ...rest].join("\n");
  return [{ text: `<details><summary>${title}</summary>\n\n${list}\n\n</details>`, rank: RANK.notes, group }];
}

function aside(migration: ReportedMigration, major: number): string {
  const how = howJudged(migration, major);
  const lines = [
    `${how[0]?.toUpperCase()}${how.slice(1)}.`,
    ...migration.remarks.map((remark) => prose(remark)),
  ];
  return `<sub>${lines.join(" ")}</sub>`;
}

const ROWS = 15;

/** One row a statement that locks, or does something to, what existed before; those with findings come before the rest. */
function rowsOf(migration: ReportedMigration, findings: readonly Finding[]): string | null {
  const flagged = (statement: ReportedStatement): boolean =>
    findings.some((finding) => finding.statement === statement.index && finding.level !== "note");
  const touching = migration.statements.filter(
    (statement) => flagged(statement) || blocks(statement) || doings(statement).length > 0,
  );
  if (touching.length === 0) return null;
  const chosen = new Set(
    [...touching].sort((a, b) => Number(flagged(b)) - Number(flagged(a))).slice(0, ROWS),
  );
  const rows = touching.filter((statement) => chosen.has(statement));
  return [
    "| Line | What it does | Lock | Blocks |",
    "|--:|:--|:--|:--|",
    ...rows.map((statement) => row(statement, flagged(statement))),
    ...(touching.length > rows.length
      ? [`| | and ${touching.length - rows.length} more statements | | |`]
      : []),
  ].join("\n");
}

function blocks(statement: ReportedStatement): boolean {
  return locksOf(statement).some(({ mode }) => waitsBehind(mode) !== "nothing");
}

function row(statement: ReportedStatement, flagged: boolean): string {
  const line = flagged ? `**${statement.line}**` : String(statement.line);
  const done = doings(statement);
  const shown = done.slice(0, done.length > 3 ? 2 : 3).map(doing);
  const more = done.length > shown.length ? [`${done.length - shown.length} more`] : [];
  const does = shown.length > 0 ? [...shown, ...more].join("<br>") : cellProse(statement.command);
  const locks = locksOf(statement);
  const held = locks.map(({ mode, relations }) => `${mode}<br>${relationList(relations)}`).join("<br>");
  const waiting = [...new Set(locks.map(({ mode }) => waitsBehind(mode)))].filter((who) => who !== "nothing");
  return `| ${line} | ${does} | ${held || "–"} | ${waiting.join(", ") || "–"} |`;
}

function doing({ verb, object }: Doing): string {
  return object === "" ? cellProse(verb) : `${cellProse(verb)} ${cell(object)}`;
}

function relationList(relations: readonly string[]): string {
  const shown = relations.slice(0, 3).map(cell);
  return `${shown.join(", ")}${relations.length > 3 ? ` and ${relations.length - 3} more` : ""}`;
}
