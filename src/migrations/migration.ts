import type { SentSql, TableName, Transaction } from "./tools/tool.ts";
import type { ToolId } from "./tools/tools.ts";
import type { Unreadable } from "./unreadable.ts";

export type { Transaction } from "./tools/tool.ts";
export type { ToolId } from "./tools/tools.ts";

/** One migration as its runner would run it. */
export interface Migration extends Omit<SentSql, "atomicity" | "note" | "problems"> {
  /** The tool's own name of the migration: Prisma's directory, Drizzle's tag, the file name elsewhere. Unique in its target. */
  readonly id: string;
  readonly tool: ToolId;
  /** Path of the SQL file, relative to the repository's root, with `/`. */
  readonly path: string;
  readonly atomicity: Transaction;
  readonly note: string | null;
  /** The line that keeps its runner from opening a transaction; null: nothing does; left out: none is needed. */
  readonly noTransaction?: string | null;
  /** Its runner sets a lock_timeout itself. */
  readonly setsLockTimeout?: true;
  /** The one line that gives it a lock_timeout, and where that goes. */
  readonly howToSetLockTimeout?: string;
}

/** What takes a migration back: SQL as its runner sends it, with the id of the migration and the path of its own file. */
export type Down = { readonly kind: "sql"; readonly migration: Migration } | DownProblem;

export interface DownProblem {
  /** `fails`: its tool or PostgreSQL stops at it; `unknown`: it is not known here what is sent. */
  readonly kind: "fails" | "unknown";
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
  /** What of this target could not be read. */
  readonly unreadable: readonly Unreadable[];
  /** Worth mentioning, but nothing is unread because of it: an empty file, a file that the journal does not name. */
  readonly remarks: readonly Unreadable[];
  /** Paths of migrations that are not read, among those that are: in code, or unknown to the tool's own index. */
  readonly gaps: readonly string[];
  /** Why the folder is not judged ("mysql, not PostgreSQL"), or null. */
  readonly skipped: string | null;
  /** What was assumed of the runner, in one line ("Prisma's version is not known: ..."), or null. */
  readonly assumption: string | null;
  /** Where the tool keeps its history; null where it keeps none, or none that is read. */
  readonly history: TableName | null;
  /** PostgreSQL's major version, extensions and SQL to run before the first migration: from the config, or null and empty. */
  readonly postgres: number | null;
  readonly extensions: readonly string[];
  /** Its migrations are known by what they send when they are run: see capture. */
  readonly isCaptured: boolean;
  /** Path of an SQL file, relative to the repository's root. */
  readonly prelude: string | null;
}
