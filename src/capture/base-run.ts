/** The database as the base's migrations leave it, in which the new ones are run alone. */
import { join, relative } from "node:path";
import { GitFailure } from "../migrations/compare-with-base/git.ts";
import { type Attempt, recordRun } from "./attempt.ts";
import { type BaseCheckout, checkOutBase } from "./base-checkout.ts";
import { basePlaces } from "./base-key.ts";
import { keepBase, keptBase } from "./base-snapshot.ts";
import { type BaseRecord, type BaseState, closeDatabase, openEmpty } from "./base-state.ts";
import { isOwnTable } from "./bookkeeping.ts";
import type { CaptureServer } from "./capture-server.ts";
import type { Exchange } from "./exchange.ts";
import type { MigrationFile } from "./history.ts";
import { Places } from "./places.ts";
import { type PlaceOf, recordedMigrations } from "./record.ts";
import type { RecordingNote } from "./recording.ts";
import { replayRun } from "./replay-run.ts";
import type { CapturedCommand, CapturedRun } from "./run.ts";
import { lastLines } from "./shortfalls.ts";
import { type CapturedMigration, isControl, type Sliced, slice } from "./slice.ts";

/** From a snapshot, else from the base's own checkout, else from one run of all migrations, sent again up to the new ones. */
export async function runBase(attempt: Attempt, base: readonly MigrationFile[]): Promise<BaseState> {
  if (base.length === 0) {
    const record: BaseRecord = { from: "none", migrations: [], historyTable: null, notes: [] };
    return { ...(await openEmpty(attempt)), record };
  }
  const places = attempt.snapshots && (await basePlaces(attempt, base, attempt.snapshots));
  const checkout = places?.checkout ?? null;
  const kept = await keptBase(attempt, checkout);
  if (kept !== null) return kept;
  const replay = places?.replay() ?? null;
  const keptReplay = await keptBase(attempt, replay);
  if (keptReplay !== null) return keptReplay;
  const checkedOut = await runInCheckout(attempt, base);
  if ("server" in checkedOut) return keepBase(attempt, checkedOut, checkout);
  return keepBase(attempt, await replayBase(attempt, base, checkedOut.reason), replay);
}

/** The base's command in the base's own files, where those can be had and run to their end. */
async function runInCheckout(
  attempt: Attempt,
  base: readonly MigrationFile[],
): Promise<BaseState | { readonly reason: string }> {
  const { root, base: commit, setup, command } = attempt;
  if (commit === null) return { reason: "no commit of the base is known" };
  let checkout: BaseCheckout;
  try {
    checkout = await checkOutBase(root, commit, command.cwd, setup !== null);
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    return { reason: `the base cannot be checked out: ${error.message}` };
  }
  const inCheckout = (one: CapturedCommand) => ({
    ...one,
    cwd: join(checkout.root, relative(root, one.cwd)),
  });
  const opened = await openEmpty(attempt);
  const { server } = opened;
  try {
    if (setup !== null) await recordRun(attempt, server, inCheckout(setup));
    const run = await recordRun(attempt, server, inCheckout(command));
    const { historyTable } = attempt;
    const sliced = slice(run.exchanges, base, { failed: run.exit !== 0, historyTable, pending: base });
    const done = sliced.migrations.filter(({ recordedAt }) => recordedAt !== null);
    if (run.exit === 0 && done.length === base.length)
      return { ...opened, record: await recordOf(attempt, server, sliced, { from: "checkout", notes: [] }) };
    await closeDatabase(opened);
    return {
      reason: `it ended ${run.ended} (${run.exit === null ? "no exit code" : `exit code ${run.exit}`}) with ${done.length} of ${base.length} migrations${lastLines(run)}`,
    };
  } finally {
    await checkout.remove();
  }
}

/** One run of all migrations in the working tree, and its beginning sent again to a fresh database. */
async function replayBase(
  attempt: Attempt,
  base: readonly MigrationFile[],
  reason: string,
): Promise<BaseState> {
  const whole = await openEmpty(attempt);
  let run: CapturedRun;
  try {
    run = await recordRun(attempt, whole.server, attempt.command);
  } finally {
    await closeDatabase(whole);
  }
  const sliced = slice(run.exchanges, attempt.files, {
    failed: run.exit !== 0,
    historyTable: attempt.historyTable,
    // From an empty database the tool's own order is what counts.
    pending: [...attempt.files].sort((a, b) => (a.id < b.id ? -1 : 1)),
  });
  const ids = new Set(base.map(({ id }) => id));
  const migrations = sliced.migrations.filter(({ file }) => ids.has(file.id));
  const until = Math.max(-1, ...migrations.map(({ recordedAt }) => recordedAt ?? -1));
  const others = exchangesOf(
    sliced.migrations.filter(({ file }) => !ids.has(file.id)),
    run.exchanges,
  );
  const end = Math.max(-1, ...sliced.migrations.map(({ recordedAt }) => recordedAt ?? -1));
  const opened = await openEmpty(attempt);
  const failure = await replayRun(
    opened.server,
    run.exchanges.slice(0, until + 1).filter((exchange) => !others.has(exchange)),
    run.exchanges.slice(end + 1).filter((exchange) => isOwnTable(exchange, sliced.historyTable)),
  );
  const notes: RecordingNote[] = [
    { kind: "base not checked out", reason },
    ...(failure === null ? [] : [{ kind: "base not replayed" as const, reason: failure.message }]),
  ];
  const before = { migrations, historyTable: sliced.historyTable };
  return { ...opened, record: await recordOf(attempt, opened.server, before, { from: "replay", notes }) };
}

async function recordOf(
  { root, files }: Attempt,
  server: CaptureServer,
  { migrations, historyTable }: Pick<Sliced, "migrations" | "historyTable">,
  how: Pick<BaseRecord, "from" | "notes">,
): Promise<BaseRecord> {
  const places = new Places(root, files);
  const placeOf: PlaceOf = (file, exchange) => places.placeOf(file, exchange.text, []);
  return { ...how, migrations: await recordedMigrations(migrations, server, placeOf), historyTable };
}

/** What migrations sent and their rows in the history, without BEGIN and COMMIT: others may share those. */
function exchangesOf(
  migrations: readonly CapturedMigration[],
  exchanges: readonly Exchange[],
): ReadonlySet<Exchange> {
  const sent = migrations.flatMap((migration) => migration.sent.filter((one) => !isControl(one)));
  const rows = migrations.flatMap(({ recordedAt }) =>
    recordedAt === null ? [] : (exchanges[recordedAt] ?? []),
  );
  return new Set([...sent.map(({ exchange }) => exchange), ...rows]);
}
