import type { Table } from "../../../shadow/engines/session.ts";
import type { Filters, SchemaFile } from "./engine.ts";

/** What the process that has the shadow and the process that runs Prisma's engine say to each other. */
export type ToEngine =
  /** Path of the WebAssembly module. The process ends itself when it needs more megabytes. */
  | { readonly op: "start"; readonly wasm: string; readonly megabytes: number }
  | { readonly op: "diff"; readonly files: readonly SchemaFile[]; readonly filters: Filters }
  | { readonly op: "table"; readonly id: number; readonly table: Table }
  | { readonly op: "refused"; readonly id: number; readonly message: string };

export type FromEngine =
  | { readonly op: "started"; readonly version: string }
  /** A query of the shadow's catalog. */
  | { readonly op: "ask"; readonly id: number; readonly sql: string; readonly params: readonly unknown[] }
  | { readonly op: "script"; readonly sql: string }
  /** The engine's own error, with its code ("P1012") where it has one. */
  | { readonly op: "failed"; readonly message: string; readonly code: string | null };
