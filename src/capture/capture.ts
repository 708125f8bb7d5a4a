/** Records what a team's own command sends for its new migrations, upon what those of the base have made. */
import { join, relative } from "node:path";
import { askGit, GitFailure } from "../migrations/compare-with-base/git.ts";
import type { Shadow } from "../shadow/engines/shadow.ts";
import { VERSION } from "../version.ts";
import { type BaseCheckout, checkOutBase } from "./base-checkout.ts";
import { type CaptureServer, captureServer } from "./capture-server.ts";
import type { Exchange } from "./exchange.ts";
import type { MigrationFile } from "./history.ts";
import { ParameterReader } from "./parameters.ts";
import { Places } from "./places.ts";
import { PlainClient } from "./plain-client.ts";
import { type PlaceOf, recordedMigration } from "./record.ts";
import type { RecordedMigration, RecordedSchemaCheck, Recording, RecordingNote } from "./recording.ts";
import { replayRun } from "./replay-run.ts";
import { type CapturedCommand, type CapturedRun, captureRun } from "./run.ts";
import { lastLines } from "./shortfalls.ts";
import { type CapturedMigration, isControl, isOwnTable, type Sliced, slice } from "./slice.ts";

export interface CaptureOptions {
  /** The top of the working tree, absolute. */
  readonly root: string;
  /** The folder of the migrations, relative to it. */
  readonly dir: string;
  readonly tool: string | null;
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

/** Runs it again with the extensions that it turns out to need: which ones is known only once they are asked for. */
export async function capture(options: CaptureOptions): Promise<Recording> {
  const loaded = new Set<string>();
  for (;;) {
    const asked = new Set<string>();
    const recording = await captureWith({
      ...options,
      openShadow: () => options.openShadow([...loaded]),
      onRun: (run) => {
        for (const name of extensionsLacking(run)) asked.add(name);
      },
    });
    const lacking = [...asked].filter((name) => !loaded.has(name));
    if (lacking.length === 0 || recording.postgres.engine === "server") return recording;
    for (const name of lacking) loaded.add(name);
  }
}

interface Attempt extends Omit<CaptureOptions, "openShadow"> {
  readonly openShadow: () => Promise<Shadow>;
  readonly onRun: (run: CapturedRun) => void;
}

function extensionsLacking({ exchanges }: CapturedRun): string[] {
  return exchanges.flatMap(
    ({ error }) => /^extension "([^"]+)" is not available/.exec(error?.message ?? "")?.[1] ?? [],
  );
}

async function captureWith(options: Attempt): Promise<Recording> {
  const base = options.files.filter(({ id }) => !options.judged.has(id));
  const before = await runBase(options, base);
  const { shadow, server } = before;
  try {
    const changedBefore = await changedFiles(options.root);
    const forgotten = server.earlyCommits.length;
    const opened = server.sessions;
    const run = await recordRun(options, server, options.command, join(options.root, options.dir));
    const earlyCommits = earlyCommitsIn(server, forgotten, opened);
    const wrote = (await changedFiles(options.root)).filter((path) => !changedBefore.includes(path));
    const checked = await checkSchema(options, server, run);
    const sliced = slice(run.exchanges, options.files, run.exit !== 0);
    const client = await PlainClient.connect(server);
    const reader = new ParameterReader(client);
    const places = new Places(options.root, options.files);
    const placeOf: PlaceOf = (file, exchange) =>
      places.placeOf(file, exchange.text, run.frames.get(exchange) ?? []);
    const recorded = async ({ migrations }: Pick<Sliced, "migrations">) => {
      const all: RecordedMigration[] = [];
      for (const migration of migrations) all.push(await recordedMigration(migration, reader, placeOf));
      return all;
    };
    const recording: Recording = {
      schema: "lockgate/recording@1",
      lockgate: VERSION,
      postgres: { major: shadow.session.major, engine: server.engine },
      dir: options.dir,
      tool: options.tool,
      command: [...options.command.argv],
      historyTable: sliced.historyTable ?? before.sliced.historyTable,
      base: { commit: options.base, from: before.from, migrations: await recorded(before.sliced) },
      migrations: await recorded(sliced),
      run: { exit: run.exit, ended: run.ended, connections: run.connections, lastLines: [...run.lastLines] },
      ...(checked && { schemaCheck: checked }),
      notes: [
        ...before.notes,
        ...notesOn(run, wrote),
        ...earlyCommits,
        ...disagreements(sliced, run, places),
      ],
    };
    client.end();
    return recording;
  } finally {
    await server.close();
    await shadow.close();
  }
}

