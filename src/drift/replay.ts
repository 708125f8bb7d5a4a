import type { Surveyed } from "../migrations/survey.ts";
import { ShadowRefused, ShadowUnavailable } from "../shadow/engines/shadow.ts";
import { targetSetup } from "../shadow/platforms/target-setup.ts";
import type { BaseFailure, Replayed } from "../shadow/rehearse/rehearsal.ts";
import { rehearse } from "../shadow/rehearse/rehearse.ts";
import type { ScheduledMigration } from "../shadow/rehearse/scheduled-migration.ts";
import type { DriftRun } from "./drift-run.ts";

/** Why the shadow does not show what the migrations make. */
export interface NoReplay {
  /** `failed`: there is no shadow; `incomplete`: it could not run all of them. */
  readonly kind: "failed" | "incomplete";
  readonly reason: string;
}

/** What to replay: migrations, and where names without schema are (null: in public). */
interface Replay {
  readonly scheduled: readonly ScheduledMigration[];
  readonly schema: string | null;
}

/** Replays migrations of a target on a shadow and looks at it. Returns null when all went well. */
export async function replayAndVisit(
  { options, root, live }: DriftRun,
  { target }: Surveyed,
  { scheduled, schema }: Replay,
  visit: (replayed: Replayed) => Promise<void>,
): Promise<NoReplay | null> {
  const { shadow, cache, signal, onProgress } = options;
  try {
    const { baseFailures } = await rehearse({
      shadow,
      live,
      cache,
      schema,
      ...(await targetSetup(target, root)),
      scheduled,
      grouping: "one change",
      extensions: target.extensions,
      // A catalog with declared objects is not the one that the migrations make.
      stubs: false,
      visit,
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    });
    const failure = baseFailures.find((one) => shapesTheCatalog(one, scheduled));
    if (failure === undefined) return null;
    const { path, line, reason, blame } = failure;
    const advice =
      blame?.kind === "extension"
        ? `: the shadow has no extension ${blame.extension} (--shadow docker:<image> or a URL)`
        : "";
    return {
      kind: "incomplete",
      reason: `${path}${line === null ? "" : `:${line}`} fails on the shadow: ${reason}${advice}`,
    };
  } catch (error) {
    if (!(error instanceof ShadowUnavailable) || error instanceof ShadowRefused) throw error;
    const reason = error.hint === null ? error.message : `${error.message} (${error.hint})`;
    return { kind: "failed", reason };
  }
}

/** Commands that leave the compared part of the catalog as it is: what fails of them takes nothing from a comparison. */
const NO_SHAPE =
  /^(?:INSERT|UPDATE|DELETE|MERGE|COPY|GRANT|REVOKE|COMMENT|SET|RESET|REFRESH|ANALYZE|VACUUM|CLUSTER|LOCK|NOTIFY|ALTER DEFAULT PRIVILEGES|(?:CREATE|ALTER|DROP) (?:ROLE|USER|GROUP|DATABASE|TABLESPACE|SUBSCRIPTION)|ALTER SYSTEM)\b/;

function shapesTheCatalog(
  { migration, line }: BaseFailure,
  scheduled: readonly ScheduledMigration[],
): boolean {
  const failed = scheduled.find((one) => one.migration.id === migration);
  const statement = failed?.script.statements.findLast((one) => line !== null && one.line <= line);
  return statement === undefined || !NO_SHAPE.test(statement.command);
}
