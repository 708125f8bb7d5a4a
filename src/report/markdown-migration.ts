import type { Finding } from "../judge/finding.ts";
import { type Doing, doings, locksOf, waitingFor } from "./effect-words.ts";
import type { Part } from "./fit-parts.ts";
import { byStatement } from "./grouping.ts";
import { findingDetails, findingLine, findingText } from "./markdown-finding.ts";
import type { SchemaLayout } from "./markdown-schema.ts";
import { cell, cellProse, fenced, prose, span } from "./markdown-text.ts";
import { byLevel, counted, grouped, howJudged } from "./phrases.ts";
import type { Report, ReportedMigration, ReportedStatement } from "./report.ts";
import { type StillHeld, stillHeld } from "./still-held.ts";
import { drawnTimelines } from "./timeline-lines.ts";

/** What goes first when a comment is too long: the higher, the sooner. */
export const RANK = {
  unanalyzed: 1,
  error: 2,
  warning: 3,
  errorDetails: 4,
  table: 5,
  warningDetails: 6,
  schema: 7,
  remarks: 8,
  timeline: 9,
  notes: 10,
  folded: 11,
} as const;

const FINDING_RANK = { error: RANK.error, warning: RANK.warning, note: RANK.notes } as const;
const DETAILS_RANK = { error: RANK.errorDetails, warning: RANK.warningDetails, note: RANK.notes } as const;

/** Of a migration with too many findings, so many of each kind are shown by themselves. */
const REPETITIONS = 3;

/** How much is shown of each migration, and what is known of the whole report. */
export interface Layout {
  readonly postgres: Report["postgres"];
  /** How many findings of the same kind stand before each. */
  readonly repetitions: ReadonlyMap<Finding, number>;
  /** Findings of one migration that are shown each by itself, rows of its table, entries of a folded list. */
  readonly shown: number;
  readonly rows: number;
  readonly listed: number;
  /** How much of the schema diff. */
  readonly schema: SchemaLayout;
}

/** A migration: heading, table of what it does, findings that are more than notes. Nothing where there is nothing to say. */
export function migrationParts(
  migration: ReportedMigration,
  findings: readonly Finding[],
  layout: Layout,
): Part[] {
  const grave = byLevel(findings).filter(({ level }) => level !== "note");
  if (grave.length === 0) return [];
  const before = (finding: Finding): number => layout.repetitions.get(finding) ?? 0;
  // The first of each kind come before the repetitions; what is shown stands in its own order again.
  const tooMany = grave.length > layout.shown;
  const worthShowing = grave.filter((finding) => !tooMany || before(finding) < REPETITIONS);
  const chosen = new Set([...worthShowing].sort((a, b) => before(a) - before(b)).slice(0, layout.shown));
  const later = (finding: Finding): number => Math.min(before(finding), 99) / 100;
  const rows = rowsOf(migration, grave, chosen, layout.rows);
  const statements = new Map(migration.statements.map((statement) => [statement.index, statement]));
  const group = migration.path;
  return [
    { text: `#### ${span(migration.path)}`, rank: RANK.error, group, heading: true },
    { text: aside(migration, layout.postgres), rank: RANK.remarks, group, heading: true },
    ...(rows === null ? [] : [{ text: rows, rank: RANK.table, group }]),
    ...grave
      .filter((finding) => chosen.has(finding))
      .flatMap((finding): Part[] => {
        const statement = statements.get(finding.statement ?? -1);
        const details = findingDetails(finding, statement);
        return [
          {
            text: findingText(finding, statement),
            rank: FINDING_RANK[finding.level] + later(finding),
            group,
          },
          ...(details === null
            ? []
            : [{ text: details, rank: DETAILS_RANK[finding.level] + later(finding), group }]),
        ];
      }),
    ...moreParts(
      grave.filter((finding) => !chosen.has(finding)),
      group,
      layout.listed,
    ),
    ...drawnTimelines(migration, 100).map(({ title, lines }) => ({
      text: `<details><summary>Timeline: ${title}</summary>\n\n${fenced("text", lines)}\n\n</details>`,
      rank: RANK.timeline,
      group,
    })),
  ];
}

