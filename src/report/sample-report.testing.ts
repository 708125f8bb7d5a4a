/** Reports for the tests of the formats, made from real SQL: the statements are parsed, not written by hand. */
import type { ReportedEffect } from "../effects/reported-effect.ts";
import { type Fact, type Finding, factLine, type Suppressed, type Unanalyzed } from "../judge/finding.ts";
import type { Verdict } from "../judge/verdict.ts";
import type { Transaction } from "../migrations/migration.ts";
import type { Level, Remedy } from "../rule.ts";
import { loadParser, parseScript } from "../sql/parse.ts";
import type { Report, ReportedMigration } from "./report.ts";

export interface SampleFinding {
  readonly statement: number;
  readonly rule: string;
  readonly level: Level;
  readonly message: string;
  readonly facts?: readonly Fact[];
  readonly remedy?: Remedy;
}

export interface SampleMigration {
  readonly id: string;
  readonly path?: string;
  readonly sql: string;
  readonly transaction?: Transaction;
  readonly rehearsed?: boolean;
  readonly remarks?: readonly string[];
  /** One list a statement. */
  readonly effects?: readonly (readonly ReportedEffect[])[];
  readonly findings?: readonly SampleFinding[];
}

export interface Sample {
  readonly migrations: readonly SampleMigration[];
  readonly repository?: readonly Omit<SampleFinding, "statement">[];
  readonly unanalyzed?: readonly Unanalyzed[];
  readonly suppressed?: readonly Suppressed[];
  readonly skipped?: Readonly<Record<string, string>>;
}

await loadParser();

export function sampleReport(sample: Sample): Report {
  const { unanalyzed = [], suppressed = [], skipped = {} } = sample;
  const migrations = sample.migrations.map(migrationOf);
  const findings = [
    ...sample.migrations.flatMap((migration, index) => findingsOf(migration, migrations[index])),
    ...(sample.repository ?? []).map((finding) => findingOf(finding, null, null)),
  ];
  const count = (level: Level) => findings.filter((finding) => finding.level === level).length;
  const verdict: Verdict = unanalyzed.length > 0 ? "incomplete" : count("error") > 0 ? "fail" : "pass";
  return {
    schema: "lockgate/report@1",
    lockgate: "0.1.0",
    postgres: { major: 18, from: "default" },
    verdict,
    remarks: [],
    targets: [
      {
        name: "prisma/migrations",
        tool: "prisma",
        dir: "prisma/migrations",
        migrations: 12,
        new: migrations.length,
        skipped: null,
        remarks: [],
      },
      ...Object.entries(skipped).map(([dir, reason]) => ({
        name: dir,
        tool: "prisma" as const,
        dir,
        migrations: 3,
        new: 0,
        skipped: reason,
        remarks: [],
      })),
    ],
    summary: {
      error: count("error"),
      warning: count("warning"),
      note: count("note"),
      suppressed: suppressed.length,
      unanalyzed: unanalyzed.length,
      migrations: migrations.length,
      statements: migrations.reduce((sum, { statements }) => sum + statements.length, 0),
    },
    migrations,
    findings,
    unanalyzed,
    suppressed,
    drift: null,
  };
}

function migrationOf(sample: SampleMigration): ReportedMigration {
  return {
    id: sample.id,
    tool: "prisma",
    path: sample.path ?? `prisma/migrations/${sample.id}/migration.sql`,
    transaction: sample.transaction ?? "file",
    rehearsed: sample.rehearsed ?? true,
    remarks: sample.remarks ?? [],
    statements: parseScript(sample.sql).statements.map(({ index, line, endLine, text, command }) => ({
      index,
      line,
      endLine,
      sql: text,
      command,
      transaction: sample.transaction === "statement" ? null : 0,
      effects: sample.effects?.[index] ?? [],
    })),
  };
}

function findingsOf(sample: SampleMigration, migration: ReportedMigration | undefined): Finding[] {
  return (sample.findings ?? []).map((finding) => findingOf(finding, migration ?? null, finding.statement));
}

function findingOf(
  { rule, level, message, facts, remedy }: Omit<SampleFinding, "statement">,
  migration: ReportedMigration | null,
  index: number | null,
): Finding {
  const statement = migration?.statements[index ?? 0];
  return {
    rule,
    level,
    migration: migration?.id ?? null,
    path: migration?.path ?? null,
    statement: index,
    line: statement?.line ?? null,
    endLine: statement?.endLine ?? null,
    message: [message, ...(facts ?? []).map(factLine)].join("; "),
    ...(facts && { facts: [...facts] }),
    because: statement?.effects.find(({ kind }) => kind !== "lock") ?? null,
    remedy: remedy ?? null,
    also: [],
    fingerprint: `${rule}:${level}:${migration?.id ?? ""}:${index ?? ""}`,
  };
}
