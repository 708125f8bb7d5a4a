import type { Effect } from "../effects/effect.ts";
import { lastingEffects } from "../effects/lasting-effects.ts";
import { createModel, type SchemaModel, toChange } from "../effects/schema/model.ts";
import { shapesOf } from "../effects/schema/shape.ts";
import type { Production } from "../judge/change.ts";
import type { Unanalyzed } from "../judge/finding.ts";
import type { Rollback } from "../judge/rollback.ts";
import type { Migration } from "../migrations/migration.ts";
import type { Selection } from "../migrations/selection.ts";
import type { LiveObject } from "../shadow/rehearse/live-object.ts";
import type { Rehearsal } from "../shadow/rehearse/rehearsal.ts";
import type { ScheduledMigration } from "../shadow/rehearse/scheduled-migration.ts";
import { DISCONNECT, type Place } from "../sql/transaction.ts";
import { ISSUES } from "../version.ts";
import type { KnownBase } from "./known-base.ts";
import {
  earlyRemark,
  emptyTablesRemark,
  notRehearsedRemark,
  outsideRemark,
  rollbackRemark,
} from "./migration-remarks.ts";
import { withOwnership } from "./ownership.ts";
import type { Past } from "./past.ts";
import type { ToldRollback } from "./rollback-outcome.ts";
import { seedFacts, seedObjects } from "./seed-model.ts";
import { type StatementAnalysis, statementEffects } from "./statement-effects.ts";
import { throughLiveObjects } from "./through-live-objects.ts";
import { type Moment, walk } from "./walk.ts";
import { workShapesOf } from "./work-shapes.ts";

/** A judged migration with the effects of its statements. */
export interface AnalyzedMigration {
  readonly migration: Migration;
  readonly statements: readonly StatementAnalysis[];
  readonly rehearsed: boolean;
  /** What a reader must know of how it was judged, in whole sentences. */
  readonly remarks: readonly string[];
  /** Where its way back leads; left out where that was not seen. */
  readonly rollback?: Rollback;
}

export interface AnalyzeResult {
  /** The judged migrations, in order, grouped by what is deployed together. */
  readonly changes: readonly (readonly AnalyzedMigration[])[];
  readonly unanalyzed: readonly Unanalyzed[];
}

export interface AnalyzeOptions {
  readonly selection: Selection;
  readonly scheduled: readonly ScheduledMigration[];
  /** Production's PostgreSQL, 14-18. */
  readonly major: number;
  readonly past: Past;
  /** What a run before made of the base; left out or null: nothing. */
  readonly known?: KnownBase | null;
  /** What is known of production; left out: nothing. */
  readonly production?: Pick<Production, "snapshot" | "role">;
  /** What was seen on a shadow, or why nothing was: a sentence, or null when nobody asked for it. */
  readonly rehearsal: Rehearsal | string | null;
  /** What was seen of ways back, by the ids of migrations; left out or null: nothing. */
  readonly rollbacks?: ReadonlyMap<string, ToldRollback> | null;
}

/** What the migrations of one target do: derived from their text and the schema so far, and seen in the rehearsal. */
export function analyze(options: AnalyzeOptions): AnalyzeResult {
  const { selection, scheduled, past } = options;
  const { grouping } = selection;
  const rehearsal = typeof options.rehearsal === "object" ? options.rehearsal : null;
  const analyses = analyzeStatements(options, rehearsal);
  const analyzed = scheduled
    .filter(({ judged }) => judged)
    .map((one): AnalyzedMigration => {
      const statements = analyses.get(one) ?? [];
      const rehearsed = rehearsal?.migrations.get(one.migration.id);
      const rollback = options.rollbacks?.get(one.migration.id);
      return {
        migration: one.migration,
        statements,
        rehearsed: rehearsed?.rehearsed ?? false,
        remarks: [
          ...earlyRemark(selection, one),
          ...(typeof options.rehearsal === "string" ? [options.rehearsal] : []),
          ...outsideRemark(past, one),
          ...emptyTablesRemark(one, rehearsed),
          ...notRehearsedRemark(statements),
          ...rollbackRemark(rollback),
          ...statements.flatMap(({ statement, contradictions }) =>
            contradictions.map((text) => `Line ${statement.line}: ${text}. Please report this at ${ISSUES}.`),
          ),
        ],
        ...(rollback && "outcome" in rollback ? { rollback } : {}),
      };
    });
  return {
    changes: grouping === "each" ? analyzed.map((one) => [one]) : [analyzed],
    unanalyzed: [
      ...brokenBase(rehearsal),
      ...scheduled
        .filter(({ judged }) => judged)
        .flatMap((one) => unanalyzedOf(one, analyses.get(one) ?? [])),
    ],
  };
}

