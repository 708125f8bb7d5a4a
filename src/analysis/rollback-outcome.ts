import { type Pair, pairStates } from "../drift/catalog/compare-facts.ts";
import type { Facts } from "../drift/catalog/fact.ts";
import type { Rollback } from "../judge/rollback.ts";
import type { Down } from "../migrations/migration.ts";
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
  /** Null: it could not be read; undefined: nobody looked. */
  stateAt(moment: Moment): Facts | null | undefined;
}

/** What is there before a migration is taken back, though it was not when that had gone up. */
interface Left {
  /** The migration that left it, or null where nothing is left. */
  readonly by: string | null;
  readonly texts: ReadonlySet<string>;
}

const NOTHING: Left = { by: null, texts: new Set() };

export interface RollbacksResult {
  /** By id. */
  readonly told: ReadonlyMap<string, ToldRollback>;
  /** The state before the change was reached. */
  readonly isBack: boolean;
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
    const isBack = pairs?.length === 0;
    left = isBack ? NOTHING : { by: left.by ?? id, texts: new Set((pairs ?? []).map(textOf)) };
  }
  return { told, isBack: left.by === null };
}

/** The state when so many of the migrations had gone up. */
export function stateBehind(
  judged: readonly ScheduledMigration[],
  count: number,
  facts: Pick<RollbackFacts, "stateAt">,
): Facts | null {
  const last = judged[count - 1]?.migration.id;
  return facts.stateAt(last === undefined ? { at: "before" } : { at: "up", migration: last }) ?? null;
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
    return left.by === null
      ? failed(script, ended, false)
      : { unknown: `it comes behind that of ${left.by}, which does not lead back` };
  }
  if (pairs === null) return { unknown: "the catalog could not be read" };
  const own = pairs.filter((pair) => !left.texts.has(textOf(pair)));
  return {
    outcome: own.length === 0 ? "exact" : "differs",
    path: script.migration.path,
    line: script.script.statements[0]?.line ?? 1,
    again: false,
    detail: differenceLines(own, "back"),
  };
}

function toldOfProblem({ kind, path, line, reason }: Exclude<Down, { kind: "sql" }>): ToldRollback {
  if (kind === "unknown") return { unknown: `${path}${line === null ? "" : `:${line}`} ${reason}` };
  return { outcome: "fails", path, line: line ?? 1, again: false, detail: [reason] };
}

/** @param again on the second way up */
export function failed(
  { migration: { path }, script: { statements } }: ScheduledMigration,
  { statement, error }: Extract<Ended, { kind: "failed" }>,
  again: boolean,
): Rollback {
  const line = (statement ?? statements.at(-1))?.line ?? 1;
  return { outcome: "fails", path, line, again, detail: errorLines(error) };
}
