/** One try at a recording: what is asked for, and a run of it. */
import type { Shadow } from "../shadow/engines/shadow.ts";
import type { CaptureServer } from "./capture-server.ts";
import type { MigrationFile } from "./history.ts";
import { type CapturedCommand, type CapturedRun, captureRun } from "./run.ts";

export interface CaptureOptions {
  /** The top of the working tree, absolute. */
  readonly root: string;
  /** The folder of the migrations, relative to it. */
  readonly dir: string;
  readonly tool: string | null;
  /** The tool's own table, where the config names it: "app.applied". */
  readonly historyTable: string | null;
  readonly command: CapturedCommand;
  /** Run before the command in a fresh checkout; null: nothing. */
  readonly setup: CapturedCommand | null;
  /** Run after the command, where that ended well; null: nothing. */
  readonly schemaCheck: CapturedCommand | null;
  /** All migrations of the folder, in their order. */
  readonly files: readonly MigrationFile[];
  /** The ids of those that are judged. */
  readonly judged: ReadonlySet<string>;
  /** The commit that they are new against; null: there is none. */
  readonly base: string | null;
  /** A fresh database with what it has before the first migration, and with these extensions to be had besides. */
  readonly openShadow: (extensions: readonly string[]) => Promise<Shadow>;
  /** The caller's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
  /** Whether the command gets a network and processes of its own. Default: where the system allows it. */
  readonly isIsolated?: boolean | undefined;
}

/** With the extensions that are known to be needed. */
export interface Attempt extends Omit<CaptureOptions, "openShadow"> {
  readonly openShadow: () => Promise<Shadow>;
  readonly onRun: (run: CapturedRun) => void;
}

export async function recordRun(
  { env, signal, isIsolated, onRun }: Attempt,
  server: CaptureServer,
  command: CapturedCommand,
  dir: string | null = null,
): Promise<CapturedRun> {
  const run = await captureRun(server, command, env, { signal, dir, isIsolated });
  onRun(run);
  return run;
}
