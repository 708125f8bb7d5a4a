/** The only place that maps the size and the traffic of a table, and the configuration, to a level. */
import type { Effect } from "../effects/effect.ts";
import type { ReportedEffect } from "../effects/reported-effect.ts";
import type { Snapshot } from "../production/snapshot.ts";
import type { TableStats } from "../production/table-stats.ts";
import type { Analyzed, Judgment, Level, Rule } from "../rule.ts";
import { type TableUse, usesOf } from "./queries-on.ts";

export interface Size {
  readonly rows: number;
  readonly bytes: number;
}

/** When a table counts as small, big or hot. */
export interface Thresholds {
  /** At or below both: what blocks it is over before anybody notices. */
  readonly small: Size;
  /** At or above either. */
  readonly big: Size;
  /** At or above either: what blocks it is noticed at once. */
  readonly hot: { readonly writesPerSecond: number; readonly readsPerSecond: number };
}

export const THRESHOLDS: Thresholds = {
  small: { rows: 50_000, bytes: 32 * 1024 ** 2 },
  big: { rows: 1_000_000, bytes: 1024 ** 3 },
  hot: { writesPerSecond: 50, readsPerSecond: 500 },
};

/** A level that the configuration gives a rule, everywhere or on some tables or paths. */
export interface LevelOverride {
  readonly rule: string;
  readonly level: Level | "off";
  /** Whether it holds there; null: everywhere. The relation is `schema.name`, null for a finding on none. */
  readonly where: ((path: string, relation: string | null) => boolean) | null;
}

/** How the size of a table weighs. */
export interface Sizing {
  readonly thresholds: Thresholds;
  /** What a table without statistics counts as. */
  readonly assume: "large" | "small";
}

/** Another sizing for some tables or paths, laid over the one for all others. */
export interface SizingOverride {
  over(sizing: Sizing): Sizing;
  where(path: string, relation: string | null): boolean;
}

export interface Weighing extends Sizing {
  /** All that hold are laid one over the other. */
  readonly sizings: readonly SizingOverride[];
  /** The last one that holds wins. */
  readonly levels: readonly LevelOverride[];
}

export const DEFAULT_WEIGHING: Weighing = {
  thresholds: THRESHOLDS,
  assume: "large",
  sizings: [],
  levels: [],
};

/** `small`: not worth a warning; `large`: as a rule says; `big`: big or hot, worse than a rule says. */
export type Load = "small" | "large" | "big";

export function loadOf(stats: TableStats | undefined, { thresholds, assume }: Sizing): Load {
  if (stats === undefined) return assume;
  const { small, big } = thresholds;
  if (isHot(stats, thresholds) || stats.rows >= big.rows || stats.bytes >= big.bytes) return "big";
  return stats.rows <= small.rows && stats.bytes <= small.bytes ? "small" : "large";
}

function isHot({ writesPerSecond, readsPerSecond }: TableStats, { hot }: Thresholds): boolean {
  return (writesPerSecond ?? 0) >= hot.writesPerSecond || (readsPerSecond ?? 0) >= hot.readsPerSecond;
}

/** Whether facts show a table so busy that what blocks it is noticed at once. */
export type HotTest = (path: string, relation: string) => boolean;

interface Facts {
  readonly stats: (relation: string) => TableStats | undefined;
  readonly snapshot: Snapshot | null;
}

/** By what the server counted of the table, or by the queries that use it. */
export function hotTest({ stats, snapshot }: Facts, weighing: Weighing): HotTest {
  return (path, relation) => {
    const { thresholds } = sizingOf(path, relation, weighing);
    const known = stats(relation);
    if (known !== undefined && isHot(known, thresholds)) return true;
    const uses = usesOf(snapshot, relation);
    const rate = (of: readonly TableUse[]) =>
      of.reduce((sum, { query }) => sum + (query.callsPerSecond ?? 0), 0);
    return (
      rate(uses) >= thresholds.hot.readsPerSecond ||
      rate(uses.filter(({ writes }) => writes)) >= thresholds.hot.writesPerSecond
    );
  };
}

/** The effects whose harm grows with the table: others have to wait while they last. */
const GROWS: ReadonlySet<Effect["kind"]> = new Set(["lock", "scan", "rewrite", "build", "change"]);

/** What is gone is gone, whatever the table's size or the configuration: only a reasoned ignore silences it. */
const LOST: ReadonlySet<string> = new Set(["column", "table", "rows", "values", "schema", "database"]);

/** Whether data is gone that only a reasoned ignore may silence. */
export function isLost(effect: Effect | ReportedEffect): boolean {
  return effect.kind === "destroy" && LOST.has(effect.what);
}

/** Whether something is gone for good, data or not; what an ANALYZE brings back is not. */
export function isGone(effect: Effect): boolean {
  return effect.kind === "destroy" && effect.what !== "statistics";
}

const RAISED: Readonly<Record<Level, Level>> = { note: "warning", warning: "error", error: "error" };

/** The level of a judgment, or "off". */
export function levelOf(
  id: string,
  rule: Rule,
  judgment: Judgment,
  analyzed: Analyzed,
  weighing: Weighing,
): Level | "off" {
  const { because } = judgment;
  const set = overrideOf(id, analyzed.migration.path, because.relation, weighing);
  const base = set ?? judgment.level ?? rule.level;
  if (isLost(because)) {
    return base === "off" || base === "note" ? "warning" : base;
  }
  const isOfRepository = rule.scope === "repository" && !judgment.isOnStatement;
  if (base === "off" || isOfRepository || judgment.isSteady) return base;
  // Reading all of a small table is nothing to a query.
  if (because.kind === "unplan" || (because.kind === "destroy" && because.what === "statistics"))
    return heaviest([because], analyzed, weighing) === "small" ? "note" : base;
  if (!GROWS.has(because.kind)) return base;
  const effects = [because, ...(judgment.covering ?? [])].filter(({ kind }) => GROWS.has(kind));
  const work = [...effects, ...(judgment.during ? [judgment.during] : [])].filter(
    ({ kind }) => kind !== "lock",
  );
  // Others wait as long as the work takes, however large the tables are that they wait for.
  if (heaviest(work.length > 0 ? work : effects, analyzed, weighing) === "small") return "note";
  return heaviest([...effects, ...work], analyzed, weighing) === "big" && set === undefined
    ? RAISED[base]
    : base;
}

function heaviest(effects: readonly Effect[], analyzed: Analyzed, weighing: Weighing): Load {
  const loads = effects.map(({ relation }) => {
    const stats = relation === null ? undefined : analyzed.stats(relation);
    return loadOf(stats, sizingOf(analyzed.migration.path, relation, weighing));
  });
  if (loads.includes("big")) return "big";
  return loads.includes("large") ? "large" : "small";
}

function sizingOf(path: string, relation: string | null, { sizings, ...general }: Weighing): Sizing {
  return sizings
    .filter(({ where }) => where(path, relation))
    .reduce<Sizing>((sizing, { over }) => over(sizing), general);
}

/** The level that the configuration sets for a rule there, or undefined. */
export function overrideOf(
  rule: string,
  path: string,
  relation: string | null,
  { levels }: Weighing,
): Level | "off" | undefined {
  return levels.findLast(
    (override) => override.rule === rule && (override.where === null || override.where(path, relation)),
  )?.level;
}
