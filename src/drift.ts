/** `lockgate drift`: whether migrations, live databases and schema file still agree. */
import type { ReplayOptions } from "./analysis/analyze-all.ts";
import { compareDatabases } from "./analysis/drift.ts";
import { prepareRun, type RunOptions } from "./config/run.ts";
import type { DatabaseSource } from "./drift/database-source.ts";
import type { DriftResult } from "./drift/drift.ts";
import type { Shard } from "./drift/fleet/shard.ts";
import type { ToolId } from "./migrations/migration.ts";

export interface DriftOptions extends RunOptions, ReplayOptions {
  /** Folders of migrations, relative to `cwd`; none: all. */
  readonly paths?: readonly string[] | undefined;
  /** Only this tool's folders. */
  readonly tool?: ToolId | undefined;
  /** The live databases, read only. Default: the one of the settings, if there is one. */
  readonly databases?: readonly DatabaseSource[] | undefined;
  /** The share of them that is asked: `{ index, of }`, 1-based. Default: all. */
  readonly shard?: Shard | null | undefined;
}

/**
 * Compares migrations, live databases and schema file, as `lockgate drift` does.
 *
 * @throws {UsageError} for what the user has to fix first: a mistake in the config, a base that does not exist, a shadow
 * that is refused. After an abort, the signal's reason.
 */
export async function drift(options: DriftOptions = {}): Promise<DriftResult> {
  return compareDatabases(await prepareRun(options), options);
}
