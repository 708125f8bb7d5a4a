/**
 * What a base leaves, kept in the user's cache directory: the database, and what is known of its migrations. Whatever is wrong
 * with a snapshot, the base is run.
 */
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import * as v from "valibot";
import { aboutOf } from "../shadow/engines/data-dir.ts";
import { archiveOf } from "../shadow/engines/pglite-assets.ts";
import { type Keys, keep, latestSnapshot } from "../shadow/rehearse/kept-states.ts";
import { type Attempt, extensionsLacking } from "./attempt.ts";
import type { SnapshotPlace } from "./base-key.ts";
import type { BaseRecord, BaseState } from "./base-state.ts";
import { captureServer } from "./capture-server.ts";
import { RecordingSchema } from "./recording.ts";

const { base, historyTable, notes } = RecordingSchema.entries;

const AboutSchema = v.strictObject({
  /** Of the JSON of `record`: what the data directory says of itself is in no checksum of its own. */
  digest: v.string(),
  /** What its database was opened with: names, and the sizes of their archives, which tell builds apart. */
  extensions: v.array(v.tuple([v.string(), v.nullable(v.number())])),
  record: v.strictObject({
    from: v.picklist(["checkout", "replay"]),
    migrations: base.entries.migrations,
    historyTable,
    notes,
  }),
});

type About = v.InferOutput<typeof AboutSchema>;

/** The state that an earlier run of the same base left, or null. */
export async function keptBase(attempt: Attempt, place: SnapshotPlace | null): Promise<BaseState | null> {
  const snapshot = place && latestSnapshot({ folder: place.folder, keys: only(place.key) });
  const about = snapshot && aboutIn(snapshot.path);
  if (!about) return null;
  const extensions = [...new Set([...attempt.extensions, ...about.extensions.map(([name]) => name)])];
  const shadow = await attempt.openShadow(extensions, snapshot.path);
  if (shadow.about !== null) return { shadow, server: await captureServer(shadow), record: about.record };
  // It did not start from it.
  await shadow.close();
  return null;
}

function only(key: string): Keys {
  return { length: 1, last: key, all: () => [key] };
}

function aboutIn(path: string): About | null {
  try {
    const about = v.parse(AboutSchema, aboutOf(readFileSync(path)));
    if (about.digest !== digestOf(about.record)) return null;
    return about.extensions.every(([name, size]) => size === archiveSize(name)) ? about : null;
  } catch {
    return null;
  }
}

/** Keeps what a run of the base has left, where that is whole. */
export async function keepBase(
  attempt: Attempt,
  state: BaseState,
  place: SnapshotPlace | null,
): Promise<BaseState> {
  const { server, record } = state;
  const { save } = server;
  const isWhole = extensionsLacking(attempt).length === 0 && !record.notes.some(isFailure);
  if (place === null || save === null || !isWhole || record.from === "none") return state;
  const about: About = {
    digest: digestOf(record),
    extensions: attempt.extensions.map((name) => [name, archiveSize(name)]),
    record: { ...record, from: record.from, migrations: [...record.migrations], notes: [...record.notes] },
  };
  try {
    await keep(place.folder, place.key, (path) => save(path, about));
  } catch {
    // Not written: the next run runs the base.
  }
  return state;
}

function isFailure({ kind }: BaseRecord["notes"][number]): boolean {
  return kind === "base not replayed";
}

function archiveSize(extension: string): number | null {
  const path = archiveOf(extension);
  return path === null ? null : statSync(path).size;
}

function digestOf({ from, migrations, historyTable, notes }: BaseRecord): string {
  const text = JSON.stringify([from, historyTable, migrations, notes]);
  return createHash("sha256").update(text).digest("hex");
}
