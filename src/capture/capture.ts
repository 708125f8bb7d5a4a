/** Records what a team's own command sends for its new migrations, upon what those of the base have made. */
import { join } from "node:path";
import { askGit } from "../migrations/compare-with-base/git.ts";
import { loadParser } from "../sql/parse.ts";
import { VERSION } from "../version.ts";
import { type Attempt, type CaptureOptions, extensionsLacking, recordRun } from "./attempt.ts";
import { runBase } from "./base-run.ts";
import { type BaseState, closeDatabase, openEmpty } from "./base-state.ts";
import { isOfTool } from "./bookkeeping.ts";
import type { CaptureServer } from "./capture-server.ts";
import { Places } from "./places.ts";
import { type PlaceOf, recordedMigrations } from "./record.ts";
import type { RecordedSchemaCheck, Recording, RecordingNote } from "./recording.ts";
import { type CapturedRun, captureRun } from "./run.ts";
import { type Sliced, slice } from "./slice.ts";

/** Runs it again with the extensions that it turns out to need. */
export async function capture(options: CaptureOptions): Promise<Recording> {
  const extensions = [...options.extensions];
  if (options.judged.size === 0 && options.schemaCheck === null)
    return captureNothing({ ...options, asked: new Set() });
  for (;;) {
    const attempt: Attempt = { ...options, extensions, asked: new Set() };
    const recording = await captureWith(attempt);
    const lacking = extensionsLacking(attempt);
    if (lacking.length === 0 || recording.postgres.engine === "server") return recording;
    extensions.push(...lacking);
  }
}

/** Where no migration is new, and nothing is to be checked: the command is not run. */
async function captureNothing(options: Attempt): Promise<Recording> {
  const opened = await openEmpty(options);
  const recording: Recording = {
    ...head(options, opened),
    historyTable: null,
    base: { commit: options.base, from: "none", migrations: [] },
    migrations: [],
    run: { exit: null, ended: "not needed", connections: 0, lastLines: [] },
    notes: [],
  };
  await closeDatabase(opened);
  return recording;
}

function head(
  { dir, tool, command }: Pick<CaptureOptions, "dir" | "tool" | "command">,
  { shadow, server }: Pick<BaseState, "shadow" | "server">,
): Pick<Recording, "schema" | "lockgate" | "postgres" | "dir" | "tool" | "command"> {
  return {
    schema: "lockgate/recording@1",
    lockgate: VERSION,
    postgres: { major: shadow.session.major, engine: server.engine },
    dir,
    tool,
    command: [...command.argv],
  };
}

async function captureWith(options: Attempt): Promise<Recording> {
  await loadParser();
  const base = options.files.filter(({ id }) => !options.judged.has(id));
  const before = await runBase(options, base);
  const { shadow, server, record } = before;
  try {
    const changedBefore = await changedFiles(options.root);
    const forgotten = server.earlyCommits.length;
    const opened = server.sessions;
    const run = await recordRun(options, server, options.command, join(options.root, options.dir));
    const earlyCommits = earlyCommitsIn(server, run, forgotten, opened);
    const wrote = (await changedFiles(options.root)).filter((path) => !changedBefore.includes(path));
    const checked = await checkSchema(options, server, run);
    const sliced = slice(run.exchanges, options.files, {
      failed: run.exit !== 0,
      historyTable: options.historyTable,
      knownTable: record.historyTable,
      pending: options.files.filter(({ id }) => options.judged.has(id)),
    });
    const places = new Places(options.root, options.files);
    const placeOf: PlaceOf = (file, exchange) =>
      places.placeOf(file, exchange.text, run.frames.get(exchange) ?? []);
    return {
      ...head(options, { shadow, server }),
      historyTable: sliced.historyTable ?? record.historyTable,
      base: { commit: options.base, from: record.from, migrations: [...record.migrations] },
      migrations: await recordedMigrations(sliced.migrations, server, placeOf),
      run: { exit: run.exit, ended: run.ended, connections: run.connections, lastLines: [...run.lastLines] },
      ...(checked && { schemaCheck: checked }),
      notes: [
        ...record.notes,
        ...notesOn(run, wrote),
        ...earlyCommits.filter((note) => !isOnlyOfTool(note, sliced.historyTable)),
        ...disagreements(sliced, run, places),
        ...doubtsOn(sliced),
      ],
    };
  } finally {
    await server.close();
    await shadow.close();
  }
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

/** Where the code that sent something is of another migration than its row in the history says. */
function disagreements({ migrations }: Sliced, { frames }: CapturedRun, places: Places): RecordingNote[] {
  return migrations.flatMap(({ file, sent }) => {
    const senders = sent.map(({ exchange }) => places.senderOf(frames.get(exchange) ?? [])?.file);
    const other = senders.find((sender) => sender !== undefined && sender !== file);
    return other === undefined ? [] : [{ kind: "disagreement", migration: file.id, path: other.path }];
  });
}

/** The tool locks what is its own on one connection, and a migration works on another: neither waits for the other. */
function isOnlyOfTool(note: RecordingNote, historyTable: string | null): boolean {
  if (note.kind !== "early commit" || historyTable === null) return false;
  // A search_path may have the schema out of the table's name, which a lock always has.
  return note.locks.length > 0 && note.locks.every(({ relation }) => isOfTool(relation, historyTable));
}

function doubtsOn({ historyTable, doubt }: Sliced): RecordingNote[] {
  return doubt === null || historyTable === null
    ? []
    : [{ kind: "history not matched", table: historyTable, reason: doubt }];
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
function earlyCommitsIn(
  server: CaptureServer,
  { ended }: CapturedRun,
  from: number,
  opened: number,
): RecordingNote[] {
  // What a command that ended by itself waited for came to its end.
  const lasting = server.earlyCommits.slice(from).filter((one) => !one.isBlocked || ended !== "by itself");
  const notes = lasting.map(
    ({ holder, waiting, holds, wants, locks, isBlocked }): RecordingNote => ({
      kind: "early commit",
      holder: holder - opened,
      waiting: waiting - opened,
      ...(holds === null ? {} : { holds: holds.slice(0, LONGEST_QUOTE) }),
      ...(wants === null ? {} : { wants: wants.slice(0, LONGEST_QUOTE) }),
      locks: locks.map((lock) => ({ ...lock })),
      ...(isBlocked ? { blocked: true } : {}),
    }),
  );
  return [...new Map(notes.map((note) => [JSON.stringify(note), note])).values()];
}
