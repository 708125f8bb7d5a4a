import type { FileSize } from "./pglite-sizes.ts";
import type { Unprepared } from "./prepare.ts";
import type { ScriptPart } from "./session.ts";

/** What the process that asks and the process that runs PGlite say to each other. */
export type Call =
  | {
      readonly op: "start";
      /** Paths of the prebuilt data directory, and of a snapshot upon it, or null. */
      readonly dataDir: string | null;
      readonly snapshot: string | null;
      readonly extensions: readonly string[];
      /** The process ends itself when it needs more. */
      readonly megabytes: number;
    }
  | { readonly op: "query"; readonly sql: string; readonly params: readonly unknown[] }
  | { readonly op: "table"; readonly sql: string; readonly params: readonly unknown[] }
  | { readonly op: "exec"; readonly sql: string }
  | { readonly op: "script"; readonly parts: readonly ScriptPart[] }
  | { readonly op: "prepare"; readonly statements: readonly Unprepared[]; readonly inTransaction: boolean }
  /** Plans, in the transaction that is open, as if files had these sizes. */
  | {
      readonly op: "explain";
      readonly sizes: readonly FileSize[];
      readonly statements: readonly Unprepared[];
    }
  /** Messages of the wire protocol; answers those of the server. */
  | { readonly op: "send"; readonly messages: Uint8Array }
  /** To others, until `unlisten`; answers the port on 127.0.0.1. */
  | { readonly op: "listen" }
  | { readonly op: "unlisten" }
  | { readonly op: "save"; readonly path: string; readonly about: unknown };

export interface Started {
  readonly major: number;
  /** What was said of the snapshot that it started from; null without one. */
  readonly about: unknown;
}

export type Answer =
  | { readonly ok: true; readonly value: unknown }
  /** `lost`: the server is not to be used again. */
  | { readonly ok: false; readonly message: string; readonly lost: boolean };

/** The signal by which the process ends itself when it needs too much memory. */
export const TOO_MUCH_MEMORY = "SIGUSR2";
