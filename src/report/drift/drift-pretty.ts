import type { DriftedDatabase, DriftedTarget, DriftReport, DriftState } from "../../drift/drift-report.ts";
import { type Ink, inkOf } from "../ink.ts";
import type { View } from "../view.ts";
import { visible } from "../visible.ts";
import { wrap, wrapAroundCommands } from "../width.ts";
import {
  byDatabases,
  type Entry,
  type PartEntries,
  partsOf,
  passesPrismaStatus,
  sharedSteps,
} from "./drift-entries.ts";
import {
  databaseWords,
  driftWords,
  inDatabases,
  PRISMA_STATUS_PASSES,
  STATE_WORDS,
} from "./drift-phrases.ts";
import { entryLines, nextLines } from "./drift-pretty-entry.ts";

/** The drift report for a person at a terminal. Ends with one summary line. */
export function renderDriftPretty(report: DriftReport, view: View): string {
  if (view.quiet === true && report.verdict === "clean") return "";
  const ink = inkOf(view);
  const parts = prettyDrift(report, ink).map((block) => block.join("\n"));
  const rest = [databaseWords(report), view.seconds === null ? null : `${view.seconds.toFixed(1)} s`];
  const words = ink.c.bold(inkOfState(report.verdict, ink)(driftWords(report)));
  const summary = [words, ...rest.filter((part) => part !== null)].join(" · ");
  return `${[...parts, summary].join("\n\n")}\n`;
}

/** The blocks of a report, without its summary. */
export function prettyDrift(report: DriftReport, ink: Ink): string[][] {
  const blocks = [
    ...report.targets.map((target) => targetLines(target, report, ink)),
    databaseLines(report, ink),
  ];
  return blocks.filter((block) => block.length > 0);
}

export function inkOfState(state: DriftState, { c }: Ink): (text: string) => string {
  return { clean: c.green, drifted: c.red, error: c.magenta, "not-checked": c.yellow }[state];
}

function targetLines(target: DriftedTarget, report: DriftReport, ink: Ink): string[] {
  const asked = report.databases.length === 1 ? ` against ${report.databases[0]?.name}` : "";
  const where = visible(target.dir || ".");
  const what = visible(`(${target.tool}${asked})`);
  const heading =
    where.length + what.length + 3 <= ink.columns
      ? [`${ink.c.bold(where)}   ${ink.c.dim(what)}`]
      : [ink.c.bold(where), `  ${ink.c.dim(what)}`];
  return [
    ...heading,
    ...partsOf(target).flatMap((part) => partLines(part, report, ink)),
    ...(passesPrismaStatus(target, report)
      ? wrapAroundCommands(PRISMA_STATUS_PASSES, ink.columns - 2).map((line) => `  ${ink.c.yellow(line)}`)
      : []),
  ];
}

/** Where there is more, it is another database, or everything is to be listed. */
const MOST_ENTRIES = 30;

function partLines(part: PartEntries, report: DriftReport, ink: Ink): string[] {
  const { name, state, reason, entries } = part;
  const head = `  ${ink.c.bold(name.padEnd(8))} ${inkOfState(state, ink)(STATE_WORDS[state])}`;
  const width = 2 + 8 + 1 + STATE_WORDS[state].length;
  const shown = entries.slice(0, ink.verbose ? entries.length : MOST_ENTRIES);
  const more = entries.length - shown.length;
  return [
    ...withReason(head, width, reason, ink),
    ...byDatabases(shown).flatMap((group) => groupLines(group, report, ink)),
    ...(more > 0 ? [`    ${ink.c.dim(`and ${more} more (--verbose)`)}`] : []),
  ];
}

function withReason(head: string, width: number, reason: string | null, ink: Ink): string[] {
  if (reason === null) return [head];
  const text = visible(reason);
  if (width + 2 + text.length <= ink.columns) return [`${head}${ink.c.dim(`: ${text}`)}`];
  return [head, ...wrapAroundCommands(text, ink.columns - 4).map((line) => `    ${ink.c.dim(line)}`)];
}

/** What the same databases share: by table, and what to do about all of it last. */
function groupLines(group: readonly Entry[], report: DriftReport, ink: Ink): string[] {
  const where = inDatabases(group[0]?.databases ?? [], report);
  const indent = where === null ? "    " : "      ";
  const shared = sharedSteps(group);
  let relation: string | null = null;
  const lines = group.flatMap((entry) => {
    const heading = entry.relation !== null && entry.relation !== relation;
    relation = entry.relation;
    const deeper = entry.relation === null ? indent : `${indent}  `;
    return [
      ...(heading ? [`${indent}${ink.c.bold(visible(entry.relation ?? ""))}`] : []),
      ...entryLines(entry, deeper, !shared.includes(entry.next), ink),
    ];
  });
  return [
    ...(where === null ? [] : wrap(visible(where), ink.columns - 4).map((line) => `    ${ink.c.cyan(line)}`)),
    ...lines,
    ...shared.flatMap((next) => nextLines(next, indent, ink)),
  ];
}

const MOST_DATABASES = 12;

/** Each of several databases, those that need somebody first. */
function databaseLines({ databases }: DriftReport, ink: Ink): string[] {
  if (databases.length < 2) return [];
  const rank: readonly DriftState[] = ["error", "drifted", "not-checked", "clean"];
  const ordered = rank.flatMap((state) => databases.filter((database) => database.state === state));
  const shown = ordered.slice(0, ink.verbose ? ordered.length : MOST_DATABASES);
  const more = ordered.length - shown.length;
  const width = Math.min(40, Math.max(...shown.map(({ name }) => visible(name).length)));
  return [
    ink.c.bold("databases"),
    ...shown.flatMap((database) => databaseLine(database, width, ink)),
    ...(more > 0 ? [`  ${ink.c.dim(`and ${more} more (--verbose)`)}`] : []),
  ];
}

function databaseLine({ name, state, reason }: DriftedDatabase, width: number, ink: Ink): string[] {
  const head = `  ${visible(name).padEnd(width)}  ${inkOfState(state, ink)(STATE_WORDS[state])}`;
  return withReason(head, 4 + Math.max(width, name.length) + STATE_WORDS[state].length, reason, ink);
}
