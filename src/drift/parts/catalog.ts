import type { Surveyed } from "../../migrations/survey.ts";
import { howToMarkApplied } from "../../migrations/tools/tool.ts";
import type { Replayed } from "../../shadow/rehearse/rehearsal.ts";
import type { AppliedChain } from "../applied-chain.ts";
import { AppliedChains } from "../applied-chains.ts";
import { compareCatalogs } from "../catalog/compare-catalogs.ts";
import { extractFacts } from "../catalog/extract.ts";
import type { Fact, Facts } from "../catalog/fact.ts";
import { unfold } from "../catalog/kept-facts.ts";
import { SUPABASE_SCHEMAS } from "../catalog/known-objects.ts";
import { setForReading } from "../catalog/session.ts";
import { withWallClock } from "../catalog/wall-clock.ts";
import type { FoundDifference } from "../drift-report.ts";
import type { DriftRun, DriftTarget } from "../drift-run.ts";
import type { HistoryTable } from "../history/table.ts";
import {
  compared,
  failed,
  NO_DATABASE,
  notApplicable,
  notChecked,
  type Outcome,
  type Outcomes,
} from "../outcome.ts";
import { replayAndVisit } from "../replay.ts";
import type { DatabaseState } from "../seen-databases.ts";
import { forEveryTenant } from "../tenants/schema-name.ts";
import { eachDatabase } from "./each-database.ts";
import { absentHistory } from "./history.ts";

/** What live databases say, what was applied to them, and what other targets make in them. */
interface Comparison {
  readonly state: DatabaseState;
  readonly chain: AppliedChain;
  readonly others: Facts;
}

/**
 * What the migrations of a target make, against each of the databases that have them. Databases with the same migrations
 * share a shadow, and those that are alike a comparison.
 */
export async function catalogPart(run: DriftRun, target: DriftTarget): Promise<Outcomes<FoundDifference>> {
  const { surveyed } = target;
  if (run.databases.length === 0) {
    const { noDatabase } = run;
    const isRead = surveyed.folder.notRead === null;
    return new Map([[NO_DATABASE, isRead ? noDatabase : notApplicable(noDatabase.reason)]]);
  }
  const outcomes = await ofStates(run, target, [...target.states]);
  // What differs among tenants is told of one of them as it is: its schema may be named in more than its objects' names.
  const differing = [...target.states].filter((state) => isFound(outcomes.get(state)) && state.example);
  const exact = await ofStates(
    run,
    target,
    differing.flatMap(({ example }) => example ?? []),
  );
  for (const state of differing) {
    const outcome = state.example && exact.get(state.example);
    if (outcome !== undefined) outcomes.set(state, told(outcome, state, run));
  }
  return eachDatabase(run, target, outcomes);
}

function isFound(outcome: Outcome<FoundDifference> | undefined): boolean {
  return outcome !== undefined && (outcome.kind !== "compared" || outcome.found.length > 0);
}

/** Of one tenant in its own names; of several, in names that are true of each. */
function told(
  outcome: Outcome<FoundDifference>,
  { example }: DatabaseState,
  { databases }: DriftRun,
): Outcome<FoundDifference> {
  const schema = example?.schema ?? null;
  const several = databases.filter((one) => one.reason === null && one.state.example === example).length > 1;
  if (!several || schema === null || outcome.kind !== "compared") return outcome;
  return { ...outcome, found: outcome.found.map((one) => forEveryTenant(one, schema)) };
}

async function ofStates(
  run: DriftRun,
  target: DriftTarget,
  states: readonly DatabaseState[],
): Promise<Map<DatabaseState, Outcome<FoundDifference>>> {
  const { surveyed } = target;
  const outcomes = new Map<DatabaseState, Outcome<FoundDifference>>();
  const groups = new Map<string, [Comparison, ...Comparison[]]>();
  const chains = new AppliedChains(run.options.captureChain);
  const others = new OtherTargets(run, target, chains);
  for (const state of states) {
    const without = whyNotCompared(surveyed, state.histories.get(surveyed));
    const chain = without === null ? await chains.of(target, state) : null;
    if (chain === null || typeof chain === "string") {
      outcomes.set(state, without ?? notChecked(chain ?? ""));
      continue;
    }
    const comparison = { state, chain, others: await others.factsOf(state) };
    const group = groups.get(chains.digestOf(chain));
    if (group === undefined) groups.set(chains.digestOf(chain), [comparison]);
    else group.push(comparison);
  }
  for (const group of groups.values()) {
    const [{ chain }] = group;
    const failure = await replayAndVisit(run, surveyed, chain, async (replayed) => {
      const expected = await factsOf(replayed, run);
      for (const comparison of group)
        outcomes.set(comparison.state, await compare(run, surveyed, comparison, expected, replayed));
    });
    if (failure === null) continue;
    // A shadow that failed after some comparisons says nothing of those either.
    const outcome = failure.kind === "failed" ? failed : notChecked;
    for (const { state } of group) outcomes.set(state, outcome(failure.reason));
  }
  return outcomes;
}

/** Why there is nothing to compare the catalog with, or null. */
function whyNotCompared(
  { folder, target }: Surveyed,
  table: HistoryTable | undefined,
): Outcome<never> | null {
  if (folder.notRead !== null) return notApplicable(`${folder.notRead}, so that they cannot be replayed`);
  if (target.tool === "sql" || table?.kind === "found") return null;
  return notChecked(table?.kind === "unreadable" ? table.reason : absentHistory(folder.tool));
}

/** What other targets make in the same database: no surprise there. */
class OtherTargets {
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
      facts = await factsOf(replayed, this.#run);
    });
    this.#made.set(key, facts ?? new Map());
    return facts ?? new Map();
  }
}

async function factsOf({ shadow }: Replayed, { options }: DriftRun): Promise<Facts> {
  await setForReading(shadow.session, "session");
  return extractFacts(shadow.session, options.include);
}

async function compare(
  { options: { schemas, ignore } }: DriftRun,
  surveyed: Surveyed,
  { state, chain, others }: Comparison,
  expected: Facts,
  { shadow, missingExtensions }: Replayed,
): Promise<Outcome<FoundDifference>> {
  const facts = unfold(state.facts);
  const localFacts = state.localFacts && unfold(state.localFacts);
  const scope = {
    schemas,
    ignore,
    platform: platformOf(surveyed),
    unavailable: missingExtensions,
    history: chain.history,
    mark: howToMarkApplied(surveyed.folder.tool),
  };
  const read = localFacts === null ? facts : withWallClock(expected, facts, localFacts);
  const own = new Map([...read].filter(([key]) => expected.has(key) || !others.has(key)));
  const differences = await compareCatalogs(expected, own, scope, shadow.session);
  return compared(differences, chain.doubts.length === 0 ? null : chain.doubts.join(" "));
}

function platformOf({ folder, target }: Surveyed): readonly string[] {
  return folder.tool.platform === "supabase" || target.prelude === "supabase" ? SUPABASE_SCHEMAS : [];
}
