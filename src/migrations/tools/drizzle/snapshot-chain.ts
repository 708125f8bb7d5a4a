/** The snapshots of a migration that is split: its own, then one for each further file, the last of them as its own was. */
import { createHash } from "node:crypto";
import type { FurtherPlan } from "../further.ts";
import { snapshotBefore } from "./snapshot-before.ts";
import type { Json } from "./snapshot-form.ts";

export interface SnapshotText {
  readonly path: string;
  readonly text: string;
}

export interface ChainResult {
  /** The changed file's own; null: it stays as it is. */
  readonly own: string | null;
  readonly further: readonly string[];
}

/**
 * @param own the snapshot of the changed file as it was
 * @param others the other snapshots
 * @returns why it cannot be told, as the end of a sentence, or the texts
 */
export function splitSnapshot(
  own: SnapshotText,
  others: readonly SnapshotText[],
  plan: Pick<FurtherPlan, "changes" | "files">,
): ChainResult | string {
  const last = parsed(own.text);
  if (last === null) return `${own.path} is not a snapshot of drizzle-kit`;
  const id = String(last.id);
  const child = others.find(({ text }) => previousIds(parsed(text)).includes(id));
  if (child !== undefined) return `${child.path} comes from its snapshot`;
  const start = startOf(last, others);
  const states = [last];
  for (const [at, { changes }] of [...plan.files.entries()].reverse()) {
    if (changes === null) return "what its statements make of drizzle-kit's snapshot is not known";
    const earlier = [
      ...(plan.changes ?? []),
      ...plan.files.slice(0, at).flatMap((file) => file.changes ?? []),
    ];
    const state = snapshotBefore(states[0] ?? last, changes, earlier, start);
    if (typeof state === "string") return state;
    states.unshift(state);
  }
  const [first = last, ...further] = states;
  const ids = [id, ...further.map((_, at) => idBehind(id, at + 1))];
  const isSame = (state: Json) => JSON.stringify(state) === JSON.stringify(last);
  const textOf = (state: Json) => (isSame(state) ? own.text : inFormOf(own.text, state));
  return {
    own: isSame(first) ? null : textOf(first),
    further: further.map((state, at) => withIds(textOf(state), id, ids[at + 1] ?? "", ids[at] ?? "")),
  };
}

function parsed(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    const isSnapshot = typeof value === "object" && value !== null && "id" in value;
    return isSnapshot ? (value as Json) : null;
  } catch {
    return null;
  }
}

function previousIds(snapshot: Json | null): readonly unknown[] {
  const { prevId, prevIds } = snapshot ?? {};
  return Array.isArray(prevIds) ? prevIds : prevId === undefined ? [] : [prevId];
}

const NO_ID = "00000000-0000-0000-0000-000000000000";

/** The one before; that of an empty database before the first; null: it is not there, or there are several. */
function startOf(snapshot: Json, others: readonly SnapshotText[]): Json | null {
  const [previous, ...more] = previousIds(snapshot);
  if (more.length > 0) return null;
  if (previous === NO_ID) return { ...snapshot, ...("ddl" in snapshot ? { ddl: [] } : { tables: {} }) };
  return others.map(({ text }) => parsed(text)).find((other) => other?.id === previous) ?? null;
}

/** Of the form of a random one, and the same from run to run. */
function idBehind(id: string, ordinal: number): string {
  const hex = createHash("sha256").update(`${id} ${ordinal}`).digest("hex");
  const variant = "89ab"[Number.parseInt(hex.slice(16, 17), 16) % 4];
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

function inFormOf(text: string, snapshot: Json): string {
  const indent = /\{\r?\n([ \t]+)/.exec(text)?.[1] ?? "";
  const end = /\s*$/.exec(text)?.[0] ?? "";
  const written = JSON.stringify(snapshot, null, indent);
  return (text.includes("\r\n") ? written.replaceAll("\n", "\r\n") : written) + end;
}

function withIds(text: string, known: string, id: string, previous: string): string {
  return text
    .replace(new RegExp(`("id"\\s*:\\s*")${known}"`), `$1${id}"`)
    .replace(/("prevId"\s*:\s*")[^"]*"/, `$1${previous}"`)
    .replace(/("prevIds"\s*:\s*\[\s*")[^\]]*?("\s*\])/, `$1${previous}$2`);
}
