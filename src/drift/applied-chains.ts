/** The chains of a run's databases, each made once: databases with one history have one chain. */
import { createHash } from "node:crypto";
import type { Surveyed } from "../migrations/survey.ts";
import { type AppliedChain, appliedChain, appliedOfCaptured } from "./applied-chain.ts";
import type { CaptureChain } from "./captured-chain.ts";
import type { Checkout } from "./history/part.ts";
import type { HistoryTable } from "./history/table.ts";
import type { DatabaseState } from "./seen-databases.ts";

type Made = Promise<AppliedChain | string>;

export class AppliedChains {
  readonly #captureChain: CaptureChain | undefined;
  readonly #made = new Map<Surveyed, Map<HistoryTable | undefined, Map<string | null, Made>>>();
  readonly #digests = new Map<AppliedChain, string>();

  constructor(captureChain: CaptureChain | undefined) {
    this.#captureChain = captureChain;
  }

  /** The chain, or why it is not known. */
  of(checkout: Checkout, state: DatabaseState): Made {
    const { surveyed } = checkout;
    const byTable = this.#made.get(surveyed) ?? new Map<HistoryTable | undefined, Map<string | null, Made>>();
    const table = state.histories.get(surveyed);
    const bySchema = byTable.get(table) ?? new Map<string | null, Made>();
    const made = bySchema.get(state.schema) ?? this.#make(checkout, state);
    this.#made.set(surveyed, byTable);
    byTable.set(table, bySchema);
    bySchema.set(state.schema, made);
    return made;
  }

  async #make(checkout: Checkout, state: DatabaseState): Made {
    if (!checkout.surveyed.target.isCaptured) return appliedChain(checkout, state);
    if (this.#captureChain === undefined) return "its migrations are code, and none of it is run";
    const captured = await this.#captureChain(checkout.surveyed);
    return typeof captured === "string" ? captured : appliedOfCaptured(checkout, state, captured);
  }

  /** The same text for chains that make the same. */
  digestOf(chain: AppliedChain): string {
    const { scheduled, schema } = chain;
    const text = () => JSON.stringify([schema, scheduled.map(({ migration: { id, sql } }) => [id, sql])]);
    const digest = this.#digests.get(chain) ?? createHash("sha256").update(text()).digest("hex");
    this.#digests.set(chain, digest);
    return digest;
  }
}
