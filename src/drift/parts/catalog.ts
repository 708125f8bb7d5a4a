import { AppliedChains } from "../applied-chains.ts";
import type { FoundDifference } from "../drift-report.ts";
import type { DriftRun, DriftTarget } from "../drift-run.ts";
import { NO_DATABASE, notApplicable, type Outcome, type Outcomes } from "../outcome.ts";
import type { DatabaseState } from "../seen-databases.ts";
import { forEveryTenant } from "../tenants/schema-name.ts";
import { compareStates, isFound } from "./compare-states.ts";
import { eachDatabase } from "./each-database.ts";
import { OtherTargets } from "./other-targets.ts";

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
  const chains = new AppliedChains(run.options.captureChain);
  const others = new OtherTargets(run, target, chains);
  const outcomes = await compareStates(run, target, { chains, others }, [...target.states]);
  // What differs among tenants is told of one of them as it is: its schema may be named in more than its objects' names.
  const differing = [...target.states].filter((state) => isFound(outcomes.get(state)) && state.example);
  const left = differing.flatMap(({ example }) => (example && !outcomes.has(example) ? example : []));
  for (const [state, outcome] of await compareStates(run, target, { chains, others }, left))
    outcomes.set(state, outcome);
  for (const state of differing) {
    const outcome = state.example && outcomes.get(state.example);
    if (outcome !== undefined) outcomes.set(state, told(outcome, state, run));
  }
  return eachDatabase(run, target, outcomes);
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
