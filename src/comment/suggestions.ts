import type { Finding } from "../judge/finding.ts";
import { fenced, prose, span } from "../report/markdown-text.ts";
import { bareMessage } from "../report/phrases.ts";
import type { Report, ReportedMigration } from "../report/report.ts";
import { visible } from "../report/visible.ts";

/** A remedy that a reviewer can take with one click. */
export interface Suggestion {
  readonly path: string;
  /** 1-based, the lines that are replaced. */
  readonly line: number;
  readonly endLine: number;
  /** Starts with `marker`. */
  readonly body: string;
  readonly marker: string;
}

/** How every suggestion begins; the finding's fingerprint follows. */
export const SUGGESTION = "<!-- lockgate:suggestion ";

/** Remedies that are right where the statement stands, where nothing else stands on its lines. */
export function suggestionsOf(report: Report): Suggestion[] {
  const seen = new Set<string>();
  return report.findings.flatMap((finding) => {
    const migration = report.migrations.find(
      ({ id, path }) => id === finding.migration && path === finding.path,
    );
    const suggestion = migration === undefined ? null : suggestionFor(finding, migration);
    const place = suggestion === null ? "" : `${suggestion.path}:${suggestion.line}`;
    if (suggestion === null || seen.has(place)) return [];
    seen.add(place);
    return [suggestion];
  });
}

function suggestionFor(finding: Finding, migration: ReportedMigration): Suggestion | null {
  const { path, line, endLine, remedy, fingerprint, rule } = finding;
  const { statements } = migration;
  if (path === null || line === null || endLine === null || !remedy?.inPlace) return null;
  const sql = remedy.sql.trim();
  const lines = sql.split("\n");
  const onItsLines = statements.filter((one) => one.line <= endLine && one.endLine >= line);
  // What cannot be seen is not to be committed by a click.
  const isPlain = lines.every((text) => visible(text) === text);
  if (sql === "" || onItsLines.length !== 1 || !isPlain) return null;
  const marker = `${SUGGESTION}${fingerprint.replace(/[^0-9a-f]/g, "")} -->`;
  const body = [
    `${marker}\n${prose(bareMessage(finding))} · ${span(rule)}`,
    `**Safer:** ${prose(remedy.summary)}`,
    fenced("suggestion", lines),
  ];
  return { path, line, endLine, marker, body: body.join("\n\n") };
}
