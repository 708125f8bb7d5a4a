import { type Pair, pairStates } from "../drift/catalog/compare-facts.ts";
import type { Facts } from "../drift/catalog/fact.ts";
import type { Rollback } from "../judge/rollback.ts";
import type { Down } from "../migrations/migration.ts";
import type { StatementError } from "../postgres/server-message.ts";
import type { ScheduledMigration } from "../shadow/rehearse/scheduled-migration.ts";
import type { Ended, Moment, RolledBack } from "../shadow/rehearse/way-back.ts";
import { differenceLines, errorLines } from "./rollback-words.ts";

/** What is known of the way back of a migration, or why nothing is, as a clause. */
export type ToldRollback = Rollback | { readonly unknown: string };

export interface RollbackFacts {
  /** What takes migrations back, as it was read; by id. */
  readonly known: ReadonlyMap<string, Down>;
  /** The same as it was run. */
  readonly downs: ReadonlyMap<string, ScheduledMigration>;
  /** Undefined: nothing was run down. */
  readonly rolledBack: RolledBack | undefined;
  /** Before the change, and after it; null: it could not be read. */
  readonly before: Facts | null;
  readonly after: Facts | null;
  /** Null: it could not be read; undefined: nobody looked. */
  stateAt(moment: Moment): Facts | null | undefined;
}

/** How the state before a migration is taken back differs from the one in which that had gone up. */
export interface Left {
  /** The migration that left it so, or null where nothing differs. */
  readonly by: string | null;
  /** Null: the state could not be read. */
  readonly pairs: readonly Pair[] | null;
}

const NOTHING: Left = { by: null, pairs: [] };

/** Something is there twice, or others depend on it: duplicate and dependent objects. */
const IN_THE_WAY = new Set(["2BP01", "42701", "42710", "42723", "42P06", "42P07"]);

/** Whether a migration may fail for what others left, and not by itself. */
export function mayComeFrom({ by, pairs }: Left, { sqlstate }: StatementError): boolean {
  if (by === null) return false;
  // What only stands there in addition makes nothing missing.
  const isMore = pairs?.every(({ expected }) => expected === null) ?? false;
  return !isMore || IN_THE_WAY.has(sqlstate);
}

export interface RollbacksResult {
  /** By id. */
  readonly told: ReadonlyMap<string, ToldRollback>;
  /** How the state that is reached differs from the one before the change. */
  readonly left: Left;
}

/**
 * What is told of each judged migration. Each is held against the state before it; what those behind it left there,
 * since they cannot be taken back, or not whole, is not its own.
 */
export function rollbacksOf(judged: readonly ScheduledMigration[], facts: RollbackFacts): RollbacksResult {
  const told = new Map<string, ToldRollback>();
  let left = NOTHING;
  let state = stateBehind(judged, judged.length, facts);
  for (const [at, one] of [...judged.entries()].reverse()) {
    const { id } = one.migration;
    const looked = facts.stateAt({ at: "down", migration: id });
    if (looked !== undefined) state = looked;
    const before = stateBehind(judged, at, facts);
    const pairs = before && state && pairStates(before, state);
    told.set(id, toldOf(one, facts, pairs, left));
    left = pairs?.length === 0 ? NOTHING : { by: left.by ?? id, pairs };
  }
  return { told, left };
}

/** The state when so many of the migrations had gone up. */
export function stateBehind(
  judged: readonly ScheduledMigration[],
  count: number,
  facts: RollbackFacts,
): Facts | null {
  if (count === judged.length) return facts.after;
  const last = judged[count - 1];
  return last === undefined
    ? facts.before
    : (facts.stateAt({ at: "up", migration: last.migration.id }) ?? null);
}

function textOf(pair: Pair): string {
  return JSON.stringify(pair);
}

function toldOf(
  { migration }: ScheduledMigration,
  facts: RollbackFacts,
  pairs: readonly Pair[] | null,
  left: Left,
): ToldRollback {
  const { id } = migration;
  const down = facts.known.get(id);
  if (down === undefined) return { outcome: "none", path: migration.path, line: 1, again: false, detail: [] };
  if (down.kind !== "sql") return toldOfProblem(down);
  const script = facts.downs.get(id);
  const ended = facts.rolledBack?.downs.get(id);
  if (script === undefined || ended === undefined) return { unknown: "the shadow was lost before it" };
  if (ended.kind === "unknown") return { unknown: ended.reason };
  if (ended.kind === "failed") {
    return mayComeFrom(left, ended.error)
      ? { unknown: `${left.by}, which comes first, is not taken back, or not whole` }
      : failed(script, ended, false);
  }
  if (pairs === null) return { unknown: "the catalog could not be read" };
  const before = new Set((left.pairs ?? []).map(textOf));
  const own = pairs.filter((pair) => !before.has(textOf(pair)));
  return {
    outcome: own.length === 0 ? "exact" : "differs",
    path: script.migration.path,
    line: script.script.statements[0]?.line ?? firstLine(script.migration.sql),
    again: false,
    detail: differenceLines(own, "back"),
  };
}

/** The first that is not blank. */
function firstLine(text: string): number {
  const at = text.search(/\S/);
  return at < 0 ? 1 : text.slice(0, at).split("\n").length;
}

function toldOfProblem({ kind, path, line, reason }: Exclude<Down, { kind: "sql" }>): ToldRollback {
  if (kind === "unknown") return { unknown: `${path}${line === null ? "" : `:${line}`} ${reason}` };
  return { outcome: "fails", path, line: line ?? 1, again: false, detail: [reason] };
}

/** @param again on the second way up */
export function failed(
  { migration: { path } }: ScheduledMigration,
  { line, error }: Extract<Ended, { kind: "failed" }>,
  again: boolean,
): Rollback {
  return { outcome: "fails", path, line, again, detail: errorLines(error) };
}