function moreParts(findings: readonly Finding[], group: string, listed: number): Part[] {
  if (findings.length === 0) return [];
  const errors = findings.filter(({ level }) => level === "error").length;
  const warnings = findings.length - errors;
  const title = [
    ...(errors > 0 ? [counted(errors, "more error")] : []),
    ...(warnings > 0 ? [counted(warnings, "more warning")] : []),
  ].join(", ");
  const lines = findings.slice(0, listed).map((finding) => `- ${findingLine(finding)}`);
  const rest =
    findings.length > lines.length ? [`- and ${grouped(findings.length - lines.length)} more`] : [];
  const list = [...lines, ...rest].join("\n");
  return [{ text: `<details><summary>${title}</summary>\n\n${list}\n\n</details>`, rank: RANK.notes, group }];
}

function aside(migration: ReportedMigration, postgres: Report["postgres"]): string {
  const how = howJudged(migration, postgres);
  const lines = [
    `${how[0]?.toUpperCase()}${how.slice(1)}.`,
    ...migration.remarks.map((remark) => prose(remark)),
  ];
  return `<sub>${lines.join(" ")}</sub>`;
}

/** One row a statement that locks, or does something to, what existed before; those with findings come before the rest. */
function rowsOf(
  migration: ReportedMigration,
  findings: readonly Finding[],
  chosen: ReadonlySet<Finding>,
  most: number,
): string | null {
  const found = byStatement(findings);
  const shown = byStatement([...chosen]);
  const flagged = (statement: ReportedStatement): boolean => found.has(statement.index);
  const weight = ({ index }: ReportedStatement): number =>
    Number(found.has(index)) + Number(shown.has(index));
  const touching = migration.statements.filter(
    (statement) => flagged(statement) || blocks(statement) || doings(statement).length > 0,
  );
  if (touching.length === 0) return null;
  const heaviest = new Set([...touching].sort((a, b) => weight(b) - weight(a)).slice(0, most));
  const rows = touching.filter((statement) => heaviest.has(statement));
  const held = stillHeld(migration);
  return [
    "| Line | What it does | Lock | Blocks |",
    "|--:|:--|:--|:--|",
    ...rows.map((statement) => row(statement, flagged(statement), held(statement))),
    ...(touching.length > rows.length
      ? [`| | and ${grouped(touching.length - rows.length)} more statements | | |`]
      : []),
  ].join("\n");
}

function blocks(statement: ReportedStatement): boolean {
  return locksOf(statement).some(({ mode }) => waitingFor(mode).length > 0);
}

function row(statement: ReportedStatement, flagged: boolean, before: StillHeld | null): string {
  const line = flagged ? `**${statement.line}**` : String(statement.line);
  const done = shownIn(doings(statement));
  const shown = done.slice(0, done.length > 3 ? 2 : 3).map(doing);
  const more = done.length > shown.length ? [`${done.length - shown.length} more`] : [];
  const does = shown.length > 0 ? [...shown, ...more].join("<br>") : cellProse(statement.command);
  const locks = locksOf(statement);
  const taken = locks.map(({ mode, relations }) => `${mode}<br>${relationList(relations)}`).join("<br>");
  const waiting = locks.map(({ mode }) => waitingFor(mode)).find((who) => who.length > 0);
  const blocked = [
    ...(waiting === undefined ? [] : [waiting.join(", ")]),
    ...(before === null
      ? []
      : [`since line ${before.line}: ${before.waiting.join(", ")} of ${relationList(before.relations)}`]),
  ];
  return `| ${line} | ${does} | ${taken || "–"} | ${blocked.join("<br>") || "–"} |`;
}

/** What breaks or may fail has a finding of its own: in a table it stands only where nothing else is done. */
function shownIn(done: readonly Doing[]): readonly Doing[] {
  const work = done.filter(({ kind }) => kind !== "break" && kind !== "fail");
  return work.length > 0 ? work : done;
}

function doing({ verb, object }: Doing): string {
  return object === "" ? cellProse(verb) : `${cellProse(verb)} ${cell(object)}`;
}

function relationList(relations: readonly string[]): string {
  const shown = relations.slice(0, 3).map(cell);
  return `${shown.join(", ")}${relations.length > 3 ? ` and ${relations.length - 3} more` : ""}`;
}
