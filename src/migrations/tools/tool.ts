import type { Delivery } from "../../sql/delivery.ts";
import type { WhyNeverRun } from "../compare-with-base/never-run.ts";
import type { Unreadable } from "../failure.ts";
import type { History, ToolId, Transaction } from "../migration.ts";
import type { DeclaredTarget, Early } from "../selection.ts";
import type { Tree } from "../tree.ts";

/** What a search found: the files below its start, those left out by rule excepted. */
export interface Search {
  readonly tree: Tree;
  /** Each folder with files directly in it, and their names. */
  readonly folders: ReadonlyMap<string, readonly string[]>;
  /** The text of the first SQL files of a folder, for the directives in them; read once. */
  sample(dir: string): Promise<string>;
}

/** A migration tool: how its folders are recognised. */
export interface Tool {
  readonly id: ToolId;
  /** The folders that the tool's own files, directives or names show. */
  detect(search: Search): Promise<readonly Folder[]>;
  /** A folder of which the user says that it is this tool's. */
  declare(tree: Tree, declared: DeclaredTarget): Promise<Folder>;
}

/** A database as a config, a name or the SQL itself shows it ("postgresql", "mysql"), and what showed it. */
export interface Database {
  readonly name: string;
  readonly shownBy: string;
}

/** A folder of one tool's migrations: how they are listed and read, whatever the state of the repository. */
export interface Folder {
  readonly tool: ToolId;
  /** What runs the files, where it is none of the tools with an id of their own: "Hasura". */
  readonly runner?: string;
  /** Relative to the repository's root, `""` for the root itself. */
  readonly dir: string;
  /** What the tool's config says; null where it is silent. */
  readonly database: Database | null;
  /** Why the migrations of this folder cannot be read ("TypeORM's migrations are code"), or null. */
  readonly notRead: string | null;
  /** What was assumed of the runner, in one line, or null. */
  readonly assumption: string | null;
  readonly history: History | null;
  /** As `Migration.noTransaction`. */
  readonly noTransaction?: string | null;
  /** SQL of the tool's config that it runs at each connection, and the file that says so. */
  readonly initSql?: { readonly sql: string; readonly path: string } | null;
  /** What the runner does with a new migration that sorts before applied ones. */
  readonly late: Early["runner"];
  /** Whether a new entry comes too late for one that is merged, where that is not what `compare` says. */
  isLate?(entry: Entry, merged: Entry): boolean;
  /** Whether a path is a migration of this folder, or would be one: new ones that cannot be read are not passed over. */
  owns(path: string): boolean;
  /** The migrations in the runner's order. Reads names and the tool's own index, no SQL. */
  list(tree: Tree): Promise<Listing>;
  /** The runner's order. */
  compare(a: Entry, b: Entry): number;
  /** What the runner sends of a file, and how. */
  read(entry: Entry, text: string): Reading;
}

/** One migration, not read yet. */
export interface Entry {
  readonly id: string;
  readonly path: string;
  /** What the runner sorts by, and what may not be there twice. */
  readonly version: string;
  /** What the tool's own files beside it say of it. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Run again whenever it changes: an edit is no edit of what is merged. */
  readonly repeatable?: true;
  /** Run at each run of the tool, around the migrations; the history has no row of it. */
  readonly callback?: true;
}

export interface Listing {
  readonly entries: readonly Entry[];
  /** What the runner would stop at. */
  readonly problems: readonly Unreadable[];
  /** Migrations in code, beside the SQL: they count when they are new, like a code-first tool's. */
  readonly code?: readonly Unreadable[];
  /** Files that the tool does not run. */
  readonly passedOver?: readonly PassedOver[];
  /** Worth a word only. */
  readonly remarks: readonly Unreadable[];
}

/** A file among the migrations that the tool does not run; `reason` where nothing but a word is due. */
export interface PassedOver extends Unreadable {
  readonly why: WhyNeverRun;
}

/** What one file says. */
export interface Reading {
  /** As `Migration.sql`; `""` where nothing of it runs. */
  readonly sql: string;
  readonly transaction: Transaction;
  /** Left out where it equals `transaction`. */
  readonly atomicity?: Transaction;
  readonly note?: string;
  /** How it is sent, where that differs from the tool's usual way: see runner.ts. */
  readonly delivery?: Partial<Delivery>;
  /** As `Migration.reader`. */
  readonly reader?: "psql" | "flyway";
  /** What is wrong with the file: it is not judged, or only what stands in `sql`. The path is the file's. */
  readonly problems?: readonly { readonly line: number | null; readonly reason: string }[];
}
