/** What a recording lacks of what was asked for, and what a reader must know of it. */
import { parseScript } from "../sql/parse.ts";
import { relationsIn } from "./classify.ts";
import { nameOf } from "./history.ts";
import type { RecordedMessage, Recording, RecordingNote } from "./recording.ts";
import type { RunResult } from "./run-command.ts";

export interface Shortfall {
  readonly path: string;
  readonly line: null;
  readonly reason: string;
}

/** A migration that should have been recorded. */
interface Wanted {
  readonly id: string;
  readonly path: string;
  /** As it stands in the checkout, where that is to be compared. */
  readonly sql?: string;
}

/**
 * Why what is judged is not all that will run; empty where it is. A failure that the command says nothing of is told by its
 * history: a migration without a row there did not end well.
 */
export function shortfallsOf(recording: Recording, wanted: readonly Wanted[]): Shortfall[] {
  const { dir, run, notes } = recording;
  const atDir = (reason: string): Shortfall => ({ path: dir, line: null, reason });
  const ran = new Map(recording.migrations.map((migration) => [migration.id, migration]));
  const unrecorded = wanted.filter(({ id }) => ran.get(id)?.recorded !== true);
  const lost = wanted.length > 0 && run.connections === 0;
  const failure = failureOf(run);
  const shortfalls: Shortfall[] = [];
  const [first] = unrecorded;
  if (lost && failure === null) {
    shortfalls.push(
      atDir(
        `the command ended well and never connected: it went to another database, or to none${lastLines(run)}`,
      ),
    );
  } else if (failure !== null) {
    shortfalls.push({ path: first?.path ?? dir, line: null, reason: `${failure}${lastLines(run)}` });
  } else {
    for (const { id, path } of unrecorded) {
      const reason = ran.has(id)
        ? "the command ended well, and the tool's history has no row of it: it failed, and the tool passed over that"
        : recording.historyTable === null
          ? "no history of the tool names it: what it sends cannot be told from the rest. Name the tool's table as historyTable in the config"
          : "the command did not run it";
      shortfalls.push({ path, line: null, reason });
    }
  }
  for (const { id, path, sql } of wanted) {
    const lines = sql?.split("\n").length ?? Number.POSITIVE_INFINITY;
    const isAstray = ran.get(id)?.sent.some(({ place }) => place !== undefined && place.line > lines);
    if (isAstray)
      shortfalls.push({
        path,
        line: null,
        reason: "the recording is of another text: it has lines that are not there",
      });
  }
  return [...shortfalls, ...notes.flatMap((note) => shortfallOf(note, recording))];
}

/** How it ended, where that was not well; else null. */
export function failureOf(run: Pick<Recording["run"], "exit" | "ended">): string | null {
  if (run.ended === "not needed") return "the recording was made when no migration was new";
  if (run.ended === "not started") return "the command cannot be started";
  if (run.ended === "at its limit") return "the command took longer than its limit and was ended";
  if (run.ended === "by the caller") return "the command was ended before its time";
  if (run.exit === 0) return null;
  return run.exit === null
    ? "the command was ended by a signal"
    : `the command failed with exit code ${run.exit}`;
}

export function lastLines(run: Pick<RunResult, "lastLines">): string {
  const telling = tellingLines(run);
  return telling.length === 0 ? "" : `; its last lines: ${telling.join(" | ")}`;
}

export function tellingLines({ lastLines }: Pick<RunResult, "lastLines">): readonly string[] {
  return lastLines.filter((line) => !OF_STACKS.test(line)).slice(-SHOWN_LINES);
}

/** Frames of a stack, carets below a line, brackets alone, and the runtime's name: they stand behind the message that matters. */
const OF_STACKS = /^\s+at |^\s*\^+$|^[\s()[\]{};,]*$|^Node\.js v/;

const SHOWN_LINES = 5;

