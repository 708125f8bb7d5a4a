import type { Surveyed } from "../../migrations/survey.ts";
import { howToMarkApplied } from "../../migrations/tools/tool.ts";
import type { Replayed } from "../../shadow/rehearse/rehearsal.ts";
import type { AppliedChain } from "../applied-chain.ts";
import type { AppliedChains } from "../applied-chains.ts";
import { compareCatalogs } from "../catalog/compare-catalogs.ts";
import type { Facts } from "../catalog/fact.ts";
import { unfold } from "../catalog/kept-facts.ts";
import { SUPABASE_SCHEMAS } from "../catalog/known-objects.ts";
import { factsOfShadow } from "../catalog/shadow-facts.ts";
import { withWallClock } from "../catalog/wall-clock.ts";
import type { FoundDifference } from "../drift-report.ts";
import type { DriftRun, DriftTarget } from "../drift-run.ts";
import type { HistoryTable } from "../history/table.ts";
import { compared, failed, notApplicable, notChecked, type Outcome } from "../outcome.ts";
import { replayAndVisit } from "../replay.ts";
import type { DatabaseState } from "../seen-databases.ts";
import { asTenant, chainOfTenant } from "../tenants/as-tenant.ts";
import { absentHistory } from "./history.ts";
import type { OtherTargets } from "./other-targets.ts";

/** What live databases say, what was applied to them, and what other targets make in them. */
interface Comparison {
  readonly state: DatabaseState;
  readonly chain: AppliedChain;
  readonly others: Facts;
}

interface Known {
  readonly chains: AppliedChains;
  readonly others: OtherTargets;
}

/**
 * An outcome for each state; and of tenants that are alike and differ from what the migrations make one for their example,
 * where the same replay shows that.
 */
export async function compareStates(
  run: DriftRun,
  target: DriftTarget,
  { chains, others }: Known,
  states: readonly DatabaseState[],
): Promise<Map<DatabaseState, Outcome<FoundDifference>>> {
  const { surveyed } = target;
  const outcomes = new Map<DatabaseState, Outcome<FoundDifference>>();
  const groups = new Map<string, [Comparison, ...Comparison[]]>();
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
      const expected = await factsOfShadow(replayed, run.options.include);
      for (const comparison of group)
        outcomes.set(comparison.state, await compare(run, surveyed, comparison, expected, replayed));
      for (const { state, ...rest } of group) {
        const outcome = isFound(outcomes.get(state))
          ? await ofExample(run, surveyed, rest, state, replayed)
          : null;
        if (outcome !== null && state.example) outcomes.set(state.example, outcome);
      }
    });
    if (failure === null) continue;
    // A shadow that failed after some comparisons says nothing of those either.
    const outcome = failure.kind === "failed" ? failed : notChecked;
    for (const { state } of group) {
      outcomes.set(state, outcome(failure.reason));
      if (state.example) outcomes.delete(state.example);
    }
  }
  return outcomes;
}

export function isFound(outcome: Outcome<FoundDifference> | undefined): boolean {
  return outcome !== undefined && (outcome.kind !== "compared" || outcome.found.length > 0);
}

/** Of the tenant that is the example of a state, on the shadow on which the state was compared; null: not on that one. */
async function ofExample(
  run: DriftRun,
  surveyed: Surveyed,
  { chain, others }: Omit<Comparison, "state">,
  { example }: DatabaseState,
  replayed: Replayed,
): Promise<Outcome<FoundDifference> | null> {
  const own = example && others.size === 0 ? chainOfTenant(chain, example) : null;
  if (!example || own?.schema == null) return null;
  const { session } = replayed.shadow;
  const read = () => factsOfShadow(replayed, run.options.include);
  return asTenant(session, own.schema, read, (expected) =>
    compare(run, surveyed, { state: example, chain: own, others }, expected, replayed),
  );
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
