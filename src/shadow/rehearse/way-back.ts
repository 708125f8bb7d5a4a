/** What is asked and told of the way back: the judged migrations taken back, and run up again. */
import type { StatementError } from "../../postgres/server-message.ts";
import type { Session } from "../engines/session.ts";
import type { ScheduledMigration } from "./scheduled-migration.ts";

export interface RollBack {
  /** What takes judged migrations back, by their ids; those that nothing takes back are not in it. */
  readonly downs: ReadonlyMap<string, ScheduledMigration>;
  /** Looks at the shadow as it stands; `inTransaction`: one is open, which has to stand as it was. */
  look(moment: Moment, session: Session, inTransaction: boolean): Promise<void>;
}

/**
 * After a migration went up for the first time, was taken back, or went up again; the change as a whole has a `Witness` before
 * it and after it.
 */
export interface Moment {
  readonly at: "up" | "down" | "up again";
  readonly migration: string;
}

/** What became of a script that was run as a whole. */
export type Ended =
  | { readonly kind: "ran" }
  /** `line`: of the statement whose error it is, or of the last one, where it is the commit's; in its own file. */
  | { readonly kind: "failed"; readonly line: number; readonly error: StatementError }
  /** It was not run, or what it met says nothing of it: why, as a clause. */
  | { readonly kind: "unknown"; readonly reason: string };

export interface RolledBack {
  /** Of each down migration, by the id of its migration. */
  readonly downs: ReadonlyMap<string, Ended>;
  /** Of those that were taken back, by id. */
  readonly upAgain: ReadonlyMap<string, Ended>;
}
