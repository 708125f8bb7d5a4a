/** What a report of `check` says of `lockgate fix`, where there is something to fix. */
import { counted } from "./phrases.ts";
import type { Report } from "./report.ts";

export interface FixAdvice {
  readonly command: string;
  /** Where it is typed, from the repository's root; null: there. */
  readonly directory: string | null;
  /** "2 findings". */
  readonly findings: string;
  /** The migrations are code: SQL is printed, no file is written. */
  readonly printsOnly: boolean;
}

export function fixAdvice({ findings, migrations, fix }: Report): FixAdvice | null {
  const fixable = findings.filter((finding) => finding.fixable);
  if (fix === undefined || fixable.length === 0) return null;
  const code = new Set(migrations.flatMap(({ path, captured }) => (captured ? [path] : [])));
  return {
    command: fix.command,
    directory: fix.directory ?? null,
    findings: counted(fixable.length, "finding"),
    printsOnly: fixable.every(({ path }) => path !== null && code.has(path)),
  };
}
