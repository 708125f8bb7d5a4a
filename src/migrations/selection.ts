import type { FoundTarget } from "./find/found-target.ts";
import type { Down, Migration, Target, ToolId } from "./migration.ts";
import type { DeclaredFolder, Tool, WhenLate, WhyPassedOver } from "./tools/tool.ts";
import type { Tree } from "./tree.ts";
import type { Unreadable } from "./unreadable.ts";

/** How the migrations of a code-first target are run: its own command, see capture. */
export interface TargetCommand {
  /** The program and its arguments; no shell reads them. */
  readonly argv: readonly string[];
  /** Run before it in a fresh checkout (a build), or null. */
  readonly setup: readonly string[] | null;
  /** Run after it, on what the migrations made: other than 0 where the models say something else. Null: nothing is. */
  readonly schemaCheck: readonly string[] | null;
  /** Relative to the repository's root. */
  readonly cwd: string;
  /** Variables; `{url} {host} {port} {user} {password} {database}` are filled in. */
  readonly env: Readonly<Record<string, string>>;
  /** Names of variables of the caller that are passed on. */
  readonly passEnv: readonly string[];
  /** Seconds that one run may take. */
  readonly timeout: number;
  /** The tool's own table, with or without its schema; null: its rows are told by what they name. */
  readonly historyTable: string | null;
}

/** A target as the config declares it; it overrides what would be detected in its folder. */
export interface DeclaredTarget extends DeclaredFolder {
  readonly name?: string;
  readonly tool?: ToolId;
  readonly postgres?: number;
  readonly extensions?: readonly string[];
  readonly prelude?: string;
  /** The tool's own table, with or without its schema. */
  readonly historyTable?: string;
  /** For code: what it sends is recorded. */
  readonly command?: TargetCommand;
}

/** The base of the config: the change that is judged may have written it. */
export interface ConfiguredBase {
  /** As it stands in this checkout, or null. */
  readonly here: string | null;
  /** As it stands in a commit, or null. */
  at(commit: string): Promise<string | null>;
}

/** What the user asks for. */
export interface SelectOptions {
  /** Absolute. */
  readonly cwd: string;
  /** As typed: files and directories, never globs. Empty: what is new against the base, or everything with `all`. */
  readonly paths: readonly string[];
  /** Folders to look in where `paths` is empty, as typed; all SQL below them counts. Default: below `cwd`, by name. */
  readonly below?: readonly string[];
  readonly all: boolean;
  /** `--base`, or null. */
  readonly base: string | null;
  /** What the config names, where neither `base` nor the CI does. */
  readonly configured?: ConfiguredBase;
  readonly staged: boolean;
  /** Is told of the base while it is still worked out what is new against it. */
  readonly onBase?: (base: Base) => void;
  /** `--tool`: only this tool's folders; a folder given by hand is read as this tool's. */
  readonly tool: ToolId | null;
  readonly declared: readonly DeclaredTarget[];
  /** Whether what the code in this folder sends is recorded although no target is declared there. Default: nowhere. */
  readonly isCaptured?: (dir: string) => boolean;
  /** The text of files that are not written yet, by path relative to the root: they stand before those that are there. */
  readonly draft?: ReadonlyMap<string, string>;
  /** The CI's variables that name the base branch are read from here. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A target with what of it is judged: one pass over `migrations` is enough. */
export interface Selection {
  readonly target: Target;
  /**
   * In production's order: what is merged first, then what is new, each in the tool's order. Ends with the last judged one.
   * What is merged on the base branch but not in this checkout stands here too.
   */
  readonly migrations: readonly Migration[];
  /** Ids of the migrations to judge. The others are their base: for the schema and the rehearsal. */
  readonly judged: ReadonlySet<string>;
  /** The judged ones are one change together, or each is a change of its own after all its predecessors. */
  readonly grouping: "one change" | "each";
  /** New migrations that sort before merged ones. */
  readonly early: readonly Early[];
  /** Reads what takes the judged ones back, by their ids; those that nothing takes back are not in it. Left out: nobody asks. */
  readonly downs?: () => Promise<ReadonlyMap<string, Down>>;
}

/** A new migration that sorts before one that is merged, and so may be applied already. */
export interface Early {
  readonly id: string;
  /** The first merged migration that sorts after it. */
  readonly before: string;
  readonly runner: WhenLate;
}

/** A new migration that its runner does not run, or that keeps later ones from being run. */
export interface NeverRun {
  readonly tool: Tool;
  /** Of a migration; null: the file is none. */
  readonly id: string | null;
  readonly path: string;
  readonly why: WhyNeverRun;
}

export type WhyNeverRun =
  | WhyPassedOver
  /** It sorts before, or at, what is merged; `after` is what it would have to come after. */
  | { readonly kind: "early"; readonly after: Version; readonly runner: Exclude<WhenLate, "runs"> }
  /**
   * Its version is a time that may not be over yet: later ones with the time of their making sort before it. `merged`: the
   * newest time of those that are merged, which it has to come after anyway; null: none is a time.
   */
  | {
      readonly kind: "ahead";
      readonly time: number;
      readonly merged: number | null;
      readonly runner: Exclude<WhenLate, "runs">;
    };

export interface Version {
  readonly id: string;
  readonly version: string;
}

/** A migration that is merged on the base branch, and that this change touches. It is not judged again. */
export interface MergedEdit {
  readonly kind: "edited" | "deleted" | "renamed";
  readonly target: string;
  /** The merged migration. */
  readonly id: string;
  readonly path: string;
  /** For `renamed`: where it is now. */
  readonly to: string | null;
  /** The SQL that is merged, and what stands there now (null: deleted, or not readable). */
  readonly before: string | null;
  readonly after: string | null;
}

/** What the new migrations are compared with. */
export interface Base {
  /** As named by the user, the CI or git. */
  readonly ref: string;
  /** The commit where this work left the base. */
  readonly mergeBase: string;
  /** The newest commit of the base. */
  readonly tip: string;
  /** The base that the config of this checkout names, where it does not count. */
  readonly ignored?: string;
  /** False in a clone that is too shallow to show where this work left the base: then `mergeBase` is the tip. */
  readonly exact: boolean;
}

/** What to judge. */
export interface SelectResult {
  readonly kind: "selected";
  /** Absolute; every path is relative to it. */
  readonly root: string;
  /** The files as they were read. */
  readonly tree: Tree;
  /** The folders of what is judged, among others. */
  readonly found: readonly FoundTarget[];
  /** All targets, judged or skipped, sorted by directory. What could not be read stands in `unreadable` below. */
  readonly targets: readonly Target[];
  /** Those with something to judge. */
  readonly selections: readonly Selection[];
  /** Merged migrations that are touched. */
  readonly edits: readonly MergedEdit[];
  /** New migrations that no runner runs; empty where nothing was compared, but for files given by hand. */
  readonly neverRun: readonly NeverRun[];
  /** What was asked for, or is new, and could not be read. */
  readonly unreadable: readonly Unreadable[];
  /** Worth mentioning, but nothing is unread because of it. */
  readonly remarks: readonly Unreadable[];
  /** Folders left out by rule (fixtures, examples, node_modules), for `--verbose`. */
  readonly excluded: readonly string[];
  /** Null where nothing was compared: paths and `--all`. */
  readonly base: Base | null;
}
