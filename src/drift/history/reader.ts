import type { FoundItem } from "../drift-report.ts";

/** A migration of the checkout, as the history of its tool is compared with it. */
export interface LocalMigration {
  /** The tool's own name of it. */
  readonly id: string;
  /** Relative to the repository's root, with `/`. */
  readonly path: string;
  /** What the runner sorts by: digits of the file name, Drizzle's time in the journal. */
  readonly version: string;
  /** Run again whenever it changes: Flyway's R__ files. */
  readonly repeatable: boolean;
  /** The whole file, byte for byte, for its checksum; null where it could not be read. */
  readonly content: Buffer | null;
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

export interface HistoryReading {
  readonly items: readonly FoundItem[];
  readonly applied: readonly AppliedMigration[];
}

export interface HistoryQuestion {
  readonly rows: readonly HistoryRow[];
  /** In the tool's order. */
  readonly local: readonly LocalMigration[];
  /** Ids of migrations that are new against the base: expected to be pending. */
  readonly expected: ReadonlySet<string>;
}

/** How one tool keeps its history. */
export interface HistoryReader {
  /** The names that its table may have, the tool's default first. */
  readonly tables: readonly string[];
  /** Columns by which the table is known to be the tool's own; one that lacks them is not read. */
  readonly columns: readonly string[];
  /** Further columns that are read where they exist; an array is read as JSON. */
  readonly optional?: readonly string[];
  /** SQL of the order in which the rows were written. */
  readonly order: string;
  readonly read: (question: HistoryQuestion) => HistoryReading;
}
