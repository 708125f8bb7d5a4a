import type { Migration } from "../../migrations/migration.ts";
import type { Script } from "../../sql/statement.ts";
import type { Place } from "../../sql/transaction.ts";
import type { ShadowLimit } from "../engines/limits.ts";
import type { Live } from "../engines/server-identity.ts";
import type { Limits, Shadow } from "../engines/shadow.ts";
import type { Observation } from "../observe/observation.ts";
import type { Provider } from "../platforms/platform.ts";
import type { Outside } from "./outside.ts";

/** A migration with its statements, in its place in the order in which the runner applies them. */
export interface Step {
  readonly migration: Migration;
  readonly script: Script;
  /** Where each statement stands among the transactions of the run. */
  readonly places: readonly Place[];
  /** Watched, statement by statement. The others are its base and only replayed. */
  readonly judged: boolean;
}

export interface Rehearsing {
  /** `pglite`, `docker:<image>` or the URL of a server. */
  readonly shadow: string;
  /** In the runner's order; those before the first judged one are the base that a snapshot is kept of. */
  readonly steps: readonly Step[];
  /** The judged ones are deployed together, or each is a change of its own after all its predecessors. */
  readonly grouping: "one change" | "each";
  /** Roles and schemas that the hosting brings, created first. */
  readonly provider: Provider | null;
  /** SQL to run before the first migration, of the config. */
  readonly prelude: string | null;
  /** The schema that every connection has as its search_path, made first; default: public. */
  readonly schema?: string | null;
  /** Extensions that are wanted besides those that the migrations create. */
  readonly extensions?: readonly string[];
  /** Paths of migrations of the target that are not read: what they make is not there. */
  readonly gaps?: readonly string[];
  /** What no migration makes and is taken to exist; left out: nothing. */
  readonly outside?: Outside;
  /** Whether the objects of extensions that are not to be had are declared instead; left out: they are. */
  readonly standIns?: boolean;
  /** Live databases, so that none is taken for a shadow. */
  readonly live: Live;
  /** Where snapshots are kept; null: nowhere (`--no-cache`). See `cacheFolder`. */
  readonly cache: string | null;
  readonly limits?: Limits;
  readonly onProgress?: (progress: Progress) => void;
  /** Looks at the shadow as the base leaves it; not called when the base lost it. */
  readonly visit?: (replayed: Replayed) => Promise<void>;
  /** Ends the rehearsal and leaves no shadow behind; it then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/** The shadow as the base leaves it. */
export interface Replayed {
  readonly shadow: Shadow;
  readonly baseFailures: readonly BaseFailure[];
  /** Extensions that were asked for and are not to be had here. */
  readonly missingExtensions: readonly string[];
}

export interface Progress {
  readonly stage: "starting" | "replaying" | "rehearsing";
  /** Migrations done, of how many. */
  readonly done: number;
  readonly of: number;
}

/** Why a statement that failed may not be to blame itself. */
export type Blame =
  /** `through`: path and line of an earlier statement that failed for want of it; null: it is this one that wants it. */
  | { readonly kind: "extension"; readonly extension: string; readonly through: string | null }
  /** Nothing that is read makes the name, and the database may have it all the same. */
  | { readonly kind: "outside"; readonly names: readonly string[] }
  /** A migration before it, at this path, is not read: what is missing may be made there. */
  | { readonly kind: "gap"; readonly path: string }
  /** The shadow lacks what the live server has and migrations do not make: a role, a language, a tablespace, a replication slot. */
  | ({ readonly kind: "environment" } & ShadowLimit)
  | {
      readonly kind: "earlier failure";
      readonly migration: string;
      readonly path: string;
      readonly line: number;
    };

/** What became of one statement. */
export interface RehearsedStatement {
  /** In its script. */
  readonly index: number;
  /** Null when it was not run; `skipped` says why. `error` in it: the statement fails on the schema as it is, always. */
  readonly observation: Observation | null;
  /** False where nobody could watch its locks: on PGlite, of a statement that refuses a transaction. They come from the catalogue. */
  readonly locksObserved: boolean;
  /** Why it was not run, or null. */
  readonly skipped: string | null;
  /** It was not run because the rehearsal had ended, or ended with it. */
  readonly ended: boolean;
  /** For an error: what else may be the reason. An error with a blame is not analysed, without one it is a failure of its own. */
  readonly blame: Blame | null;
  /** The commit right after it failed (a deferred constraint); `observation.error` is the commit's. */
  readonly failedAtCommit: boolean;
  /** What it does depends on rows, and the rehearsal's tables are empty: in words, or null. */
  readonly dependsOnRows: string | null;
}

export interface RehearsedMigration {
  readonly id: string;
  /** False when not one of its statements could be run; `reason` says why. */
  readonly rehearsed: boolean;
  readonly reason: string | null;
  /** One for each statement of its script, in order. */
  readonly statements: readonly RehearsedStatement[];
}

/** A migration before the change that does not replay. The change is then rehearsed without it. */
export interface BaseFailure {
  readonly migration: string;
  readonly path: string;
  /** 1-based, of the statement that failed; null when the file could not be read. */
  readonly line: number | null;
  readonly reason: string;
  readonly blame: Blame | null;
}

export interface Rehearsal {
  readonly postgres: number;
  /** False: a server, whose version is production's if the user chose it so. */
  readonly embedded: boolean;
  /** The judged ones, by id. */
  readonly migrations: ReadonlyMap<string, RehearsedMigration>;
  readonly baseFailures: readonly BaseFailure[];
  /** Extensions that were asked for and are not to be had here. CREATE EXTENSION of them is left out. */
  readonly missingExtensions: readonly string[];
  /** Worth a word to the user, in whole sentences. */
  readonly remarks: readonly string[];
  /** The state after the base came from a snapshot. */
  readonly fromSnapshot: boolean;
}
