/** How long work takes on a server, measured: CPU seconds on the machine of the measurement, and bytes of WAL. */
import measured from "../postgres/speed.json" with { type: "json" };

/** Seconds of each term, by a million rows or a GB; sorting by a million rows times log2(rows)/20. */
export interface Speed {
  readonly seconds: {
    readonly row: number;
    readonly heapGB: number;
    readonly foreignKey: number;
    readonly rewrittenRow: number;
    readonly rewrittenGB: number;
    readonly rewrittenToastGB: number;
    /** Of values that may be compressed and do not get smaller. */
    readonly triedToastGB: number;
    readonly randomUuid: number;
    readonly sequence: number;
    readonly sortedKey: number;
    readonly fixedKey: number;
    readonly textC: number;
    readonly textLibc: number;
    readonly textIcu: number;
    readonly expression: number;
    readonly hash: number;
    readonly gin: number;
    readonly updatedGB: number;
    readonly updatedSorted: number;
    readonly updatedRandom: number;
  };
  /** Of a build CONCURRENTLY, by the plain build's. */
  readonly concurrently: number;
  /** Of the query by which `lockgate stats --probe` tells how fast a server is. */
  readonly probeSeconds: number;
  /** Of a new btree: on numbers, and on texts of 32 characters. */
  readonly indexBytesPerRow: { readonly fixed: number; readonly text: number };
  readonly wal: {
    /** Bytes by byte of heap and TOAST written anew, and of an index built. */
    readonly rewritten: number;
    readonly built: number;
    /** Bytes of an UPDATE of all rows by byte of heap, and by row and index. */
    readonly updatedHeap: number;
    readonly updatedKey: number;
  };
}

export const SPEED: Speed = measured;
