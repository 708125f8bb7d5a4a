import type { Delivery } from "../../sql/delivery.ts";
import { basename, dirname, type Tree } from "../tree.ts";
import type { Unreadable } from "../unreadable.ts";
import type { FurtherFiles, FurtherPlan, WrittenFile } from "./further.ts";
import type { HistoryKind, HistoryReader } from "./history.ts";
import type { MigrationFile } from "./migration-file.ts";

export type { MigrationFile } from "./migration-file.ts";

/**
 * All that is known of one migration tool. To add one, write `tools/<tool>/<tool>.ts` and name it in tools.ts; builders for
 * the commonest layouts are numbered-files.ts, up-folders.ts and not-read.ts.
 */
export interface Tool<Id extends string = string> {
  /** In reports and configs. Tools that have no id of their own share `sql`; of them tools.ts has plain SQL last. */
  readonly id: Id;
  /** As a sentence names it: "Prisma", "the Supabase CLI". */
  readonly name: string;
  /** The folders that the tool's own files, directives or names show; left out: `code` tells. */
  detect?(search: SearchedFolders): Promise<readonly Folder[]>;
  readonly code?: CodeSigns;
  /** A folder of which the user says that it is this tool's. */
  declare(tree: Tree, declared: DeclaredFolder): Promise<Folder>;
  /** How a file is wrapped, where nothing in it or around it says otherwise. Default: each statement by itself. */
  readonly transaction?: Transaction;
  /** How a file that runs in a transaction is sent. Default: statement by statement, between BEGIN and COMMIT. */
  readonly delivery?: Partial<Delivery>;
  /** The line that keeps the tool from opening a transaction; null: none does; left out: none is needed. */
  readonly noTransaction?: string | null;
  /** The tool sets a lock_timeout itself. */
  readonly setsLockTimeout?: true;
  /** The one line that gives its migrations a lock_timeout, and where it goes. Default: {@link TIMEOUT_OF_ROLE}. */
  readonly howToSetLockTimeout?: string;
  /** The platform whose roles and schemas are there before the first migration. */
  readonly platform?: "supabase";
  /** How the tool records what it applied; left out: it keeps no history, or none that is read. */
  readonly history?: HistoryReader;
  /**
   * Texts by which its history's rows name the migration at `path`, of which `source` is the text, from the surest on; all of one
   * stand in the row. Default: the file's name and number, which count after these.
   */
  rowNames?(path: string, source: string): readonly (readonly string[])[];
  /** Tables that can be nobody else's, in whatever schema. Default: the first of the history's. */
  readonly ownTables?: readonly string[];
  /** The schema that it makes for its own tables and no others. */
  readonly ownSchema?: string;
  /** Those of one row, in which it notes that it is at work. */
  readonly lockTables?: readonly string[];
  /**
   * The files of migrations that are split off one of this folder, or why there can be none, as the end of a sentence. They
   * are where and how the folder's own reader runs them right behind it. Left out: only the tool's users can write one.
   */
  writeFurther?(tree: Tree, folder: Folder, plan: FurtherPlan): Promise<FurtherFiles | string>;
  /**
   * A migration around which the tool is to open no transaction: the file with its mark, then what has to stand beside it.
   * Left out: it needs no mark.
   */
  withoutTransaction?(file: MigrationFile, text: string): readonly WrittenFile[];
  /** How its migrations are taken back, where that is the same in every folder. */
  readonly down?: DownReader;
  /** How a migration is marked as applied, as the end of a sentence. Default: by hand, see {@link howToMarkApplied}. */
  readonly markApplied?: string;
  /** What is said of a migration whose place in the order is wrong, where the usual words do not fit. */
  readonly orderWords?: Partial<OrderWords>;
}

/** What holds whatever connects. */
export const TIMEOUT_OF_ROLE = "run ALTER ROLE … SET lock_timeout = '5s' for the role that migrates";

/** For tools that hand libpq's `options` in a URL on to the server. */
export function timeoutInUrl(url: string): string {
  return `add \`?options=-c%20lock_timeout%3D5s\` to ${url}`;
}

export function howToMarkApplied({ markApplied, history }: Tool): string {
  if (markApplied !== undefined) return markApplied;
  return history === undefined ? "do as your runner does" : `write its row into ${history.tables[0]} by hand`;
}

/** Keeps the id's own type, which the list of tools is made of. */
export function defineTool<const Id extends string>(tool: Tool<Id>): Tool<Id> {
  return tool;
}

