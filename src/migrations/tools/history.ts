/** How tools record what they applied, as data: rows of a table in, what differs from the checkout out. */

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

/** One that the history names, and of which it knows no more. */
export function appliedByName(id: string, local: LocalMigration | null): AppliedMigration {
  return { id, local, edited: false, matches: null, sql: null };
}

export function pendingItem(id: string, apply: string, so = "is not applied"): FoundItem {
  return { kind: "pending", migration: id, message: `${id} ${so}`, next: `run \`${apply}\`` };
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
