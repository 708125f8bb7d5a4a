import { visible, visibleLines } from "./visible.ts";

/** One test case of JUnit's XML. */
export interface Case {
  readonly name: string;
  readonly line: number | null;
  readonly outcome: "passed" | "failure" | "error" | "skipped";
  readonly type: string;
  readonly message: string;
  readonly text: string;
}

export interface Suite {
  readonly cases: readonly Case[];
  readonly lines: readonly string[];
}

/** Suites as a whole document. */
export function junitDocument(suites: readonly Suite[]): string {
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

/** A suite with the name of the file, or of what else its cases are about. */
export function junitSuite(path: string, cases: readonly Case[]): Suite {
  const count = (outcome: Case["outcome"]) => cases.filter((one) => one.outcome === outcome).length;
  const counts = `tests="${cases.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}"`;
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
  if (outcome === "skipped") {
    return [`${open}>`, `      <skipped message="${attribute(message)}"/>`, "    </testcase>"];
  }
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
