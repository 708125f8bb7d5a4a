import type { Observation } from "../../effects/observation.ts";
import type { Explained } from "./pglite-explain.ts";
import type { FileSize } from "./pglite-sizes.ts";
import type { Unprepared } from "./prepare.ts";
import type { Session } from "./session.ts";

/** A throwaway PostgreSQL that migrations are rehearsed on. */
export interface Shadow {
  /** Runs the migrations. */
  readonly session: Session;
  /**
   * Runs a statement that PostgreSQL refuses in a transaction. A server's locks are sampled from a second session;
   * PGlite has none, so that nobody sees them.
   */
  readonly alone: (sql: string) => Promise<Observation>;
  readonly seesLocksOfAlone: boolean;
  /** The embedded one is PGlite, of one version. */
  readonly embedded: boolean;
  /** The server is thrown away with it: what concerns the whole server may be changed. */
  readonly ownServer: boolean;
  /** No other database has use for the roles of the server: new ones may be created. */
  readonly ownRoles: boolean;
  /** What a new connection sends first, after DISCARD ALL. */
  readonly settings: readonly string[];
  /** Worth mentioning to the user, in whole sentences: a superuser, an extension that is missing. */
  readonly remarks: readonly string[];
  /** What was said of the snapshot that it started from; null without one. */
  readonly about: unknown;
  /** Writes the state to a new file, to start from it again. Null where that is not possible. */
  readonly save: ((path: string, about: unknown) => Promise<void>) | null;
  /**
   * Lends it to a program that connects by a URL, which may hold a password. Nobody else may use it until it is given back.
   */
  readonly lend: () => Promise<Lent>;
  /**
   * Plans statements as if the files of relations had other sizes, in the transaction that is open on its session, and leaves
   * the files as they were. Null on a server, whose files have the sizes that they have.
   */
  readonly explain:
    | ((sizes: readonly FileSize[], statements: readonly Unprepared[]) => Promise<Explained[]>)
    | null;
  /** Messages of the wire protocol to its one session, and what is answered. Null where it can be connected to instead. */
  readonly send: ((messages: Uint8Array) => Promise<Uint8Array>) | null;
  /** Ends it and leaves nothing behind. */
  close(): Promise<void>;
}

export interface Lent {
  readonly url: string;
  giveBack(): Promise<void>;
}

/** How far somebody else's SQL may go. */
export interface Limits {
  /** Milliseconds that one statement, or one file of the base, may take. */
  readonly statementMs: number;
  /** Milliseconds for everything. */
  readonly totalMs: number;
  /** Resident megabytes of the embedded server. */
  readonly megabytes: number;
}

export const LIMITS: Limits = { statementMs: 60_000, totalMs: 900_000, megabytes: 1_500 };

/** A shadow cannot be had: no engine, a refused database, a wrong URL. The message is for the user and holds no secret. */
export class ShadowUnavailable extends Error {
  /** What to do about it, in one line, or null. */
  readonly hint: string | null;

  constructor(message: string, hint: string | null = null) {
    super(message);
    this.name = "ShadowUnavailable";
    this.hint = hint;
  }
}

/** There is a server, and its database is not one that may be filled and emptied: the user named the wrong one. */
export class ShadowRefused extends ShadowUnavailable {
  constructor(message: string, hint: string) {
    super(message, hint);
    this.name = "ShadowRefused";
  }
}

/** The session is gone in the middle: a limit was passed, a statement ended it, the server broke. */
export class ShadowLost extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "ShadowLost";
  }
}
