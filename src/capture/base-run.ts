/** Makes what the database has before the new migrations: by the base's own run, else by its part of one run of all. */
import { join, relative } from "node:path";
import { GitFailure } from "../migrations/compare-with-base/git.ts";
import type { Shadow } from "../shadow/engines/shadow.ts";
import { type Attempt, recordRun } from "./attempt.ts";
import { type BaseCheckout, checkOutBase } from "./base-checkout.ts";
import { type CaptureServer, captureServer } from "./capture-server.ts";
import type { Exchange } from "./exchange.ts";
import type { MigrationFile } from "./history.ts";
import type { Recording, RecordingNote } from "./recording.ts";
import { replayRun } from "./replay-run.ts";
import type { CapturedCommand, CapturedRun } from "./run.ts";
import { lastLines } from "./shortfalls.ts";
import { type CapturedMigration, isControl, isOwnTable, type Sliced, slice } from "./slice.ts";

export interface BaseRun {
  readonly shadow: Shadow;
  readonly server: CaptureServer;
  readonly from: Recording["base"]["from"];
  readonly sliced: Pick<Sliced, "migrations" | "historyTable">;
  readonly notes: readonly RecordingNote[];
}

export async function runBase(options: Attempt, base: readonly MigrationFile[]): Promise<BaseRun> {
  if (base.length === 0)
    return {
      ...(await fresh(options)),
      from: "none",
      sliced: { migrations: [], historyTable: null },
      notes: [],
    };
  const checkedOut = await runInCheckout(options, base);
  if ("server" in checkedOut) return checkedOut;
  const replayed = await replayBase(options, base);
  const reason = checkedOut.reason;
  return { ...replayed, notes: [{ kind: "base not checked out", reason }, ...replayed.notes] };
}

async function fresh({ openShadow }: Attempt): Promise<Pick<BaseRun, "shadow" | "server">> {
  const shadow = await openShadow();
  return { shadow, server: await captureServer(shadow) };
}

/** The base's command in the base's own files, where those can be had and run to their end. */
async function runInCheckout(
  options: Attempt,
  base: readonly MigrationFile[],
): Promise<BaseRun | { readonly reason: string }> {
  const { root, base: commit, setup, command } = options;
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
  const opened = await fresh(options);
  const { shadow, server } = opened;
  try {
    if (setup !== null) await recordRun(options, server, inCheckout(setup));
    const run = await recordRun(options, server, inCheckout(command));
    const { historyTable } = options;
    const sliced = slice(run.exchanges, base, { failed: run.exit !== 0, historyTable, pending: base });
    const done = sliced.migrations.filter(({ recordedAt }) => recordedAt !== null);
    if (run.exit === 0 && done.length === base.length)
      return { ...opened, from: "checkout", sliced, notes: [] };
    await server.close();
    await shadow.close();
    return {
      reason: `it ended ${run.ended} (${run.exit === null ? "no exit code" : `exit code ${run.exit}`}) with ${done.length} of ${base.length} migrations${lastLines(run)}`,
    };
  } finally {
    await checkout.remove();
  }
}

/** One run of all migrations in the working tree, and its beginning sent again to a fresh database. */
async function replayBase(options: Attempt, base: readonly MigrationFile[]): Promise<BaseRun> {
  const whole = await fresh(options);
  let run: CapturedRun;
  try {
    run = await recordRun(options, whole.server, options.command);
  } finally {
    await whole.server.close();
    await whole.shadow.close();
  }
  const sliced = slice(run.exchanges, options.files, {
    failed: run.exit !== 0,
    historyTable: options.historyTable,
    // From an empty database the tool's own order is what counts.
    pending: [...options.files].sort((a, b) => (a.id < b.id ? -1 : 1)),
  });
  const ids = new Set(base.map(({ id }) => id));
  const migrations = sliced.migrations.filter(({ file }) => ids.has(file.id));
  const until = Math.max(-1, ...migrations.map(({ recordedAt }) => recordedAt ?? -1));
  const others = exchangesOf(
    sliced.migrations.filter(({ file }) => !ids.has(file.id)),
    run.exchanges,
  );
  const end = Math.max(-1, ...sliced.migrations.map(({ recordedAt }) => recordedAt ?? -1));
  const opened = await fresh(options);
  const failure = await replayRun(
    opened.server,
    run.exchanges.slice(0, until + 1).filter((exchange) => !others.has(exchange)),
    run.exchanges.slice(end + 1).filter((exchange) => isOwnTable(exchange, sliced.historyTable)),
  );
  const notes: RecordingNote[] =
    failure === null ? [] : [{ kind: "base not replayed", reason: failure.message }];
  return { ...opened, from: "replay", sliced: { migrations, historyTable: sliced.historyTable }, notes };
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
