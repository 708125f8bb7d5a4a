import { byLevel } from "./phrases.ts";
import type { Finding, Report, Unanalyzed } from "./report.ts";
import type { View } from "./view.ts";
import { visible, visibleLines } from "./visible.ts";

interface Case {
  readonly name: string;
  readonly line: number | null;
  readonly outcome: "passed" | "failure" | "error";
  readonly type: string;
  readonly message: string;
  readonly text: string;
}

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
  const suites = [...paths].map((path) => {
    const cases = [
      ...report.unanalyzed.filter((entry) => entry.path === path).map(unread),
      ...byLevel(report.findings.filter((finding) => (finding.path ?? "") === path)).map((finding) =>
        found(finding, view),
      ),
    ];
    return suite(path || "repository", cases.length > 0 ? cases : [PASSED]);
  });
  const count = (outcome: Case["outcome"]) =>
    suites.reduce((sum, { cases }) => sum + cases.filter((one) => one.outcome === outcome).length, 0);
  const tests = suites.reduce((sum, { cases }) => sum + cases.length, 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="lockgate" tests="${tests}" failures="${count("failure")}" errors="${count("error")}">`,
    ...suites.flatMap(({ lines }) => lines),
    "</testsuites>",
    "",
  ].join("\n");
}

const PASSED: Case = { name: "no findings", line: null, outcome: "passed", type: "", message: "", text: "" };

function unread({ line, reason }: Unanalyzed): Case {
  return { name: "not analyzed", line, outcome: "error", type: "unanalyzed", message: reason, text: reason };
}

function found({ rule, level, line, message, remedy }: Finding, view: View): Case {
  const safer = remedy === null ? "" : `\nSafer: ${remedy.summary}\n${remedy.sql}`;
  const outcome = view.fails(level) ? "failure" : "passed";
  return { name: rule, line, outcome, type: level, message, text: `${level}: ${message}${safer}` };
}

function suite(path: string, cases: readonly Case[]): { cases: readonly Case[]; lines: string[] } {
  const count = (outcome: Case["outcome"]) => cases.filter((one) => one.outcome === outcome).length;
  const counts = `tests="${cases.length}" failures="${count("failure")}" errors="${count("error")}" skipped="0"`;
  return {
    cases,
    lines: [
      `  <testsuite name="${attribute(path)}" ${counts}>`,
      ...cases.flatMap((one) => caseLines(path, one)),
      "  </testsuite>",
    ],
  };
}

function caseLines(path: string, { name, line, outcome, type, message, text }: Case): string[] {
  const at = line === null ? name : `line ${line}: ${name}`;
  const open = `    <testcase name="${attribute(at)}" classname="${attribute(path)}"`;
  // "::" at the start of a line is a command to GitHub's runner.
  const body = visibleLines(text)
    .map((line) => content(line).replace(/^(\s*):(?=:)/, "$1&#58;"))
    .join("\n")
    .trimEnd();
  if (outcome !== "passed") {
    const attributes = `type="${attribute(type)}" message="${attribute(message)}"`;
    return [`${open}>`, `      <${outcome} ${attributes}>${body}</${outcome}>`, "    </testcase>"];
  }
  if (body === "") return [`${open}/>`];
  return [`${open}>`, `      <system-out>${body}</system-out>`, "    </testcase>"];
}

function attribute(text: string): string {
  return content(visible(text)).replaceAll('"', "&quot;");
}

/** Control characters, which XML 1.0 has no way to write, are shown by their code before. */
function content(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("##[", "&#35;#[")
    .replace(/[\ufffe\uffff]/g, "\ufffd");
}
