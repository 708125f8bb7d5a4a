import type { DriftedTarget, DriftReport, DriftState } from "../../drift/drift-report.ts";
import { fitParts, joined, type Part } from "../fit-parts.ts";
import { changedLines } from "../line-diff.ts";
import { RANK } from "../markdown-migration.ts";
import { commandProse, fenced, htmlProse, prose, span, sqlLines } from "../markdown-text.ts";
import { counted } from "../phrases.ts";
import { visible } from "../visible.ts";
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

/** GitHub takes 65,536 characters; below it there is room for what the poster adds. */
const BUDGET = 60_000;
const LEFT_OUT_ROOM = 200;

const MARKS: Readonly<Record<DriftState, string>> = {
  clean: "✅",
  drifted: "❌",
  error: "🚫",
  "not-checked": "🚫",
};

/** The drift report for a pull request or a job summary, in at most `budget` characters. */
export function renderDriftMarkdown(report: DriftReport, budget: number = BUDGET): string {
  const words = databaseWords(report);
  const parts: Part[] = [
    { text: `### ${MARKS[report.verdict]} lockgate drift: ${prose(driftWords(report))}`, rank: 0 },
    ...driftParts(report),
    ...(words === null ? [] : [{ text: `<sub>${prose(words)}</sub>`, rank: 0 }]),
  ];
  const kept = fitParts(parts, budget - LEFT_OUT_ROOM);
  const lost = parts.length - kept.length;
  const left =
    lost === 0 ? [] : [{ text: `**Left out for length:** ${counted(lost, "entry", "entries")}`, rank: 0 }];
  return `${joined([...kept, ...left])}\n`;
}

/** As a part of the comment on a pull request. */
export function driftSection(report: DriftReport): Part[] {
  const words = [driftWords(report), databaseWords(report)].filter((part) => part !== null).join(" · ");
  const heading = { text: `#### ${MARKS[report.verdict]} Drift: ${prose(words)}`, rank: RANK.error };
  return [heading, ...driftParts(report)];
}

function driftParts(report: DriftReport): Part[] {
  return [...report.targets.flatMap((target) => targetParts(target, report)), ...unreadParts(report)];
}

function unreadParts({ databases }: DriftReport): Part[] {
  return databases.flatMap(({ name, reason }) =>
    reason === null ? [] : [{ text: `🚫 ${span(name)}: ${commandProse(reason)}`, rank: RANK.unanalyzed }],
  );
}

function targetParts(target: DriftedTarget, report: DriftReport): Part[] {
  const group = `drift of ${target.dir}`;
  const parts = partsOf(target);
  const told = parts.filter(({ entries, state }) => entries.length > 0 || state === "error");
  const rest = parts.filter((part) => !told.includes(part)).map(stateLine);
  return [
    { text: `**${span(target.dir || ".")}** (${target.tool})`, rank: RANK.error, group, heading: true },
    ...told.flatMap((part) => partParts(part, report, group)),
    ...(passesPrismaStatus(target, report)
      ? [{ text: `⚠️ ${commandProse(PRISMA_STATUS_PASSES)}`, rank: RANK.warning, group }]
      : []),
    ...(rest.length === 0 ? [] : [{ text: `<sub>${rest.join(" · ")}</sub>`, rank: RANK.remarks, group }]),
  ];
}

function stateLine({ name, state, reason }: PartEntries): string {
  const why = reason === null ? "" : `: ${htmlProse(reason)}`;
  return `${name} ${STATE_WORDS[state]}${why}`;
}

function partParts(part: PartEntries, report: DriftReport, group: string): Part[] {
  const { name, state, reason, entries } = part;
  const why = reason === null ? "" : `: ${commandProse(reason)}`;
  return [
    { text: `**${name}** ${STATE_WORDS[state]}${why}`, rank: RANK.error, group },
    ...byDatabases(entries).flatMap((shared) => sharedParts(shared, report, group)),
  ];
}

/** What the same databases share: a list by table, what to do about all of it, and the SQL folded. */
function sharedParts(entries: readonly Entry[], report: DriftReport, group: string): Part[] {
  const where = inDatabases(entries[0]?.databases ?? [], report);
  const steps = sharedSteps(entries);
  const list = { rank: RANK.error, group, joined: true };
  return [
    ...(where === null ? [] : [{ text: `**${prose(where)}**`, rank: RANK.error, group }]),
    ...entries.map((entry) => ({ ...list, text: `- ${entryText(entry, !steps.includes(entry.next))}` })),
    ...steps.map((next) => ({ text: `**Next:** ${commandProse(next)}`, rank: RANK.warning, group })),
    ...detailParts(entries, group),
  ];
}

function entryText({ relation, subject, text, next }: Entry, withNext: boolean): string {
  const name = relation === null ? "" : `${span(relation)} `;
  const step = withNext ? `<br>**Next:** ${commandProse(next)}` : "";
  return `${name}**${prose(subject)}** ${commandProse(text)}${step}`;
}

function detailParts(entries: readonly Entry[], group: string): Part[] {
  const sql = entries.flatMap((entry) =>
    entry.sql === null ? [] : [`-- ${visible(titleOf(entry))}`, ...sqlLines(entry.sql)],
  );
  const changed = entries.flatMap((entry) => {
    if (entry.sides === null) return [];
    const lines = changedLines(entry.sides.expected, entry.sides.actual).flatMap(sqlLines);
    return [fenced("diff", [`# ${visible(titleOf(entry))}`, ...lines])];
  });
  return [
    ...(changed.length === 0
      ? []
      : [folded("What differs (- the migrations, + the database)", changed, group)]),
    ...(sql.length === 0 ? [] : [folded("SQL", [fenced("sql", sql)], group)]),
  ];
}

function folded(summary: string, blocks: readonly string[], group: string): Part {
  const text = [`<details><summary>${summary}</summary>`, ...blocks, "</details>"].join("\n\n");
  return { text, rank: RANK.errorDetails, group };
}

function titleOf({ relation, subject, purpose }: Entry): string {
  const name = relation === null ? subject : `${relation} ${subject}`;
  return purpose === null ? name : `${name}: ${purpose}`;
}
