/** How long work on a table lasts, and how much WAL it writes: ranges, or null for work that was not measured. */
import { SPEED, type Speed } from "./work-speed.ts";

export interface TableSize {
  readonly rows: number;
  /** Of the main fork, at least and at most. */
  readonly heapBytes: Range;
  /** Null: not known. */
  readonly toastBytes: number | null;
}

export type Range = readonly [low: number, high: number];

type Seconds = Speed["seconds"];

/** What an index costs to sort or hash, at least and at most: where the order or the collation is not known they differ. */
export interface IndexWork {
  readonly keys: readonly [KeyTerm, KeyTerm];
  readonly isExpression: boolean;
  /** It has a WHERE: any part of the rows may be in it. */
  readonly isPartial: boolean;
  /** Its size in production, null where it is not there yet. */
  readonly bytes: number | null;
}

export type KeyTerm = keyof Pick<
  Seconds,
  "sortedKey" | "fixedKey" | "textC" | "textLibc" | "textIcu" | "hash" | "gin"
>;

export type TableWork =
  | { readonly kind: "read"; readonly isForeignKey: boolean }
  | { readonly kind: "rewrite"; readonly indexes: readonly IndexWork[]; readonly makes: Makes }
  | { readonly kind: "build"; readonly index: IndexWork; readonly isConcurrent: boolean }
  /** `isWhole`: every row for certain. */
  | { readonly kind: "update"; readonly indexes: number; readonly isWhole: boolean };

/** What is made for each row of a rewrite, beside what it had. */
export type Makes = "nothing" | "uuids" | "numbers";

export interface Estimate {
  readonly seconds: Range;
  readonly walBytes: Range;
}

/** What the model was off by on tables that it had not seen, with room for a server that is busy. */
const MARGINS = { calibrated: [1 / 1.5, 2], uncalibrated: [1 / 2, 4] } as const;
const WAL_MARGIN: Range = [1 / 1.5, 1.5];

export interface ServerSpeed {
  /** Wall time on the server by CPU time on the machine of the measurement; null: not known. */
  readonly cpu: number | null;
  /** MB a second of reading files and of writing WAL; null: not known. */
  readonly readMBs: number | null;
  readonly walMBs: number | null;
}

/** Null: something of it was not measured. Only the higher end counts what has to come from the disk and go there. */
export function estimate(table: TableSize, work: TableWork, speed: ServerSpeed): Estimate | null {
  const [low, high] = [secondsAt(0, table, work), secondsAt(1, table, work)];
  const wal = [walAt(0, table, work), walAt(1, table, work)] as const;
  if (low === null || high === null || wal[0] === null || wal[1] === null) return null;
  const [less, more] = speed.cpu === null ? MARGINS.uncalibrated : MARGINS.calibrated;
  const factor = speed.cpu ?? 1;
  const reading = speed.readMBs ? table.heapBytes[1] / 1e6 / speed.readMBs : 0;
  const writing = speed.walMBs ? wal[1] / 1e6 / speed.walMBs : 0;
  return {
    seconds: roundedRange(low * factor * less, high * factor * more + reading + writing),
    walBytes: roundedRange(wal[0] * WAL_MARGIN[0], wal[1] * WAL_MARGIN[1]),
  };
}

/**
 * Wall time of earlier work on a server by the CPU time that it takes on the machine of the measurement: the factor for
 * what comes. Null: the work is none that was measured, or too small to tell by.
 */
export function cpuFactor(table: TableSize, work: TableWork, measuredSeconds: number): number | null {
  const [low, high] = [secondsAt(0, table, work), secondsAt(1, table, work)];
  if (low === null || high === null || high > 2 * low || low < LEAST_SECONDS) return null;
  return Number((measuredSeconds / ((low + high) / 2)).toPrecision(2));
}

const LEAST_SECONDS = 0.1;

type End = 0 | 1;

function secondsAt(end: End, table: TableSize, work: TableWork): number | null {
  const { seconds, concurrently } = SPEED;
  const millions = table.rows / 1e6;
  const heap = table.heapBytes[end] / 1e9;
  const reading = millions * seconds.row + heap * seconds.heapGB;
  switch (work.kind) {
    case "read":
      return reading + (work.isForeignKey ? millions * seconds.foreignKey : 0);
    case "build":
      return (reading + keySeconds(end, millions, work.index)) * (work.isConcurrent ? concurrently : 1);
    case "rewrite": {
      if (table.toastBytes === null) return null;
      const builds = work.indexes.reduce((sum, index) => sum + reading + keySeconds(end, millions, index), 0);
      return (
        reading +
        millions * (seconds.rewrittenRow + madeSeconds(work.makes)) +
        heap * seconds.rewrittenGB +
        (table.toastBytes / 1e9) * (end === 0 ? seconds.rewrittenToastGB : seconds.triedToastGB) +
        builds
      );
    }
    case "update": {
      if (!work.isWhole && end === 0) return reading;
      const perKey = end === 0 ? seconds.updatedSorted : seconds.updatedRandom;
      return reading + heap * seconds.updatedGB + millions * work.indexes * perKey;
    }
  }
}

function madeSeconds(makes: Makes): number {
  const { randomUuid, sequence } = SPEED.seconds;
  return { nothing: 0, uuids: randomUuid, numbers: sequence }[makes];
}

function keySeconds(end: End, millions: number, { keys, isExpression, isPartial }: IndexWork): number {
  if (isPartial && end === 0) return 0;
  const { seconds } = SPEED;
  const term = keys[end];
  const isSorted = term !== "sortedKey" && term !== "hash" && term !== "gin";
  const amount = isSorted ? (millions * Math.log2(Math.max(millions * 1e6, 2))) / 20 : millions;
  return amount * seconds[term] + (isExpression ? millions * seconds.expression : 0);
}

function walAt(end: End, table: TableSize, work: TableWork): number | null {
  const { wal } = SPEED;
  switch (work.kind) {
    case "read":
      return 0;
    case "build":
      return indexBytes(end, table, work.index) * wal.built;
    case "rewrite": {
      if (table.toastBytes === null) return null;
      const built = work.indexes.reduce((sum, index) => sum + indexBytes(end, table, index), 0);
      return (table.heapBytes[end] + table.toastBytes) * wal.rewritten + built * wal.built;
    }
    case "update":
      if (!work.isWhole && end === 0) return 0;
      return table.heapBytes[end] * wal.updatedHeap + table.rows * work.indexes * wal.updatedKey;
  }
}

/** A new one's by its rows: an entry of the least size, and one of a text of some length. */
function indexBytes(end: End, { rows }: TableSize, { bytes, isPartial, keys }: IndexWork): number {
  if (bytes !== null) return bytes;
  if (isPartial && end === 0) return 0;
  const { fixed, text } = SPEED.indexBytesPerRow;
  return rows * (keys[1].startsWith("text") ? ([fixed, 2 * text][end] ?? text) : fixed);
}

const STEPS = [1, 2, 3, 5, 10] as const;

/** Down and up to 1, 2, 3 or 5 times a power of ten. */
function roundedRange(low: number, high: number): Range {
  return [rounded(low, "down"), rounded(high, "up")];
}

function rounded(value: number, to: "down" | "up"): number {
  if (value <= 0) return 0;
  const power = Math.floor(Math.log10(value) + 1e-9);
  const digits = value / 10 ** power;
  const step =
    to === "down"
      ? STEPS.findLast((one) => one <= digits * (1 + 1e-9))
      : STEPS.find((one) => one >= digits * (1 - 1e-9));
  return Number(`${step ?? 1}e${power}`);
}
