import type { StatementError } from "../../postgres/server-message.ts";
import { type ExecutedPart, ours, type Session } from "../engines/session.ts";
import { NO_LOCKS } from "./look-locks.ts";
import type { Look } from "./look-query.ts";
import type { SessionLooks } from "./session-looks.ts";
import { COUNTS_ANEW_FROM, type LastDetails, type Settled } from "./settled.ts";

export interface CommitResult {
  readonly error: StatementError | null;
  /** The last look at what was committed. */
  readonly look: Look | null;
  /** Null: the next transaction begins with a look. */
  readonly settled: Settled | null;
}

/** Commits the transaction that was looked at last. After an error it is rolled back. */
export async function commit(
  session: Session,
  looks: SessionLooks,
  look: Look | null,
  details: LastDetails,
): Promise<CommitResult> {
  if (session.major < COUNTS_ANEW_FROM || !look?.countsItself) {
    const { error } = await session.exec("COMMIT");
    if (error) await session.exec("ROLLBACK");
    return { error, look: error ? null : look, settled: null };
  }
  const [committed, settling] = await session.script([ours("COMMIT"), ours(await looks.settling())]);
  const error = committed?.error ?? null;
  if (error) await session.exec("ROLLBACK");
  return error
    ? { error, look: null, settled: null }
    : { error, look, settled: settledBy(settling, look, details) };
}

/** `part`: what SessionLooks.settling has answered with the commit. */
export function settledBy(part: ExecutedPart | undefined, look: Look, details: LastDetails): Settled | null {
  const [writes, next] = part?.rows[0] ?? [];
  // Triggers and constraints that were deferred run in a commit.
  if (!next || Number(writes) !== look.catalogWrites) return null;
  const horizon = xidOf(next);
  return { look: { ...look, ...BEGUN, horizon }, details: upTo(horizon, details), next };
}

/** Where they are not new, what was written since is still to be looked at. */
function upTo(horizon: string, { details, isNew }: LastDetails): LastDetails {
  if (details === null || !isNew) return { details, isNew };
  return { details: { ...details, mark: { ...details.mark, horizon } }, isNew };
}

/** Without its epoch, as rows have it. */
function xidOf(fullXid: string): string {
  return String(BigInt(fullXid) % 2n ** 32n);
}

const BEGUN = {
  ...NO_LOCKS,
  activity: new Map(),
  transaction: null,
  command: null,
  functionWrites: 0,
  schemaWrites: 0,
  classWrites: 0,
  classInserted: 0,
  catalogWrites: 0,
};
