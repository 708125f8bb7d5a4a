/**
 * The library: what the command line and the Action call, for programs. docs/library.md shows its use; rules are written
 * against `lockgate/rule`.
 */
export { type CheckOptions, type CheckResult, check } from "./check.ts";
export type { Environment, RunOptions } from "./config/run.ts";
export type { SettingsOptions } from "./config/settings.ts";
export type { DatabaseSource } from "./drift/database-source.ts";
export type { DriftResult } from "./drift/drift.ts";
export type { Difference, DriftReport, HistoryItem } from "./drift/drift-report.ts";
export { type DriftOptions, drift } from "./drift.ts";
export type { Effect, EffectKind, Evidence } from "./effects/effect.ts";
export type { Finding } from "./judge/finding.ts";
export type { Verdict } from "./judge/verdict.ts";
export { type LocksOptions, locks, SchemaUnreadable } from "./locks.ts";
export { UsageError } from "./migrations/failure.ts";
export type { ToolId, Transaction } from "./migrations/migration.ts";
export { LOCK_MODES, type LockMode } from "./postgres/lock-mode.ts";
export { renderDriftMarkdown } from "./report/drift/drift-markdown.ts";
export { renderJson } from "./report/json.ts";
export type { LockedStatement, Locks } from "./report/locks-report.ts";
export { renderMarkdown } from "./report/markdown.ts";
export type { Report } from "./report/report.ts";
