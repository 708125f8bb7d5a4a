import { createHash } from "node:crypto";
import type { Level } from "../rule.ts";
import { placedDrift } from "./drift/drift-places.ts";
import { versionWords } from "./phrases.ts";
import { printJson } from "./print-json.ts";
import type { Report } from "./report.ts";

const SEVERITIES: Readonly<Record<Level, string>> = { error: "critical", warning: "major", note: "info" };

/**
 * GitLab Code Quality. It hides all but one of the entries of a file with the same fingerprint, and takes one whose
 * fingerprint changes for another; what has no place is left out.
 */
export function renderGitlab(report: Report): string {
  const seen = new Map<string, number>();
  const findings = report.findings.flatMap(
    ({ path, line, endLine, rule, level, message, remedy, fingerprint }) => {
      if (path === null) return [];
      const safer = remedy === null ? "" : ` Safer: ${remedy.summary}`;
      return [entry(path, line, endLine, rule, SEVERITIES[level], `${message}.${safer}`, fingerprint)];
    },
  );
  const unread = report.unanalyzed.map(({ path, line, reason }) => {
    const key = `${path}\0${reason}`;
    const ordinal = seen.get(key) ?? 0;
    seen.set(key, ordinal + 1);
    const fingerprint = fingerprintOf(`unanalyzed\0${key}\0${ordinal}`);
    return entry(path, line, line, "unanalyzed", "blocker", `Not analyzed: ${reason}`, fingerprint);
  });
  const drift = (report.drift === null ? [] : placedDrift(report.drift)).flatMap(({ path, text, key }) =>
    path === null ? [] : [entry(path, null, null, "drift", SEVERITIES.error, text, fingerprintOf(key))],
  );
  // There is no place for the run as a whole.
  const { judgedAs } = report.postgres;
  const aside = judgedAs === undefined ? "" : ` (${versionWords(report.postgres)})`;
  return printJson(
    [...unread, ...findings, ...drift].map((each) => ({
      ...each,
      description: `${each.description}${aside}`,
    })),
  );
}

function fingerprintOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

function entry(
  path: string,
  begin: number | null,
  end: number | null,
  rule: string,
  severity: string,
  description: string,
  fingerprint: string,
) {
  const lines = { begin: begin ?? 1, end: end ?? begin ?? 1 };
  return { description, check_name: rule, fingerprint, severity, location: { path, lines } };
}
