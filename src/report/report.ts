import type { DriftReport } from "../drift/drift-report.ts";
import type { ToolId, Transaction } from "../migrations/migration.ts";
import type { Level, Remedy } from "../rule.ts";
import type { ReportedEffect } from "./report-schema.ts";

/** `incomplete`: something could not be read, parsed or rehearsed; it comes before `fail`. */
export type Verdict = "pass" | "fail" | "incomplete";

/** The outcome of `lockgate check`, in the shape of its JSON (schema/report.schema.json). */
export interface Report {
  readonly schema: "lockgate/report@1";
  readonly lockgate: string;
  readonly postgres: {
    readonly major: number;
    readonly from: "flag" | "config" | "database" | "shadow" | "default";
    /** Where `major` is newer than all that were measured: the newest of those, by which it is judged. */
    readonly judgedAs?: number | undefined;
  };
  readonly verdict: Verdict;
  /** What a reader must know of the whole run, in whole sentences. */
  readonly remarks: readonly string[];
  readonly targets: readonly ReportedTarget[];
  readonly summary: Summary;
  readonly migrations: readonly ReportedMigration[];
  readonly findings: readonly Finding[];
  readonly unanalyzed: readonly Unanalyzed[];
  readonly suppressed: readonly Suppressed[];
  /** What the live database shows, or null where none was asked. */
  readonly drift: DriftReport | null;
}

export interface ReportedTarget {
  readonly name: string;
  readonly tool: ToolId;
  readonly dir: string;
  /** All migrations of the folder. */
  readonly migrations: number;
  /** Those judged in this run. */
  readonly new: number;
  /** Why the folder is not judged, or null. */
  readonly skipped: string | null;
  /** What was assumed or seen of the folder and its runner, in whole sentences. */
  readonly remarks: readonly string[];
}

/** Counts: findings by level, the rest by their names. */
export interface Summary {
  readonly error: number;
  readonly warning: number;
  readonly note: number;
  readonly suppressed: number;
  readonly unanalyzed: number;
  readonly migrations: number;
  readonly statements: number;
}

export interface ReportedMigration {
  readonly id: string;
  readonly tool: ToolId;
  /** Relative to the repository's root, with `/`. */
  readonly path: string;
  readonly transaction: Transaction;
  readonly rehearsed: boolean;
  /** What a reader must know of how it was judged ("judged without rehearsal: ..."), in whole sentences. */
  readonly remarks: readonly string[];
  readonly statements: readonly ReportedStatement[];
}

export interface ReportedStatement {
  readonly index: number;
  /** 1-based. */
  readonly line: number;
  readonly endLine: number;
  readonly sql: string;
  readonly command: string;
  /** The number of its transaction, also across migrations; null: it commits by itself. */
  readonly transaction: number | null;
  readonly effects: readonly ReportedEffect[];
}

export interface Finding {
  readonly rule: string;
  readonly level: Level;
  /** The migration's id; null, like path, statement and lines, for a finding on the whole repository. */
  readonly migration: string | null;
  readonly path: string | null;
  /** Index of the statement in its migration. */
  readonly statement: number | null;
  readonly line: number | null;
  readonly endLine: number | null;
  readonly message: string;
  readonly because: ReportedEffect | null;
  readonly remedy: Remedy | null;
  /** What weaker rules say of the same cause in the same statement, to be shown folded. */
  readonly also: readonly { readonly rule: string; readonly message: string }[];
  /** Depends on path, rule, statement text and ordinal: the same when lines move; unique in a report. */
  readonly fingerprint: string;
}

export interface Unanalyzed {
  readonly path: string;
  readonly line: number | null;
  readonly reason: string;
}

export interface Suppressed {
  readonly rule: string;
  readonly path: string;
  readonly line: number;
  readonly reason: string;
  readonly until: string | null;
}