function shortfallOf(note: RecordingNote, { dir, migrations, base }: Recording): Shortfall[] {
  const at = (path: string, reason: string): Shortfall[] => [{ path, line: null, reason }];
  switch (note.kind) {
    case "cut short":
      return at(dir, `not all that the command sent was recorded: ${note.reason}`);
    case "base not replayed":
      return at(dir, `what the base leaves could not be made again: ${note.reason}`);
    case "history not matched":
      return at(dir, `which statement is of which migration cannot be told: ${note.reason}`);
    case "disagreement": {
      const own = [...base.migrations, ...migrations].find(({ id }) => id === note.migration);
      return at(own?.path ?? dir, `${note.path} sent a part of what the history says is of it`);
    }
    case "early commit": {
      if (!waitsForEver(note)) return [];
      const own = migrations.find(({ sent }) => sent.some((message) => isWanted(message, note)));
      const sent = own?.sent ?? [];
      const lines = {
        holds: sent.find((message) => isHeld(message, note))?.place?.line,
        wants: sent.find((message) => isWanted(message, note))?.place?.line,
      };
      return at(own?.path ?? dir, waitOf(note, lines));
    }
    case "wrote files":
    case "base not checked out":
      return [];
  }
}

type EarlyCommitNote = Extract<RecordingNote, { kind: "early commit" }>;

function isWanted({ connection, sql }: RecordedMessage, { waiting, wants }: EarlyCommitNote): boolean {
  return connection === waiting && wants !== undefined && sql.startsWith(wants);
}

function isHeld({ connection, sql }: RecordedMessage, { holder, holds }: EarlyCommitNote): boolean {
  return connection === holder && holds !== undefined && sql.startsWith(holds);
}

/** Whether what it wants is locked against everybody. */
function waitsForEver({ wants, locks, blocked }: EarlyCommitNote): boolean {
  if (blocked) return true;
  const exclusive = locks.flatMap(({ relation, mode }) => (mode === "AccessExclusiveLock" ? relation : []));
  if (wants === undefined || exclusive.length === 0) return false;
  const named = parseScript(wants).statements.flatMap(({ node }) => relationsIn(node).map(nameOf));
  return named.some((name) => exclusive.some((locked) => locked === name || locked.endsWith(`.${name}`)));
}

interface WaitLines {
  readonly holds?: number | undefined;
  readonly wants?: number | undefined;
}

function waitOf(note: EarlyCommitNote, lines: WaitLines = {}): string {
  const { holder, waiting, holds, wants, locks } = note;
  const held = locks.map(({ relation, mode }) => `${relation} (${mode})`).join(", ");
  const after = holds === undefined ? "" : ` after \`${holds}\`${lineOf(lines.holds)}`;
  const holding = held === "" ? "" : ` and holds ${held}`;
  const used = wants === undefined ? "was used" : `runs \`${wants}\`${lineOf(lines.wants)}`;
  const end = waitsForEver(note)
    ? "the migration waits for itself for ever"
    : "on a server it waits for ever where it needs what is locked";
  return `Connection ${waiting} ${used} while connection ${holder} is idle in a transaction${after}${holding}: ${end}`;
}

function lineOf(line: number | undefined): string {
  return line === undefined ? "" : ` (line ${line})`;
}

/** Whole sentences on the run. */
export function remarksOn({ dir, notes, base, migrations, command }: Recording): string[] {
  return [
    `Recorded from a run of \`${command.join(" ")}\`.`,
    ...(base.from === "replay"
      ? [
          "The migrations of the base were taken from one run of all of them, and sent again up to the new ones.",
        ]
      : []),
    ...(migrations.some(({ before }) => before !== undefined)
      ? [`The command also ran migrations that are not judged here: rehearsed before those of ${dir}.`]
      : []),
    ...notes.flatMap(remarkOn),
  ];
}

function remarkOn(note: RecordingNote): string[] {
  switch (note.kind) {
    case "early commit":
      return waitsForEver(note) ? [] : [`${waitOf(note)}.`];
    case "wrote files":
      return [`The command changed files of the checkout: ${note.paths.join(", ")}.`];
    case "base not checked out":
      return [`The base's own command was not run: ${note.reason}.`];
    case "cut short":
    case "base not replayed":
    case "disagreement":
    case "history not matched":
      return [];
  }
}
