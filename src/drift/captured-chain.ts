/** What the code of a target sent when all its migrations were run: made by the caller, who may run it. */
import type { Surveyed } from "../migrations/survey.ts";
import type { ScheduledMigration } from "../shadow/rehearse/scheduled-migration.ts";
import type { SchemaCheck } from "./schema/schema-check.ts";

export interface CapturedChain {
  /** In the order in which they ran. */
  readonly scheduled: readonly ScheduledMigration[];
  /** The tool's own table, as it names it, or null. */
  readonly historyTable: string | null;
  /** Null where the target has none. */
  readonly schemaCheck: SchemaCheck | null;
}

/** The chain of a captured target, or why there is none. A target is run once, however often it is asked for. */
export type CaptureChain = (surveyed: Surveyed) => Promise<CapturedChain | string>;
