/** What a capture is asked for, and one attempt at it. */
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
  /** Extensions that are to be had from the start. */
  readonly extensions: readonly string[];
  /**
   * A fresh database with what it has before the first migration, or the one of a snapshot, with these extensions to be had. Of a snapshot that is damaged nothing is used: `about` of the shadow is null then.
   */
  readonly openShadow: (extensions: readonly string[], snapshot: string | null) => Promise<Shadow>;
  /** Where snapshots of what a base leaves are kept; null: nowhere. */
  readonly snapshots: { readonly folder: string; readonly database: unknown } | null;
  /** The caller's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
  /** Whether the command gets a network and processes of its own. Default: where the system allows it. */
  readonly isIsolated?: boolean | undefined;
}

/** Extensions that a run asks for and does not get are added to `asked`. */
export interface Attempt extends CaptureOptions {
  readonly asked: Set<string>;
}

/** @param dir see `captureRun`. */
export async function recordRun(
  { env, signal, isIsolated, asked }: Attempt,
  server: CaptureServer,
  command: CapturedCommand,
  dir: string | null = null,
): Promise<CapturedRun> {
  const run = await captureRun(server, command, env, { signal, dir, isIsolated });
  for (const { error } of run.exchanges) {
    const [, name] = /^extension "([^"]+)" is not available/.exec(error?.message ?? "") ?? [];
    if (name !== undefined) asked.add(name);
  }
  return run;
}

/** Extensions that were asked for and not to be had: which ones a tool needs is known only once it has asked. */
export function extensionsLacking({ extensions, asked }: Attempt): string[] {
  return [...asked].filter((name) => !extensions.includes(name));
}