/**
 * What the runner wraps in one transaction: a whole file, each statement by itself, or all pending migrations together.
 */
export const TRANSACTIONS = ["file", "statement", "all-pending"] as const;
export type Transaction = (typeof TRANSACTIONS)[number];

/** What the runner does with a new migration that sorts before applied ones: runs it, passes over it, or stops. */
export type WhenLate = "runs" | "skipped" | "refused";

export interface OrderWords {
  /** Of a migration that comes too early: "sorts before <id>". */
  early(before: string): string;
  /** What to do about it, so that it comes after the migration of this version. */
  renumber(version: string): string;
  /** Of a migration whose time is not over yet. */
  readonly ahead: string;
  readonly renumberToNow: string;
}

/** How migrations in code are told from another tool's: by a word in one of them, else by the nearest package.json. */
export interface CodeSigns {
  readonly file: RegExp;
  readonly sign: RegExp;
  readonly packages: readonly string[];
  /** The command that applies what is pending, as the tool's manual writes it; scripts write it otherwise, see `runs`. */
  readonly command: string;
  readonly runs: RegExp;
}

/** What a search found: the files below its start, those left out by rule excepted. */
export interface SearchedFolders {
  readonly tree: Tree;
  /** Each folder with files directly in it, and their names. */
  readonly folders: ReadonlyMap<string, readonly string[]>;
  /** The text of the first SQL files of a folder, for the directives in them; read once. */
  sample(dir: string): Promise<string>;
}

/** A folder as the config declares it. */
export interface DeclaredFolder {
  /** Relative to the repository's root, with `/`. */
  readonly dir: string;
  /** For `sql`: how the files are really run. */
  readonly transaction?: Transaction;
  /** Values of Flyway's placeholders. */
  readonly placeholders?: Readonly<Record<string, string>>;
}

/** A database as a config, a name or the SQL itself shows it ("postgresql", "mysql"), and what showed it. */
export interface Database {
  readonly name: string;
  readonly shownBy: string;
}

/** A folder of one tool's migrations: how they are listed and read, whatever the state of the repository. */
export interface Folder {
  readonly tool: Tool;
  /** Relative to the repository's root, `""` for the root itself. */
  readonly dir: string;
  /** What the tool's config says; null where it is silent. */
  readonly database: Database | null;
  /** Why the migrations of this folder cannot be read ("TypeORM's migrations are code"), or null. */
  readonly notRead: string | null;
  /** Its migrations are known by what they send when they are run. */
  readonly isCaptured?: true;
  /** What was assumed of the runner, in one line, or null. */
  readonly assumption: string | null;
  /** The history table that the tool's config names; null where it is silent. */
  readonly history: TableName | null;
  /** SQL of the tool's config that it runs at each connection, and the file that says so. */
  readonly initSql?: { readonly sql: string; readonly path: string } | null;
  /** What the tool's config sends at each connection sets a lock_timeout. */
  readonly setsLockTimeout?: true;
  readonly late: WhenLate;
  /** Whether a new file comes too late for one that is merged. */
  isLate(file: MigrationFile, merged: MigrationFile): boolean;
  /** Whether a path is a migration of this folder, or would be one: new ones that cannot be read are not passed over. */
  owns(path: string): boolean;
  /** The migrations in the runner's order. Reads names and the tool's own index, no SQL. */
  list(tree: Tree): Promise<FolderListing>;
  /** The runner's order. */
  compare(a: MigrationFile, b: MigrationFile): number;
  /** What the runner sends of a file, and how. */
  read(file: MigrationFile, text: string): SentSql;
  /** How a migration is taken back; left out: the tool goes up only. */
  readonly down?: DownReader;
}

/** How a tool takes migrations back. */
export interface DownReader {
  /** The file that takes a migration back; null: it has none. Left out: its own. */
  fileOf?(file: MigrationFile, tree: Tree): string | null;
  /** What the runner sends of that file, and how; null: it holds no way back. */
  read(file: MigrationFile, text: string): SentSql | UnknownSql | null;
}

/** Why it cannot be known here what is sent. */
export interface UnknownSql {
  readonly line: number | null;
  readonly unknown: string;
}

export interface TableName {
  readonly schema: string;
  readonly table: string;
}

