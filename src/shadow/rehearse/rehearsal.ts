import type { Statement } from "../../sql/statement.ts";
import type { Live } from "../engines/server-identity.ts";
import type { Session } from "../engines/session.ts";
import type { Limits, Shadow } from "../engines/shadow.ts";
import type { TargetSetup } from "../platforms/target-setup.ts";
import type { Blame } from "./blame.ts";
import type { LiveObject } from "./live-object.ts";
import type { Outside } from "./outside.ts";
import type { RehearsedStatement } from "./rehearsed-statement.ts";
import type { ScheduledMigration } from "./scheduled-migration.ts";
import type { RollBack, RolledBack } from "./way-back.ts";

export interface RehearseOptions extends TargetSetup {
  /** `pglite`, `docker:<image>` or the URL of a server. */
  readonly shadow: string;
  /** In the runner's order; those before the first judged one are the base that a snapshot is kept of. */
  readonly scheduled: readonly ScheduledMigration[];
  /** The judged ones are deployed together, or each is a change of its own after all its predecessors. */
  readonly grouping: "one change" | "each";
  /** The schema that every connection has as its search_path, made first; default: public. */
  readonly schema?: string | null;
  /** Extensions that are wanted besides those that the migrations create. */
  readonly extensions?: readonly string[];
  /** Paths of migrations of the target that are not read: what they make is not there. */
  readonly gaps?: readonly string[];
  /** What no migration makes and is taken to exist; left out: nothing. */
  readonly outside?: Outside;
  /** What the live database has; what no migration makes of it is made behind the base. Left out: nothing is known. */
  readonly liveObjects?: readonly LiveObject[];
  /** Whether the objects of extensions that the shadow lacks are declared instead; left out: they are. */
  readonly stubs?: boolean;
  /** Live databases, so that none is taken for a shadow. */
  readonly live: Live;
  /** Where snapshots are kept; null: nowhere (`--no-cache`). See `cacheFolder`. */
  readonly cache: string | null;
  readonly limits?: Limits;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Looks at the shadow as the base leaves it; not called when the base lost it. */
  readonly visit?: (replayed: Replayed) => Promise<void>;
  /** How the judged migrations are taken back when all is over; left out: they are not. */
  readonly rollBack?: RollBack | undefined;
  /** Is told of every statement of the judged migrations that ran. */
  readonly witness?: Witness | undefined;
  /** The two, where it is worked out who they are while the shadow starts. */
  readonly attending?: Promise<Attending>;
  /** Ends the rehearsal and leaves no shadow behind; it then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export type Attending = Pick<RehearseOptions, "witness" | "rollBack">;

/** Looks at the shadow before the change, after each of its statements, and in the end; not once the shadow is lost. */
export interface Witness {
  before(session: Session, shadow: Shadow): Promise<void>;
  /** Whether it has to be told of the statement; left out: of each. */
  asksFor?(statement: Statement): boolean;
  /** `inTransaction`: one is open, which has to stand as it was. */
  after(
    session: Session,
    statement: Statement,
    where: { readonly migration: string; readonly inTransaction: boolean },
  ): Promise<void>;
  end(session: Session, shadow: Shadow): Promise<void>;
}

/** The shadow as the base leaves it. */
export interface Replayed {
  readonly shadow: Shadow;
  readonly baseFailures: readonly BaseFailure[];
  /** Extensions that were asked for and that the shadow does not have. */
  readonly missingExtensions: readonly string[];
}

export interface Progress {
  readonly stage: "reading" | "starting" | "replaying" | "rehearsing";
  /** Migrations done, of how many; while reading, live databases. */
  readonly done: number;
  readonly of: number;
}

export interface RehearsedMigration {
  /** False when not one of its statements could be run. */
  readonly rehearsed: boolean;
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
  /** Extensions that were asked for and that the shadow does not have. CREATE EXTENSION of them is left out. */
  readonly missingExtensions: readonly string[];
  /** What the user should know, in whole sentences. */
  readonly remarks: readonly string[];
  /** What only production has, as far as it could be made. */
  readonly liveObjects: readonly LiveObject[];
  /** Left out: nobody asked, or the shadow was lost before. */
  readonly rolledBack?: RolledBack;
  /** The state after the base came from a snapshot. */
  readonly fromSnapshot: boolean;
}
