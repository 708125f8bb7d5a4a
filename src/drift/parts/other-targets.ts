import type { Surveyed } from "../../migrations/survey.ts";
import type { AppliedChain } from "../applied-chain.ts";
import type { AppliedChains } from "../applied-chains.ts";
import type { Fact, Facts } from "../catalog/fact.ts";
import { factsOfShadow } from "../catalog/shadow-facts.ts";
import type { DriftRun, DriftTarget } from "../drift-run.ts";
import { replayAndVisit } from "../replay.ts";
import type { DatabaseState } from "../seen-databases.ts";

/** What other targets make in the same database: no surprise there. */
export class OtherTargets {
  readonly #run: DriftRun;
  readonly #target: DriftTarget;
  readonly #chains: AppliedChains;
  readonly #made = new Map<string, Facts>();

  constructor(run: DriftRun, target: DriftTarget, chains: AppliedChains) {
    this.#run = run;
    this.#target = target;
    this.#chains = chains;
  }

  async factsOf(state: DatabaseState): Promise<Facts> {
    const all = new Map<string, Fact>();
    for (const other of this.#run.targets) {
      const { surveyed, states } = other;
      const isOwn = [...states].some((one) => one === state || one.example === state);
      const hasHistory = state.histories.get(surveyed)?.kind === "found";
      if (other === this.#target || !isOwn || surveyed.folder.notRead !== null || !hasHistory) continue;
      const chain = await this.#chains.of(other, state);
      if (typeof chain === "string") continue;
      for (const [key, fact] of await this.#replayed(surveyed, chain)) all.set(key, fact);
    }
    return all;
  }

  async #replayed(surveyed: Surveyed, chain: AppliedChain): Promise<Facts> {
    const key = `${surveyed.target.name} ${this.#chains.digestOf(chain)}`;
    let facts = this.#made.get(key) ?? null;
    if (facts !== null) return facts;
    await replayAndVisit(this.#run, surveyed, chain, async (replayed) => {
      facts = await factsOfShadow(replayed, this.#run.options.include);
    });
    this.#made.set(key, facts ?? new Map());
    return facts ?? new Map();
  }
}
