import type { EffectKind } from "../effects/effect.ts";
import { driftJson } from "./drift/drift-json.ts";
import { type Keys, pick, printJson } from "./print-json.ts";
import type {
  Finding,
  Report,
  ReportedMigration,
  ReportedStatement,
  ReportedTarget,
  Summary,
  Suppressed,
  Unanalyzed,
} from "./report.ts";
import type { ReportedEffect } from "./report-schema.ts";

const REPORT: Keys<Report> = ["schema", "lockgate", "postgres", "verdict"];
const POSTGRES: Keys<Report["postgres"]> = ["major", "from", "judgedAs"];
const TARGET: Keys<ReportedTarget> = ["name", "tool", "dir", "migrations", "new", "skipped", "remarks"];
const SUMMARY: Keys<Summary> = [
  "error",
  "warning",
  "note",
  "suppressed",
  "unanalyzed",
  "migrations",
  "statements",
];
const MIGRATION: Keys<ReportedMigration> = ["id", "tool", "path", "transaction", "rehearsed", "remarks"];
const STATEMENT: Keys<ReportedStatement> = ["index", "line", "endLine", "sql", "command", "transaction"];
const FINDING: Keys<Finding> = [
  "rule",
  "level",
  "migration",
  "path",
  "statement",
  "line",
  "endLine",
  "message",
];
const UNANALYZED: Keys<Unanalyzed> = ["path", "line", "reason"];
const SUPPRESSED: Keys<Suppressed> = ["rule", "path", "line", "reason", "until"];
const EFFECT: { readonly [K in EffectKind]: Keys<Extract<ReportedEffect, { kind: K }>> } = {
  lock: ["kind", "relation", "mode", "role", "isNew", "evidence"],
  rewrite: ["kind", "relation", "isNew", "evidence"],
  scan: ["kind", "relation", "why", "isNew", "evidence"],
  build: ["kind", "relation", "index", "isNew", "evidence"],
  destroy: ["kind", "what", "relation", "name", "cascade", "isNew", "evidence"],
  break: ["kind", "what", "relation", "name", "isNew", "evidence"],
  fail: ["kind", "when", "relation", "reason", "sqlstate", "isNew", "evidence"],
  change: ["kind", "relation", "command", "rows", "isNew", "evidence"],
  wait: ["kind", "relation", "why", "isNew", "evidence"],
};

/** `check --format json`: the contract of schema/report.schema.json. */
export function renderJson(report: Report): string {
  return printJson({
    ...pick(report, REPORT),
    postgres: pick(report.postgres, POSTGRES),
    remarks: report.remarks,
    targets: report.targets.map((target) => pick(target, TARGET)),
    summary: pick(report.summary, SUMMARY),
    migrations: report.migrations.map((migration) => ({
      ...pick(migration, MIGRATION),
      statements: migration.statements.map((statement) => ({
        ...pick(statement, STATEMENT),
        effects: statement.effects.map(effectJson),
      })),
    })),
    findings: report.findings.map((finding) => ({
      ...pick(finding, FINDING),
      because: finding.because && effectJson(finding.because),
      remedy: finding.remedy && pick(finding.remedy, ["summary", "sql"]),
      also: finding.also.map((folded) => pick(folded, ["rule", "message"])),
      fingerprint: finding.fingerprint,
    })),
    unanalyzed: report.unanalyzed.map((entry) => pick(entry, UNANALYZED)),
    suppressed: report.suppressed.map((entry) => pick(entry, SUPPRESSED)),
    drift: report.drift && driftJson(report.drift),
  });
}

/** An effect with its keys in the published order. */
export function effectJson(effect: ReportedEffect): object {
  return pick(effect, EFFECT[effect.kind] as Keys<ReportedEffect>);
}
