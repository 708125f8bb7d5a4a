import type { Migration } from "../migrations/migration.ts";
import { directivesOf } from "../sql/directive.ts";
import type { Statement } from "../sql/statement.ts";
import type { Suppressed, Unanalyzed } from "./finding.ts";
import type { Unmarked } from "./fingerprint.ts";
import { faultOf, findingOn, type Ignore, ignoresOf, UNANALYZED } from "./ignore.ts";
import type { RulesInForce } from "./run-rule.ts";

export interface SuppressResult {
  readonly findings: readonly Unmarked[];
  readonly suppressed: readonly Suppressed[];
  readonly unanalyzed: readonly Unanalyzed[];
}

/**
 * Applies the inline ignores of one migration to what was found in it. What is suppressed stands only in `suppressed`;
 * an ignore that is wrong, or that nothing answers to, is a finding on its own line.
 */
export function suppress(
  migration: Migration,
  statements: readonly Statement[],
  found: { readonly findings: readonly Unmarked[]; readonly unanalyzed: readonly Unanalyzed[] },
  inForce: RulesInForce,
  today: string,
): SuppressResult {
  const place = { migration: migration.id, path: migration.path };
  const suppressed: Suppressed[] = [];
  const wrong: Unmarked[] = [];
  let { findings, unanalyzed } = found;
  const { sql, reader } = migration;
  for (const ignore of ignoresOf(directivesOf(sql, reader), statements, reader === "source code")) {
    const fault = faultOf(ignore, inForce.rules, today);
    if (fault !== null) {
      wrong.push(...findingOn(ignore, place, fault, inForce));
      continue;
    }
    const blind = unanalyzed.filter((entry) => concerns(ignore, entry.line));
    for (const name of ignore.rules) {
      const entry = (line: number): Suppressed => {
        return { rule: name, path: migration.path, line, reason: ignore.reason, until: ignore.until };
      };
      if (name === UNANALYZED) {
        suppressed.push(...blind.map(({ line }) => entry(line ?? ignore.line)));
        unanalyzed = unanalyzed.filter((item) => !blind.includes(item));
        if (blind.length > 0) continue;
      } else {
        const hit = findings.filter((finding) => finding.rule === name && isOn(finding, ignore));
        const folded = findings.filter(({ also }) => also.some(({ rule }) => rule === name));
        suppressed.push(...hit.map(({ line }) => entry(line ?? ignore.line)));
        findings = findings
          .flatMap((finding) => (hit.includes(finding) ? (finding.folded ?? []) : [finding]))
          .map((finding) => without(finding, name, ignore));
        // Nothing can be said to be unused where not everything was seen.
        if (hit.length > 0 || folded.some((finding) => isOn(finding, ignore)) || blind.length > 0) continue;
      }
      const unused = { rule: "unused-ignore", message: unusedMessage(name, ignore) } as const;
      wrong.push(...findingOn(ignore, place, unused, inForce));
    }
  }
  return { findings: [...findings, ...wrong].sort(byLine), suppressed, unanalyzed };
}

function isOn({ statement }: Unmarked, { indexes }: Ignore): boolean {
  return statement !== null && indexes.has(statement);
}

/** The finding without what a rule says in its fold. */
function without(finding: Unmarked, rule: string, ignore: Ignore): Unmarked {
  if (!isOn(finding, ignore)) return finding;
  const isOther = (folded: { readonly rule: string }): boolean => folded.rule !== rule;
  return { ...finding, also: finding.also.filter(isOther), folded: finding.folded?.filter(isOther) ?? [] };
}

/** Whether the ignore stands for a place that was not analysed: in its statement, or between the two. */
function concerns({ line, statement }: Ignore, place: number | null): boolean {
  if (place === null) return false;
  if (statement === null) return place >= line;
  return place >= Math.min(line, statement.line) && place <= statement.endLine;
}

function unusedMessage(name: string, { statement }: Ignore): string {
  if (statement === null) return `no statement follows this ignore of ${name}`;
  return name === UNANALYZED
    ? "the ignored statement is analysed: the ignore can go"
    : `${name} finds nothing in this statement: the ignore can go`;
}

function byLine(a: Unmarked, b: Unmarked): number {
  return (a.line ?? 0) - (b.line ?? 0);
}
