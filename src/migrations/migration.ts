/** The migration tools that are known by name. Not every one is read yet: see discover.ts. */
export const TOOL_IDS = [
  "prisma",
  "drizzle",
  "supabase",
  "dbmate",
  "goose",
  "golang-migrate",
  "flyway",
  "graphile-migrate",
  "node-pg-migrate",
  "atlas",
  "liquibase",
  "sqitch",
  "typeorm",
  "knex",
  "kysely",
  "sequelize",
  "mikro-orm",
  "sql",
] as const;

export type ToolId = (typeof TOOL_IDS)[number];

/**
 * What the runner wraps in one transaction: a whole file, each statement by itself, or all pending migrations together.
 */
export type Transaction = "file" | "statement" | "all-pending";

/** One migration as its runner would run it. */
export interface Migration {
  /** The tool's own name of the migration: Prisma's directory, Drizzle's tag, the file name elsewhere. */
  readonly id: string;
  readonly tool: ToolId;
  /** Path of the SQL file, relative to the repository's root, with `/`. */
  readonly path: string;
  /**
   * The SQL that the runner sends, as text of the file: parts that are not run (the down part, directives) are
   * blanked out with their line breaks kept, so that lines in it are lines in the file.
   */
  readonly sql: string;
  /** The runner's transaction, for judging how long locks are held: the wider one where the tool's version is unknown. */
  readonly transaction: Transaction;
  /** For judging atomicity: the narrower one where the tool's version is unknown. Else equal to `transaction`. */
  readonly atomicity: Transaction;
}

/** Something that could not be read, in the words of a report: path, 1-based line (or null), reason. */
export interface Unreadable {
  readonly path: string;
  readonly line: number | null;
  readonly reason: string;
}

/** One folder of migrations of one tool for one database. */
export interface Target {
  readonly name: string;
  readonly tool: ToolId;
  /** Relative to the repository's root, with `/`. */
  readonly dir: string;
  /** All migrations, in the order in which the runner applies them. */
  readonly migrations: readonly Migration[];
  /** Migrations of this target that could not be read. */
  readonly unreadable: readonly Unreadable[];
  /** Why the folder is not judged ("mysql, not PostgreSQL"), or null. */
  readonly skipped: string | null;
  /** What was assumed of the runner, in one line ("Prisma's version is not known: ..."), or null. */
  readonly assumption: string | null;
}
