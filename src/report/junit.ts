import type { Finding, Unanalyzed } from "../judge/finding.ts";
import { driftSuites } from "./drift/drift-junit.ts";
import { type Case, junitDocument, junitSuite } from "./junit-suite.ts";
import { liveQueriesLine } from "./live-queries-words.ts";
import { bareMessage, byLevel, messageLines, versionWords } from "./phrases.ts";
import type { Report } from "./report.ts";
import type { View } from "./view.ts";

/**
 * JUnit XML, one suite a file: a failure is a finding at or above --fail-on, an error is what was not analysed, and a
 * finding below passes with its text as output. A file without any of them is one passed case.
 */
export function renderJunit(report: Report, view: View): string {
  const paths = new Set([
    ...report.migrations.map(({ path }) => path),
    ...report.unanalyzed.map(({ path }) => path),
    ...report.findings.map(({ path }) => path ?? ""),
  ]);
  if (report.postgres.judgedAs !== undefined || report.liveQueries !== undefined) paths.add("");
  const suites = [...paths].map((path) => {
    const cases = [
      ...(path === "" ? asides(report) : []),
      ...report.unanalyzed.filter((entry) => entry.path === path).map(unread),
      ...byLevel(report.findings.filter((finding) => (finding.path ?? "") === path)).map((finding) =>
        found(finding, view),
      ),
    ];
    return junitSuite(path || "repository", cases.length > 0 ? cases : [PASSED]);
  });
  const drift = report.drift === null ? [] : driftSuites(report.drift, view);
  return junitDocument([...suites, ...drift]);
}

const PASSED: Case = { name: "no findings", line: null, outcome: "passed", type: "", message: "", text: "" };

/** Passed cases, as a suite says what it is about by nothing else that readers show. */
function asides({ postgres, liveQueries }: Report): Case[] {
  return [
    ...(postgres.judgedAs === undefined ? [] : [{ ...PASSED, name: versionWords(postgres) }]),
    ...(liveQueries === undefined ? [] : [{ ...PASSED, name: liveQueriesLine(liveQueries) }]),
  ];
}

function unread({ line, reason }: Unanalyzed): Case {
  return { name: "not analyzed", line, outcome: "error", type: "unanalyzed", message: reason, text: reason };
}

function found(finding: Finding, view: View): Case {
  const { rule, level, line, remedy } = finding;
  const said = messageLines(finding).join("\n");
  const safer = remedy === null ? "" : `\nSafer: ${remedy.summary}\n${remedy.sql}`;
  const outcome = view.fails(level) ? "failure" : "passed";
  return {
    name: rule,
    line,
    outcome,
    type: level,
    message: bareMessage(finding),
    text: `${level}: ${said}${safer}`,
  };
}
