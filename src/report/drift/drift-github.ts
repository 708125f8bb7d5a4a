import type { DriftReport } from "../../drift/drift-report.ts";
import type { View } from "../view.ts";
import { visible } from "../visible.ts";
import { type Annotation, commandLine, KEPT, keptOf, plain } from "../workflow-command.ts";
import { type Entry, partsOf } from "./drift-entries.ts";
import { databaseWords, driftWords, inDatabases, STATE_WORDS } from "./drift-phrases.ts";

/** Workflow commands: on the files of the migrations where there are any, and a last line of plain text. */
export function renderDriftGithub(report: DriftReport, view: View): string {
  const all = driftAnnotations(report, view);
  const kept = keptOf(all);
  const more = all.length - kept.length;
  const words = [driftWords(report), databaseWords(report)].filter((part) => part !== null);
  return [
    ...kept.map(commandLine),
    ...(more > 0 ? [`${more} more differences are not annotated: GitHub shows ${KEPT} of a kind.`] : []),
    `lockgate: ${words.map(plain).join(" · ")}`,
    "",
  ].join("\n");
}

export function driftAnnotations(report: DriftReport, view: View): Annotation[] {
  const command = view.fails("error") ? "error" : "warning";
  const unread = report.databases.flatMap(({ name, reason }) =>
    reason === null ? [] : [annotation("error", null, `${name} not checked`, reason)],
  );
  const targets = report.targets.flatMap((target) =>
    partsOf(target).flatMap(({ name, state, reason, entries }) => [
      ...entries.map((entry) => entryAnnotation(command, name, entry, report)),
      ...(state === "error"
        ? [annotation("error", null, `${name} of ${target.dir}`, reason ?? STATE_WORDS[state])]
        : []),
    ]),
  );
  return [...unread, ...targets];
}

function entryAnnotation(command: string, part: string, entry: Entry, report: DriftReport): Annotation {
  const { relation, subject, text, next, sql, path, databases } = entry;
  const where = inDatabases(databases, report);
  const lines = [
    `${text}${where === null ? "" : ` (${where})`}`,
    `Next: ${next}`,
    ...(sql === null ? [] : [sql]),
  ];
  const name = relation === null ? subject : `${relation} ${subject}`;
  return annotation(command, path, `${part}: ${name}`, lines.join("\n"));
}

function annotation(command: string, file: string | null, title: string, text: string): Annotation {
  const lines = text.split("\n").map(visible).join("\n");
  return { command, file, line: null, endLine: null, title: `lockgate drift: ${title}`, text: lines };
}