async function recordRun(
  { env, signal, isIsolated, onRun }: Attempt,
  server: CaptureServer,
  command: CapturedCommand,
  dir: string | null = null,
): Promise<CapturedRun> {
  const run = await captureRun(server, command, env, { signal, dir, isIsolated });
  onRun(run);
  return run;
}

/** The team's own comparison of its models with what all migrations made. */
async function checkSchema(
  { schemaCheck, env, signal }: Attempt,
  server: CaptureServer,
  { exit: before }: CapturedRun,
): Promise<RecordedSchemaCheck | null> {
  if (schemaCheck === null || before !== 0) return null;
  const { exit, ended, lastLines } = await captureRun(server, schemaCheck, env, { signal });
  return { command: [...schemaCheck.argv], exit, ended, lastLines: [...lastLines] };
}

/** Paths that git shows as changed or new; none outside of a repository. */
async function changedFiles(root: string): Promise<string[]> {
  const status = (await askGit(root, ["status", "--porcelain", "-z", "--no-renames"])) ?? "";
  return status.split("\0").flatMap((entry) => (entry === "" ? [] : [entry.slice(3)]));
}

interface BaseRun {
  readonly shadow: Shadow;
  readonly server: CaptureServer;
  readonly from: Recording["base"]["from"];
  readonly sliced: Pick<Sliced, "migrations" | "historyTable">;
  readonly notes: readonly RecordingNote[];
}

async function runBase(options: Attempt, base: readonly MigrationFile[]): Promise<BaseRun> {
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
    const sliced = slice(run.exchanges, base, run.exit !== 0);
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
  const sliced = slice(run.exchanges, options.files, run.exit !== 0);
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

/** Where the code that sent something is of another migration than its row in the history says. */
function disagreements({ migrations }: Sliced, { frames }: CapturedRun, places: Places): RecordingNote[] {
  return migrations.flatMap(({ file, sent }) => {
    const senders = sent.map(({ exchange }) => places.senderOf(frames.get(exchange) ?? [])?.file);
    const other = senders.find((sender) => sender !== undefined && sender !== file);
    return other === undefined ? [] : [{ kind: "disagreement", migration: file.id, path: other.path }];
  });
}

const MOST_PATHS = 20;
const LONGEST_QUOTE = 500;

function notesOn(run: CapturedRun, wrote: readonly string[]): RecordingNote[] {
  return [
    ...(wrote.length === 0 ? [] : [{ kind: "wrote files" as const, paths: wrote.slice(0, MOST_PATHS) }]),
    ...(run.overflow === null ? [] : [{ kind: "cut short" as const, reason: run.overflow }]),
  ];
}

/**
 * Each once.
 *
 * @param from how many there were before the run, and `opened` how many sessions: a run numbers its connections from 1.
 */
function earlyCommitsIn(server: CaptureServer, from: number, opened: number): RecordingNote[] {
  const notes = server.earlyCommits.slice(from).map(
    ({ holder, waiting, holds, wants, locks }): RecordingNote => ({
      kind: "early commit",
      holder: holder - opened,
      waiting: waiting - opened,
      ...(holds === null ? {} : { holds: holds.slice(0, LONGEST_QUOTE) }),
      ...(wants === null ? {} : { wants: wants.slice(0, LONGEST_QUOTE) }),
      locks: locks.map((lock) => ({ ...lock })),
    }),
  );
  return [...new Map(notes.map((note) => [JSON.stringify(note), note])).values()];
}
