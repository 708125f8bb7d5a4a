import { createHash } from "node:crypto";
import type { Surveyed } from "../../migrations/survey.ts";
import { howToMarkApplied } from "../../migrations/tools/tool.ts";
import type { Replayed } from "../../shadow/rehearse/rehearsal.ts";
import { type AppliedChain, appliedChain, appliedOfCaptured } from "../applied-chain.ts";
import { compareCatalogs } from "../catalog/compare-catalogs.ts";
import { extractFacts } from "../catalog/extract.ts";
import type { Fact, Facts } from "../catalog/fact.ts";
import { SUPABASE_SCHEMAS } from "../catalog/known-objects.ts";
import { setForReading } from "../catalog/session.ts";
import { withWallClock } from "../catalog/wall-clock.ts";
import type { FoundDifference } from "../drift-report.ts";
import type { DriftRun, DriftTarget } from "../drift-run.ts";
import type { HistoryTable } from "../history/table.ts";
import type { LiveDatabase } from "../live-database.ts";
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
import { eachDatabase } from "./each-database.ts";
import { absentHistory } from "./history.ts";

/** A live database, what was applied to it, and what other targets make in it. */
interface Comparison {
  readonly database: LiveDatabase;
  readonly chain: AppliedChain;
  readonly others: Facts;
}

/**
 * What the migrations of a target make, against each of the databases that have them. Databases with the same migrations
 * share a shadow.
 */
export async function catalogPart(run: DriftRun, target: DriftTarget): Promise<Outcomes<FoundDifference>> {
  const { surveyed } = target;
  if (run.databases.length === 0) {
    const { noDatabase } = run;
    const isRead = surveyed.folder.notRead === null;
    return new Map([[NO_DATABASE, isRead ? noDatabase : notApplicable(noDatabase.reason)]]);
  }
  const comparisons: Comparison[] = [];
  const outcomes = await eachDatabase<FoundDifference>(run, target, async (database) => {
    const without = whyNotCompared(surveyed, database.histories.get(surveyed));
    if (without !== null) return without;
    const chain = await chainOf(run, target, database);
    if (typeof chain === "string") return notChecked(chain);
    comparisons.push({ database, chain, others: await factsOfOthers(run, target, database) });
    return null;
  });
  for (const group of byChain(comparisons).values()) {
    const [{ chain }] = group;
    const failure = await replayAndVisit(run, surveyed, chain, async (replayed) => {
      const expected = await factsOf(replayed, run);
      for (const comparison of group)
        outcomes.set(comparison.database.name, await compare(run, surveyed, comparison, expected, replayed));
    });
    if (failure === null) continue;
    // A shadow that failed after some comparisons says nothing of those either.
    const outcome = failure.kind === "failed" ? failed : notChecked;
    for (const { database } of group) outcomes.set(database.name, outcome(failure.reason));
  }
  return inOrder(outcomes, run);
}

/** In the order of the databases, whichever migrations each of them has. */
function inOrder<Item>(outcomes: Outcomes<Item>, { databases }: DriftRun): Outcomes<Item> {
  return new Map(
    databases.flatMap(({ name }) => {
      const outcome = outcomes.get(name);
      return outcome === undefined ? [] : [[name, outcome] as const];
    }),
  );
}

/** The chain, or why it is not known. */
async function chainOf(
  { options }: DriftRun,
  target: DriftTarget,
  database: LiveDatabase,
): Promise<AppliedChain | string> {
  if (!target.surveyed.target.isCaptured) return appliedChain(target, database);
  if (options.captureChain === undefined) return "its migrations are code, and none of it is run";
  const captured = await options.captureChain(target.surveyed);
  return typeof captured === "string" ? captured : appliedOfCaptured(target, database, captured);
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
async function factsOfOthers(run: DriftRun, target: DriftTarget, database: LiveDatabase): Promise<Facts> {
  const all = new Map<string, Fact>();
  for (const other of run.targets) {
    const { surveyed, databases } = other;
    const hasHistory = database.histories.get(surveyed)?.kind === "found";
    if (other === target || !databases.has(database) || surveyed.folder.notRead !== null || !hasHistory)
      continue;
    const chain = await chainOf(run, other, database);
    if (typeof chain === "string") continue;
    await replayAndVisit(run, surveyed, chain, async (replayed) => {
      for (const [key, fact] of await factsOf(replayed, run)) all.set(key, fact);
    });
  }
  return all;
}

function byChain(comparisons: readonly Comparison[]): Map<string, [Comparison, ...Comparison[]]> {
  const groups = new Map<string, [Comparison, ...Comparison[]]>();
  for (const comparison of comparisons) {
    const { scheduled, schema } = comparison.chain;
    const key = createHash("sha256")
      .update(JSON.stringify([schema, scheduled.map(({ migration: { id, sql } }) => [id, sql])]))
      .digest("hex");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [comparison]);
    else group.push(comparison);
  }
  return groups;
}

async function factsOf({ shadow }: Replayed, { options }: DriftRun): Promise<Facts> {
  await setForReading(shadow.session, "session");
  return extractFacts(shadow.session, options.include);
}

async function compare(
  { options: { schemas, ignore } }: DriftRun,
  surveyed: Surveyed,
  { database, chain, others }: Comparison,
  expected: Facts,
  { shadow, missingExtensions }: Replayed,
): Promise<Outcome<FoundDifference>> {
  const { facts, localFacts } = database;
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
