import type { Delivery } from "../sql/delivery.ts";
import type { Unreadable } from "./failure.ts";

export type { Unreadable } from "./failure.ts";

/** The migration tools that are known by name. Not every one is read yet: see unread.ts. */
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
  "rails",
  "django",
  "alembic",
  "sql",
] as const;

export type ToolId = (typeof TOOL_IDS)[number];

/**
 * What the runner wraps in one transaction: a whole file, each statement by itself, or all pending migrations together.
 */
export const TRANSACTIONS = ["file", "statement", "all-pending"] as const;
export type Transaction = (typeof TRANSACTIONS)[number];

/** One migration as its runner would run it. */
export interface Migration {
  /** The tool's own name of the migration: Prisma's directory, Drizzle's tag, the file name elsewhere. Unique in its target. */
  readonly id: string;
  readonly tool: ToolId;
  /** Path of the SQL file, relative to the repository's root, with `/`. */
  readonly path: string;
  /**
   * The SQL that the runner sends, as text of the file: parts that are not run (the down part, directives) are
   * blanked out with their line breaks kept, so that lines in it are lines in the file.
   */
  readonly sql: string;
  /** Who reads it before PostgreSQL: psql with its own commands, Flyway; left out: nobody, it is sent as it is. */
  readonly reader?: "psql" | "flyway";
  /** The runner's transaction, for judging how long locks are held: the wider one where the tool's version is unknown. */
  readonly transaction: Transaction;
  /** For judging atomicity: the narrower one where the tool's version is unknown. Else equal to `transaction`. */
  readonly atomicity: Transaction;
  /** How it is sent, where that differs from the tool's usual way: see runner.ts. */
  readonly delivery?: Partial<Delivery>;
  /** The line that keeps its runner from opening a transaction; null: nothing does; left out: what is usual for the tool. */
  readonly noTransaction?: string | null;
  /** How the runner's transaction was decided where it differs from the tool's own ("DO: sent as one batch"), or null. */
  readonly note: string | null;
}

/** Where a tool keeps its history, for the drift check. */
export interface History {
  readonly schema: string;
  readonly table: string;
  /** How a row answers to a migration: see drift. */
  readonly rule: HistoryRule;
}

export type HistoryRule =
  | "prisma"
  | "drizzle"
  | "supabase"
  | "dbmate"
  | "goose"
  | "golang-migrate"
  | "flyway";

/** One folder of migrations of one tool for one database. */
export interface Target {
  readonly name: string;
  readonly tool: ToolId;
  /** Relative to the repository's root, with `/`. */
  readonly dir: string;
  /** All migrations, in the order in which the runner applies them. */
  readonly migrations: readonly Migration[];
  /** What of this target could not be read. */
  readonly unreadable: readonly Unreadable[];
  /** Worth a word, but nothing is unread because of it: an empty file, a file that the journal does not name. */
  readonly remarks: readonly Unreadable[];
  /** Paths of migrations that are not read, among those that are: in code, or unknown to the tool's own index. */
  readonly gaps: readonly string[];
  /** Why the folder is not judged ("mysql, not PostgreSQL"), or null. */
  readonly skipped: string | null;
  /** What was assumed of the runner, in one line ("Prisma's version is not known: ..."), or null. */
  readonly assumption: string | null;
  /** Null where the tool keeps none, or none that is read. */
  readonly history: History | null;
  /** PostgreSQL's major version, extensions and SQL to run before the first migration: from the config, or null and empty. */
  readonly postgres: number | null;
  readonly extensions: readonly string[];
  /** Path of an SQL file, relative to the repository's root. */
  readonly prelude: string | null;
}