export interface FolderListing {
  readonly files: readonly MigrationFile[];
  /** What the runner would stop at. */
  readonly problems?: readonly ListingProblem[];
  /** Migrations in code, beside the SQL: they count when they are new, like a code-first tool's. */
  readonly code?: readonly Unreadable[];
  /** Files that the tool does not run. */
  readonly passedOver?: readonly PassedOver[];
  /** Worth a word only. */
  readonly remarks?: readonly Unreadable[];
}

/** A problem of a folder; `drift`: what it means for the history of a database, and what to do. */
export interface ListingProblem extends Unreadable {
  readonly drift?: {
    readonly kind: HistoryKind;
    /** Its id, where `path` is not its file. */
    readonly migration?: string;
    readonly next: string;
  };
}

/** A file among the migrations that the tool does not run; `reason` where nothing but a word is due. */
export interface PassedOver extends ListingProblem {
  readonly why: WhyPassedOver;
}

export type WhyPassedOver =
  /** The tool's own index of migrations does not name it; `next`: how it gets there. */
  | { readonly kind: "not listed"; readonly index: string; readonly next: string }
  /** Its name is not of the form that the tool wants. */
  | { readonly kind: "name"; readonly form: string };

/** What the runner sends of one file, and how. */
export interface SentSql {
  /**
   * The SQL as text of the file: parts that are not run (the down part, directives) are blanked out with their line breaks
   * kept, so that lines in it are lines in the file. `""` where nothing of it runs. Of a captured migration it is the file
   * as it is, which need not hold the SQL that runs: `reader` is then "source code".
   */
  readonly sql: string;
  /** The runner's transaction, for judging how long locks are held: the wider one where the tool's version is unknown. */
  readonly transaction: Transaction;
  /** For judging atomicity: the narrower one where the tool's version is unknown. Left out where it equals `transaction`. */
  readonly atomicity?: Transaction;
  /** How the transaction was decided where it differs from the tool's own ("DO: sent as one batch"). */
  readonly note?: string;
  /** How it is sent, where that differs from the tool's usual way. */
  readonly delivery?: Partial<Delivery>;
  /** Who reads it before PostgreSQL: psql with its own commands, Flyway, the tool's own language; left out: nobody, it is sent as it is. */
  readonly reader?: "psql" | "flyway" | "source code";
  /** What is wrong with the file: it is not judged, or only what stands in `sql`. The path is the file's. */
  readonly problems?: readonly { readonly line: number | null; readonly reason: string }[];
}

/** A file that is one query; `isBare`: without BEGIN and COMMIT, which PostgreSQL runs in one transaction all the same. */
export function oneQuery(text: string, isBare = false): SentSql {
  const delivery: Partial<Delivery> = { sending: "one query", ...(isBare ? { wrapping: "none" } : {}) };
  return { sql: text, transaction: "file", delivery };
}

/** A file that is not judged, since something is wrong in it. */
export function unsent(reason: string, line: number | null = 1, transaction: Transaction = "file"): SentSql {
  return { sql: "", transaction, problems: [{ line, reason }] };
}

/** A folder of which nothing else is known: its runner runs what comes late, and its order decides what does. */
export function folderWith(
  known: Pick<Folder, "tool" | "dir" | "owns" | "list" | "compare" | "read"> & Partial<Folder>,
): Folder {
  const unknown = { database: null, notRead: null, assumption: null, history: null, late: "runs" } as const;
  const { down } = known.tool;
  const isLate: Folder["isLate"] = (file, merged) => known.compare(file, merged) < 0;
  return { ...unknown, isLate, ...(down === undefined ? {} : { down }), ...known };
}

/** A folder whose migrations are named and not read. */
export function notReadFolder(
  known: Pick<Folder, "tool" | "dir" | "owns"> & { readonly notRead: string } & Partial<Folder>,
): Folder {
  return folderWith({
    list: async () => ({ files: [] }),
    compare: byVersionText,
    read: () => ({ sql: "", transaction: "file" }),
    ...known,
  });
}

/** A migration that is a folder with this one file: its name is the id, and what the runner sorts by. */
export function namedByFolder(path: string): MigrationFile {
  const name = basename(dirname(path));
  return { id: name, path, version: name };
}

/** By the version as text, by code unit. */
export function byVersionText(a: Pick<MigrationFile, "version">, b: Pick<MigrationFile, "version">): number {
  return a.version < b.version ? -1 : a.version > b.version ? 1 : 0;
}