function analyzeStatements(
  { selection, scheduled, major, past, known = null, production }: AnalyzeOptions,
  rehearsal: Rehearsal | null,
): ReadonlyMap<ScheduledMigration, readonly StatementAnalysis[]> {
  // What a migration that is not read makes is told by failures of the rehearsal, and without one by nothing.
  const isRead = rehearsal !== null || selection.target.gaps.length === 0;
  // What has run in production and does not run here needs more than the repository holds.
  const isReplayed = rehearsal?.baseFailures.every(({ blame }) => blame?.kind !== "outside") ?? true;
  const wholeBefore = isRead && isReplayed ? past.wholeBefore : new Set<string>();
  // All that the schema behind the base follows from besides its migrations.
  const given = (length: number) =>
    JSON.stringify([
      isRead,
      [...past.elsewhere],
      [...past.extensions],
      past.schemas,
      scheduled.slice(0, length).map(({ migration }) => (wholeBefore.has(migration.id) ? 1 : 0)),
    ]);
  const walked = known?.walked(given(known.length)) ?? null;
  const model = walked ?? emptyModel(past, isRead);
  const analyses = new Map<ScheduledMigration, StatementAnalysis[]>();
  const { grouping } = selection;
  let live: readonly LiveObject[] = [];
  const seed = (before: SchemaModel) => {
    if (production?.snapshot) seedFacts(before, production.snapshot);
    // Each migration of a history ran before what production has now was made.
    if (grouping === "each") return;
    live = rehearsal?.liveObjects ?? production?.snapshot?.objects ?? [];
    seedObjects(before, live);
  };
  const walking = walk(scheduled, model, {
    grouping,
    rehearsal,
    wholeBefore,
    seed,
    known: walked && known ? known.length : 0,
    endOfBase: (base) => known?.noteWalked(given(known.of), base),
  });
  for (const moment of walking) {
    if (moment.kind === "statement") {
      const own = analyses.get(moment.scheduled) ?? [];
      // Only where a table's size is known: else nothing is told by it.
      const work = past.elsewhere.size > 0 ? workShapesOf : null;
      const analyzed = throughLiveObjects(analyzeStatement(moment, major, rehearsal, work), moment, live);
      own.push(withOwnership(analyzed, moment, major, production));
      analyses.set(moment.scheduled, own);
      continue;
    }
    for (const one of moment.migrations) {
      const own = analyses.get(one) ?? [];
      analyses.set(
        one,
        own.map((it) => {
          const effects = lastingEffects(it.effects, moment.model);
          return effects === it.effects ? it : { ...it, effects };
        }),
      );
    }
  }
  return analyses;
}

/** Before the first migration. */
function emptyModel({ elsewhere, extensions, schemas }: Past, isRead: boolean): SchemaModel {
  const model = createModel({ complete: isRead, elsewhere });
  for (const [name, schema] of extensions)
    toChange(model, "extensions").set(name, { schema: schema ?? "public", born: 0 });
  for (const name of schemas) toChange(model, "schemas").set(name, 0);
  return model;
}

function analyzeStatement(
  moment: Moment,
  major: number,
  rehearsal: Rehearsal | null,
  work: typeof workShapesOf | null,
): StatementAnalysis {
  const { statement, place, rehearsed } = moment;
  const on = rehearsal && rehearsed && { postgres: rehearsal.postgres, statement: rehearsed };
  const known = statementEffects(moment, major, on);
  // One by one: what a literal adds behind a spread takes V8 of Node 20 some microseconds each.
  const { effects, unanalyzed, refusedInTransaction, contradictions, notRehearsed } = known;
  return {
    statement,
    effects: lasting(place, effects),
    unanalyzed,
    refusedInTransaction,
    contradictions,
    notRehearsed,
    postgres: major,
    tables: shapesOf(moment.model, effects),
    transaction: place.transaction,
    ...(work && { work: work(moment, effects) }),
  };
}

/**
 * Without what a ROLLBACK takes back before anyone else could see it: locks and work are there until then. What the end of
 * a connection takes back stays, as another client would commit it.
 */
function lasting({ undoneBy }: Place, effects: readonly Effect[]): readonly Effect[] {
  if (undoneBy === null || undoneBy === DISCONNECT) return effects;
  return effects.filter(({ kind }) => kind !== "destroy" && kind !== "break");
}

/** What of the base does not replay by its own fault: everything after it was rehearsed without it. */
function brokenBase(rehearsal: Rehearsal | null): Unanalyzed[] {
  return (rehearsal?.baseFailures ?? [])
    .filter(({ blame }) => blame === null)
    .map(({ path, line, reason }) => {
      return { path, line, reason: `does not replay, so what builds on it cannot be rehearsed: ${reason}` };
    });
}

function unanalyzedOf(
  { migration: { path }, script }: ScheduledMigration,
  statements: readonly StatementAnalysis[],
): Unanalyzed[] {
  const unread = script.unread.map(({ line, reason }) => ({ path, line, reason }));
  const unclear = statements.flatMap(({ statement: { line }, unanalyzed: reason }) =>
    reason === null ? [] : [{ path, line, reason }],
  );
  return [...unread, ...unclear].sort((a, b) => a.line - b.line);
}
