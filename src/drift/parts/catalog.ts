import { createHash } from "node:crypto";
import type { Surveyed } from "../../migrations/survey.ts";
import { howToMarkApplied } from "../../migrations/tools/tool.ts";
import type { Replayed } from "../../shadow/rehearse/rehearsal.ts";
import { compareCatalogs } from "../catalog/compare-catalogs.ts";
import { extractFacts } from "../catalog/extract.ts";
import type { Facts } from "../catalog/fact.ts";
import type { OnRequest } from "../catalog/optional-facts.ts";
import { type Scope, SUPABASE_SCHEMAS } from "../catalog/scope.ts";
import { setForReading } from "../catalog/session.ts";
import { withWallClock } from "../catalog/wall-clock.ts";
import type { FoundDifference } from "../drift-report.ts";
import type { Checkout } from "../history/part.ts";
import { checked, failed, notChecked, type Outcome } from "../outcome.ts";
import { type AppliedChain, replayAndVisit, type ShadowOptions } from "../replay.ts";

/** A live database and what was applied to it. */
export interface CatalogQuestion {
  readonly name: string;
  readonly facts: Facts;
  readonly localFacts: Facts | null;
  readonly chain: AppliedChain;
  readonly history: { readonly schema: string; readonly table: string } | null;
  /** What other targets make in the same database. */
  readonly others: Facts;
}

export interface CatalogOptions extends ShadowOptions {
  readonly schemas: readonly string[] | null;
  readonly ignore: readonly string[];
  readonly include: readonly OnRequest[];
}

/**
 * What the migrations of a target make, against each of the databases that have them. Databases with the same migrations
 * share a shadow.
 */
export async function catalogsOf(
  checkout: Checkout,
  questions: readonly CatalogQuestion[],
  options: CatalogOptions,
): Promise<Map<string, Outcome<FoundDifference>>> {
  const outcomes = new Map<string, Outcome<FoundDifference>>();
  for (const group of byChain(questions)) {
    const [first] = group;
    if (first === undefined) continue;
    const { migrations, schema } = first.chain;
    const failure = await replayAndVisit(migrations, checkout, { ...options, schema }, async (replayed) => {
      const expected = await factsOf(replayed, options);
      for (const question of group) {
        outcomes.set(question.name, await compare(question, expected, replayed, checkout, options));
      }
    });
    for (const { name } of group) {
      // A shadow that failed after some comparisons says nothing of those either.
      if (failure !== null)
        outcomes.set(name, failure.kind === "failed" ? failed(failure.reason) : notChecked(failure.reason));
    }
  }
  return outcomes;
}

/** What the migrations make, by a shadow of its own. */
export async function factsMadeBy(
  checkout: Checkout,
  chain: AppliedChain,
  options: CatalogOptions,
): Promise<Facts> {
  const { migrations, schema } = chain;
  let facts: Facts = new Map();
  await replayAndVisit(migrations, checkout, { ...options, schema }, async (replayed) => {
    facts = await factsOf(replayed, options);
  });
  return facts;
}

function byChain(questions: readonly CatalogQuestion[]): CatalogQuestion[][] {
  const groups = new Map<string, CatalogQuestion[]>();
  for (const question of questions) {
    const { migrations, schema } = question.chain;
    const key = createHash("sha256")
      .update(JSON.stringify([schema, migrations.map(({ id, sql }) => [id, sql])]))
      .digest("hex");
    groups.set(key, [...(groups.get(key) ?? []), question]);
  }
  return [...groups.values()];
}

async function factsOf({ shadow }: Replayed, { include }: CatalogOptions): Promise<Facts> {
  await setForReading(shadow.session, "session");
  return extractFacts(shadow.session, include);
}

async function compare(
  { facts, localFacts, chain, history, others }: CatalogQuestion,
  expected: Facts,
  { shadow, missingExtensions }: Replayed,
  { surveyed }: Checkout,
  { schemas, ignore }: CatalogOptions,
): Promise<Outcome<FoundDifference>> {
  const scope: Scope & { mark: string } = {
    schemas,
    ignore,
    platform: platformOf(surveyed),
    unavailable: missingExtensions,
    history,
    mark: howToMarkApplied(surveyed.folder.tool),
  };
  const read = localFacts === null ? facts : withWallClock(expected, facts, localFacts);
  const own = new Map([...read].filter(([key]) => expected.has(key) || !others.has(key)));
  const differences = await compareCatalogs(expected, own, scope, shadow.session);
  return checked(differences, chain.doubts.length === 0 ? null : chain.doubts.join(" "));
}

function platformOf({ folder, target }: Surveyed): readonly string[] {
  return folder.tool.platform === "supabase" || target.prelude === "supabase" ? SUPABASE_SCHEMAS : [];
}
