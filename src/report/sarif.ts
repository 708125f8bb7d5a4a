import type { Finding, Unanalyzed } from "../judge/finding.ts";
import type { RuleDocs } from "../judge/rule-docs.ts";
import { type PlacedDrift, placedDrift } from "./drift/drift-places.ts";
import { liveQueriesLine } from "./live-queries-words.ts";
import { messageLines, versionWords } from "./phrases.ts";
import { printJson } from "./print-json.ts";
import type { Report } from "./report.ts";
import type { View } from "./view.ts";

const UNANALYZED = "unanalyzed";
const DRIFT = "drift";

/**
 * SARIF 2.1.0 for code scanning. What could not be analysed is a result of its own, so that it is seen there.
 * A finding on the whole repository has no place and is left out.
 */
export function renderSarif(report: Report, view: View): string {
  const placed = report.findings.filter((finding) => finding.path !== null);
  const drift = report.drift === null ? [] : placedDrift(report.drift);
  const found = [
    ...placed.map(({ rule }) => rule),
    ...(report.unanalyzed.length > 0 ? [UNANALYZED] : []),
    ...(drift.some(({ path }) => path !== null) ? [DRIFT] : []),
  ];
  const rules = [...new Set([...found, ...view.rules.keys()])].sort();
  return printJson({
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "lockgate",
            semanticVersion: report.lockgate,
            rules: rules.map((id) => descriptor(id, view.rules.get(id))),
          },
        },
        invocations: [{ executionSuccessful: report.verdict !== "incomplete", ...notifications(report) }],
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { "%SRCROOT%": { description: { text: "The root of the repository." } } },
        results: [
          ...placed.map((finding) => resultOf(finding, rules)),
          ...report.unanalyzed.map((entry, index) =>
            unread(entry, rules, sameBefore(report.unanalyzed, index)),
          ),
          ...drift.filter(({ path }) => path !== null).map((found) => drifted(found, rules, view)),
        ],
      },
    ],
  });
}

function descriptor(id: string, docs: RuleDocs | undefined): object {
  if (docs === undefined) return { id, shortDescription: { text: id } };
  const { level, summary, readme } = docs;
  return {
    id,
    shortDescription: { text: summary },
    help: { text: readme, markdown: readme },
    defaultConfiguration: { level },
  };
}

function resultOf(finding: Finding, rules: readonly string[]): object {
  const { rule, level, path, line, endLine, because, remedy, fingerprint } = finding;
  const safer = remedy === null ? "" : `\nSafer: ${remedy.summary}\n${remedy.sql}`.trimEnd();
  return {
    ruleId: rule,
    ruleIndex: rules.indexOf(rule),
    level,
    message: { text: `${messageLines(finding).join("\n")}${safer}` },
    locations: [location(path ?? "", line, endLine)],
    partialFingerprints: { primaryLocationLineHash: fingerprint, "lockgate/v1": fingerprint },
    ...(because === null ? {} : { properties: { evidence: because.evidence } }),
  };
}

function unread({ path, line, reason }: Unanalyzed, rules: readonly string[], before: number): object {
  return {
    ruleId: UNANALYZED,
    ruleIndex: rules.indexOf(UNANALYZED),
    level: "error",
    message: { text: `not analyzed: ${reason}` },
    locations: [location(path, line, line)],
    partialFingerprints: { "lockgate/v1": `${path}:${reason}:${before}` },
  };
}

function drifted({ path, text, key }: PlacedDrift, rules: readonly string[], view: View): object {
  return {
    ruleId: DRIFT,
    ruleIndex: rules.indexOf(DRIFT),
    level: view.fails("error") ? "error" : "warning",
    message: { text },
    locations: [location(path ?? "", null, null)],
    partialFingerprints: { "lockgate/v1": key },
  };
}

/** What has no place in the repository is told of the run. */
function notifications({ drift, postgres, liveQueries }: Report): object {
  const placeless = (drift === null ? [] : placedDrift(drift)).filter(({ path }) => path === null);
  const said = [
    ...placeless.map(({ text }) => ({ level: "error", message: { text } })),
    ...(postgres.judgedAs === undefined
      ? []
      : [{ level: "note", message: { text: versionWords(postgres) } }]),
    ...(liveQueries === undefined
      ? []
      : [{ level: "note", message: { text: liveQueriesLine(liveQueries) } }]),
  ];
  return said.length === 0 ? {} : { toolExecutionNotifications: said };
}

/** How many entries with the same path and reason stand before this one. */
function sameBefore(entries: readonly Unanalyzed[], index: number): number {
  const own = entries[index];
  return entries.slice(0, index).filter(({ path, reason }) => path === own?.path && reason === own.reason)
    .length;
}

function location(path: string, line: number | null, endLine: number | null): object {
  const uri = path.split("/").map(segment).join("/");
  const region = line === null ? {} : { region: { startLine: line, endLine: endLine ?? line } };
  return { physicalLocation: { artifactLocation: { uri, uriBaseId: "%SRCROOT%" }, ...region } };
}

/** Text from a file that is no valid UTF-16 cannot be encoded, and need not be: no file has such a name. */
function segment(name: string): string {
  return encodeURIComponent(Buffer.from(name).toString());
}
