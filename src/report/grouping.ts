import type { Finding } from "../judge/finding.ts";
import { byLevel } from "./phrases.ts";
import type { Report, ReportedMigration } from "./report.ts";

/** The findings of a report where they belong: on a statement of a migration that was judged, or elsewhere. */
export interface Grouped {
  /** Of one migration, in the order of the report. */
  of(migration: ReportedMigration): readonly Finding[];
  /** On the repository, on a merged file, on a place that was not read. */
  readonly elsewhere: readonly Finding[];
}

export function groupFindings(report: Report, findings: readonly Finding[]): Grouped {
  const keyOf = (path: string | null, id: string | null): string => `${path}\0${id}`;
  const groups = new Map<string, Finding[]>();
  for (const { path, id } of report.migrations) groups.set(keyOf(path, id), []);
  const elsewhere: Finding[] = [];
  for (const finding of findings) {
    const group = finding.statement === null ? undefined : groups.get(keyOf(finding.path, finding.migration));
    (group ?? elsewhere).push(finding);
  }
  return { of: ({ path, id }) => groups.get(keyOf(path, id)) ?? [], elsewhere };
}

/** The findings on each statement, by its index. */
export function byStatement(findings: readonly Finding[]): ReadonlyMap<number | null, readonly Finding[]> {
  const groups = new Map<number | null, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.statement);
    if (group === undefined) groups.set(finding.statement, [finding]);
    else group.push(finding);
  }
  return groups;
}

/**
 * Of each finding, how many of the same rule and level stand before it: the first of each kind is worth most where
 * there is no room for all.
 */
export function repetitions(findings: readonly Finding[]): ReadonlyMap<Finding, number> {
  const seen = new Map<string, number>();
  return new Map(
    byLevel(findings).map((finding) => {
      const kind = `${finding.level} ${finding.rule}`;
      const before = seen.get(kind) ?? 0;
      seen.set(kind, before + 1);
      return [finding, before];
    }),
  );
}
