import type { DriftReport } from "../../drift/drift-report.ts";
import { type Case, junitDocument, junitSuite, type Suite } from "../junit-suite.ts";
import { changedLines } from "../line-diff.ts";
import type { View } from "../view.ts";
import { type Entry, type PartEntries, partsOf } from "./drift-entries.ts";
import { inDatabases, STATE_WORDS } from "./drift-phrases.ts";

/** JUnit XML: a suite a target, a failure for all that differs, an error for what could not be checked. */
export function renderDriftJunit(report: DriftReport, view: View): string {
  return junitDocument(driftSuites(report, view));
}

export function driftSuites(report: DriftReport, view: View): Suite[] {
  const outcome = view.fails("error") ? "failure" : "passed";
  const suites = report.targets.map((target) => {
    const cases = partsOf(target).flatMap((part) => casesOf(part, report, outcome));
    return junitSuite(`drift of ${target.dir || "."}`, cases);
  });
  const unread = report.databases.flatMap(({ name, reason }): Case[] =>
    reason === null ? [] : [caseOf(name, "error", reason, "not read", reason)],
  );
  return unread.length === 0 ? suites : [...suites, junitSuite("databases", unread)];
}

function casesOf(part: PartEntries, report: DriftReport, drifted: "failure" | "passed"): Case[] {
  const { name, state, reason, entries } = part;
  const found = entries.map((entry) => {
    const where = inDatabases(entry.databases, report);
    const relation = entry.relation === null ? "" : `${entry.relation} `;
    const title = `${name}: ${relation}${entry.subject}${where === null ? "" : ` ${where}`}`;
    return caseOf(title, drifted, entry.text, "drift", bodyOf(entry));
  });
  if (state === "clean" || state === "drifted") {
    return found.length > 0 ? found : [caseOf(name, "passed", "", "", "")];
  }
  const why = reason ?? STATE_WORDS[state];
  // What does not apply has no say in the verdict.
  const counts = state === "error" || report.verdict === "not-checked";
  return [...found, caseOf(name, counts ? "error" : "skipped", why, state, why)];
}

function bodyOf({ text, sides, sql, next }: Entry): string {
  const lines = sides === null ? [] : changedLines(sides.expected, sides.actual);
  return [text, ...lines, ...(sql === null ? [] : [sql]), `next: ${next}`].join("\n");
}

function caseOf(name: string, outcome: Case["outcome"], message: string, type: string, text: string): Case {
  return { name, line: null, outcome, type, message, text };
}
