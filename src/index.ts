/**
 * The library: what the command line and the Action call, for programs. docs/library.md shows its use; rules are written
 * against `lockgate/rule`.
 */
export type { Recording } from "./capture/recording.ts";
export { type CheckOptions, type CheckResult, check } from "./check.ts";
export type { Environment, RunOptions } from "./config/run.ts";
export type { SettingsOptions } from "./config/settings.ts";
export type { DatabaseSource } from "./drift/database-source.ts";
export type { DriftResult } from "./drift/drift.ts";
export type {
  Difference,
  DifferencePart,
  DriftedDatabase,
  DriftedTarget,
  DriftReport,
  DriftState,
  HistoryItem,
} from "./drift/drift-report.ts";
export { type DriftOptions, drift } from "./drift.ts";
export type { Effect, EffectKind, Evidence } from "./effects/effect.ts";
export type { ReportedEffect } from "./effects/reported-effect.ts";
export type { FixedMigration, FixReport, FixStep, LeftFinding } from "./fix/fix-report.ts";
export { type FixOptions, type FixResult, fix } from "./fix.ts";
export type { Finding, Suppressed, Unanalyzed } from "./judge/finding.ts";
export type { LoadedRule } from "./judge/loaded-rule.ts";
export { listRules, type RuleDocs } from "./judge/rule-docs.ts";
export type { FailOn, Verdict } from "./judge/verdict.ts";
export { type LocksOptions, locks, SchemaUnreadable } from "./locks.ts";
export { UsageError } from "./migrations/failure.ts";
export type { ToolId, Transaction } from "./migrations/migration.ts";
export type { Base } from "./migrations/selection.ts";
export { LOCK_MODES, type LockMode } from "./postgres/lock-mode.ts";
export { type RecordOptions, type RecordResult, record } from "./record.ts";
export { DRIFT_FORMATS, type DriftFormat, renderDrift } from "./report/drift/drift-format.ts";
export { renderDriftMarkdown } from "./report/drift/drift-markdown.ts";
export { FIX_FORMATS, type FixFormat, renderFix } from "./report/fix/fix-format.ts";
export type { FixView } from "./report/fix/fix-view.ts";
export { FORMATS, type Format, render } from "./report/format.ts";
export { renderJson, renderLocksJson } from "./report/json.ts";
export { renderLocksPretty } from "./report/locks.ts";
export type { LockedStatement, Locks } from "./report/locks-report.ts";
export { renderMarkdown } from "./report/markdown.ts";
export type {
  Report,
  ReportedMigration,
  ReportedStatement,
  ReportedTarget,
  Summary,
} from "./report/report.ts";
export { PLAIN, type View } from "./report/view.ts";
export { ShadowUnavailable } from "./shadow/engines/shadow.ts";
export type { Progress } from "./shadow/rehearse/rehearsal.ts";
export type { Unread } from "./sql/statement.ts";
export { VERSION } from "./version.ts";
