/**
 * The rehearsal of a target, in which its running queries are watched (which break, and which lose their index), and its
 * catalog before the change and after it.
 */
import type { PlanWatch } from "../live/plan-watch.ts";
import type { QueryWatch } from "../live/query-watch.ts";
import type { Selection } from "../migrations/selection.ts";
import type { Snapshot } from "../production/snapshot.ts";
import type { Rehearsal, Witness } from "../shadow/rehearse/rehearsal.ts";
import type { ScheduledMigration } from "../shadow/rehearse/scheduled-migration.ts";
import type { CatalogChange, CatalogWitness } from "./catalog-witness.ts";
import type { LiveQueryCheck } from "./live-queries.ts";
import type { Past } from "./past.ts";
import { type RehearseSelectionResult, rehearseSelection, type ShadowOptions } from "./rehearse-selection.ts";
import type { ToldRollback } from "./rollback-outcome.ts";
import type { WayBack } from "./way-back.ts";

export interface RehearseWatchedOptions extends ShadowOptions {
  readonly queries: LiveQueryCheck;
  /** Sizes and statistics to plan with; null: nothing is planned. */
  readonly snapshot: Snapshot | null;
}

export interface RehearseWatchedResult extends RehearseSelectionResult {
  readonly watch: QueryWatch | null;
  readonly plans: PlanWatch | null;
  /** Null: the migrations are no one change, or its rehearsal did not come to its end. */
  readonly catalog: CatalogChange | null;
  /** What is told of the way back of each judged migration, by id; null: nothing. */
  readonly rollbacks: ReadonlyMap<string, ToldRollback> | null;
}

export async function rehearseWatched(
  selection: Selection,
  scheduled: readonly ScheduledMigration[],
  past: Past,
  { queries, snapshot, ...options }: RehearseWatchedOptions,
): Promise<RehearseWatchedResult> {
  const attending = attend(selection, scheduled, { queries, snapshot, ...options });
  // It is awaited below, unless the rehearsal throws first.
  attending.catch(() => undefined);
  const rehearse = (changed: Partial<ShadowOptions>): Promise<RehearseSelectionResult> =>
    rehearseSelection(selection, scheduled, past, { ...options, ...changed });
  const attempt = await rehearse({ attending });
  const { watch, plans, wayBack, catalog } = await attending;
  if (plans && options.shadow !== "pglite" && typeof attempt.rehearsal === "object") {
    const { rehearsal } = await rehearse({ shadow: "pglite", cache: null, witness: plans });
    const reason = typeof rehearsal === "string" ? rehearsal : furtherFailure(attempt.rehearsal, rehearsal);
    if (reason !== null) plans.leave(reason);
  }
  return {
    ...attempt,
    watch,
    plans,
    catalog: changeSeen(catalog, attempt),
    rollbacks: wayBack && typeof attempt.rehearsal === "object" ? wayBack.tell(attempt.rehearsal) : null,
  };
}

/** Those who look on, and what they are asked for in the end. */
async function attend(
  selection: Selection,
  scheduled: readonly ScheduledMigration[],
  { queries, snapshot, shadow, witness }: RehearseWatchedOptions,
) {
  const watch = await queries.watch(selection, scheduled, true);
  const plans = watch && snapshot && (await planWatch(watch, scheduled, snapshot));
  const wayBack = isOneChange(selection) ? await wayBackOf(selection, scheduled) : null;
  const rollBack = wayBack !== null && wayBack.downs.size > 0 ? wayBack : null;
  // Who looks on in a trial reads what of the catalog is wanted there.
  const isWanted = witness === undefined && isOneChange(selection);
  const catalog = rollBack?.ends ?? (isWanted ? await catalogWitness() : null);
  return {
    watch,
    plans,
    wayBack,
    catalog: isWanted ? catalog : null,
    witness: together([catalog, watch, shadow === "pglite" ? plans : null, witness ?? null]) ?? undefined,
    rollBack: rollBack ?? undefined,
  };
}

function changeSeen(
  witness: CatalogWitness | null,
  { rehearsal }: RehearseSelectionResult,
): CatalogChange | null {
  const seen = witness?.result() ?? null;
  if (seen === null || typeof rehearsal === "string") return null;
  const statements = [...rehearsal.migrations.values()].flatMap((one) => one.statements);
  const isWhole = statements.every((one) => one.kind === "observed" && one.observation.error === null);
  return { ...seen, isWhole, missingExtensions: rehearsal.missingExtensions };
}

/** Whether all that is judged is deployed together, and nothing else between. */
function isOneChange({ migrations, judged, grouping }: Selection): boolean {
  const first = migrations.findIndex(({ id }) => judged.has(id));
  return (
    grouping === "one change" && first !== -1 && migrations.slice(first).every(({ id }) => judged.has(id))
  );
}

async function catalogWitness(): Promise<CatalogWitness> {
  const { CatalogWitness } = await import("./catalog-witness.ts");
  return new CatalogWitness();
}

/** Null: it is not read what takes the migrations back. */
async function wayBackOf(
  { target, downs }: Selection,
  scheduled: readonly ScheduledMigration[],
): Promise<WayBack | null> {
  if (downs === undefined || target.isCaptured) return null;
  const { WayBack } = await import("./way-back.ts");
  return new WayBack(await downs(), scheduled);
}

/** Only what may take an index away, with something to read it by, costs a plan. */
async function planWatch(
  watch: QueryWatch,
  scheduled: readonly ScheduledMigration[],
  snapshot: Snapshot,
): Promise<PlanWatch | null> {
  const { PlanWatch } = await import("../live/plan-watch.ts");
  const statements = scheduled.flatMap((one) => (one.judged ? one.script.statements : []));
  const plans = new PlanWatch(watch.queries, statements, snapshot);
  return plans.isNeeded ? plans : null;
}

function together(all: readonly (Witness | null)[]): Witness | null {
  const present = all.filter((one) => one !== null);
  const [only, ...more] = present;
  if (only === undefined || more.length === 0) return only ?? null;
  return {
    async before(session, shadow) {
      for (const one of present) await one.before(session, shadow);
    },
    asksFor: (statement) => present.some((one) => one.asksFor?.(statement) ?? true),
    async after(session, statement, where) {
      for (const one of present) await one.after(session, statement, where);
    },
    async end(session, shadow) {
      for (const one of present) await one.end(session, shadow);
    },
  };
}

/** What of the base does not replay on the embedded server and did on the other, as the end of a sentence; or null. */
function furtherFailure(on: Rehearsal, embedded: Rehearsal): string | null {
  const known = new Set(on.baseFailures.map(({ path, line }) => `${path}:${line}`));
  const more = embedded.baseFailures.find(({ path, line }) => !known.has(`${path}:${line}`));
  return more === undefined
    ? null
    : `${more.path}:${more.line} does not replay on the embedded PostgreSQL (${more.reason})`;
}
