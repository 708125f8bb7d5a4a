/** How tools record what they applied, as data: rows of a table in, what differs from the checkout out. */

import type { LocalMigration } from "./migration-file.ts";

export type { LocalMigration } from "./migration-file.ts";

export const HISTORY_KINDS = [
  /** In the repository, not applied; also when it was rolled back. */
  "pending",
  /** Started and not finished. */
  "failed",
  /** The file is not what was applied, or what is merged. */
  "edited",
  /** Applied, and not in the repository. */
  "missing",
  /** Each side has migrations that the other lacks. */
  "diverged",
  /** Not applied although a later one is, or sorts before merged ones. */
  "out-of-order",
  /** Merged on the base branch and no longer in this checkout. */
  "deleted",
  /** Two migrations have one version. */
  "duplicate",
] as const;
export type HistoryKind = (typeof HISTORY_KINDS)[number];

/** What a history and a checkout disagree about, of one migration. */
export interface FoundItem {
  readonly kind: HistoryKind;
  /** The tool's own name of the migration. */
  readonly migration: string;
  /** One line: what is so, and what it means. */
  readonly message: string;
  /** What to do about it, in a sentence; commands stand between backticks. */
  readonly next: string;
}

/** A row of a history table: every column as text. */
export type HistoryRow = Readonly<Record<string, string | null>>;

/** What the live database says that it has, in the order in which it was applied. */
export interface AppliedMigration {
  /** The id of the local migration, or the name in the database where the checkout has none. */
  readonly id: string;
  readonly local: LocalMigration | null;
  /** The file is not what was applied. */
  readonly edited: boolean;
  /** Whether a content is the one that was applied; null where the history keeps no checksum. */
  readonly matches: ((content: Buffer) => boolean) | null;
  /** The SQL that was applied, where the history itself keeps it. */
  readonly sql: string | null;
}

/** @param matches compares a content with what was applied; left out, or null: the history keeps nothing to compare. */
export function appliedMigration(
  id: string,
  local: LocalMigration | null,
  matches: AppliedMigration["matches"] = null,
  sql: string | null = null,
): AppliedMigration {
  const content = local?.content ?? null;
  return { id, local, edited: content !== null && matches?.(content) === false, matches, sql };
}

/** @param next what to do about it, in a sentence; commands stand between backticks. */
export function foundItem(kind: HistoryKind, migration: string, message: string, next: string): FoundItem {
  return { kind, migration, message, next };
}

export function pendingItem(id: string, apply: string, words = "is not applied"): FoundItem {
  return foundItem("pending", id, `${id} ${words}`, `run \`${apply}\``);
}

/** A column of type boolean, as text. */
export function isTrue(text: string | null | undefined): boolean {
  return text === "true" || text === "t";
}

export interface HistoryResult {
  readonly items: readonly FoundItem[];
  readonly applied: readonly AppliedMigration[];
}

export interface HistoryOptions {
  readonly rows: readonly HistoryRow[];
  /** In the tool's order. */
  readonly local: readonly LocalMigration[];
  /** Ids of migrations that are new against the base: expected to be pending. */
  readonly expected: ReadonlySet<string>;
  /** Whether two texts are the same statements to PostgreSQL. */
  isSameSql(a: string, b: string): boolean;
}

/** How one tool keeps its history. */
export interface HistoryReader {
  /** The schema in which it lies by default. Default: public. */
  readonly schema?: string;
  /** The names that its table may have, the tool's default first. */
  readonly tables: readonly [string, ...string[]];
  /** Columns by which the table is known to be the tool's own; one that lacks them is not read. */
  readonly columns: readonly string[];
  /** Further columns that are read where they exist; an array is read as JSON. */
  readonly optional?: readonly string[];
  /** Those of the columns that say when something was done: that they are set is read, and no more. */
  readonly moments?: readonly string[];
  /** What follows "was edited" of a file whose checksum tells; left out: its items have words of their own. */
  readonly afterEdit?: string;
  /** SQL of the order in which the rows were written. */
  readonly order: string;
  /** Names without a schema in the migrations stand for the schema of the history table. */
  readonly isInOwnSchema?: true;
  /** The part of an id that two migrations should not share, although the tool tells them apart. */
  stampOf?(id: string): string | null;
  read(options: HistoryOptions): HistoryResult;
}
