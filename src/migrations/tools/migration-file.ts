/** One migration, not read yet. */
export interface MigrationFile {
  readonly id: string;
  /** Relative to the repository's root, with `/`. */
  readonly path: string;
  /** What the runner sorts by, and what may not be there twice: digits of the name, Drizzle's time in the journal. */
  readonly version: string;
  /** What the tool's own files beside it say of it. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Run again whenever it changes: an edit is no edit of what is merged. */
  readonly repeatable?: true;
  /** Run at each run of the tool, around the migrations; the history has no row of it. */
  readonly callback?: true;
}

/** A migration of the checkout with its file, byte for byte, for its checksum; null where it cannot be read. */
export interface LocalMigration extends MigrationFile {
  readonly content: Buffer | null;
}
