import type { Observation } from "../../effects/observation.ts";
import type { ObserveRowsResult } from "../observe/observe-rows.ts";
import { BatchSize, committedBatch, ownBatch, rowBatch } from "./batches.ts";
import type { OpenTransaction } from "./open-transaction.ts";
import type { Witness } from "./rehearsal.ts";
import type { ScheduledMigration } from "./scheduled-migration.ts";

export interface SendTogetherOptions {
  readonly scheduled: ScheduledMigration;
  /** The first statement. */
  readonly from: number;
  /** In which they run, or null: each in one of its own. */
  readonly transaction: OpenTransaction | null;
  /** Whether these are sent as they are written, from the first one on. */
  areSendable(texts: readonly string[]): boolean;
  /** Runs statements that only change rows, each in a transaction of its own. */
  rowsAlone(texts: readonly string[]): Promise<ObserveRowsResult | null>;
  /** Runs statements, each in a transaction of its own, up to the first that fails or cannot be told; null: none of them. */
  eachAlone: ((texts: readonly string[]) => Promise<readonly Observation[] | null>) | null;
}

/** Sends statements together that can be told apart behind all of them. */
export class TogetherSender {
  readonly #witness: Witness | undefined;
  readonly #rows = new BatchSize();
  readonly #own = new BatchSize();
  readonly #committed = new BatchSize();

  constructor(witness: Witness | undefined) {
    this.#witness = witness;
  }

  /** What those did that were run and could be told of; none: the first is to be run by itself. */
  async send(options: SendTogetherOptions): Promise<readonly Observation[]> {
    const { scheduled, from, transaction, areSendable, rowsAlone } = options;
    const rows = rowBatch(scheduled, from, this.#rows.size, this.#witness);
    if (rows.length > 0) {
      if (!areSendable(rows)) return [];
      const run = () => (transaction === null ? rowsAlone(rows) : transaction.runRows(rows));
      const ran = await timed(this.#rows, run);
      if (ran?.end === "not told") this.#rows.end();
      return ran?.observations ?? [];
    }
    if (transaction === null) return this.#sendCommitted(options);
    const isOwn = (name: string) => transaction.isOwnName(name);
    const own = ownBatch(scheduled, from, this.#own.size, this.#witness, isOwn);
    if (own.length === 0 || !areSendable(own.map(({ text }) => text))) return [];
    return (await timed(this.#own, () => transaction.runOwn(own))) ?? [];
  }

  async #sendCommitted(options: SendTogetherOptions): Promise<readonly Observation[]> {
    const { scheduled, from, areSendable, eachAlone } = options;
    if (eachAlone === null) return [];
    const texts = committedBatch(scheduled, from, this.#committed.size, this.#witness);
    if (texts.length === 0 || !areSendable(texts)) return [];
    const told = await timed(this.#committed, () => eachAlone(texts));
    if (told !== null) this.#committed.told(told.length, texts.length);
    return told ?? [];
  }
}

async function timed<T>(batches: BatchSize, run: () => Promise<T | null>): Promise<T | null> {
  const started = performance.now();
  const ran = await run();
  if (ran !== null) batches.took(performance.now() - started);
  return ran;
}
