import type { Derived } from "../effects/derive.ts";
import type { Effect } from "../effects/effect.ts";
import { createModel } from "../effects/schema/model.ts";
import type { ReadStatement } from "../judge/change.ts";
import type { Migration } from "../migrations/migration.ts";
import type { Selection } from "../migrations/selection.ts";
import type { Unanalyzed } from "../report/report.ts";
import { type DerivePlan, deriveSteps } from "./derive-steps.ts";
import { readSteps, type Step } from "./step.ts";

/** A judged migration with the effects of its statements. */
export interface AnalyzedMigration {
  readonly migration: Migration;
  readonly statements: readonly ReadStatement[];
  readonly rehearsed: boolean;
  /** What a reader must know of how it was judged, in whole sentences. */
  readonly remarks: readonly string[];
}

export interface Analysis {
  /** The judged migrations, in order, grouped by what is deployed together. */
  readonly changes: readonly (readonly AnalyzedMigration[])[];
  readonly unanalyzed: readonly Unanalyzed[];
}

/** What the migrations of one target do, derived from their text and the schema that their predecessors make. */
export function analyze(selection: Selection, plan: Omit<DerivePlan, "grouping">): Analysis {
  const steps = readSteps(selection);
  const { grouping } = selection;
  const derived = deriveSteps(steps, createModel({ complete: startsEmpty(selection) }), {
    ...plan,
    grouping,
  });
  const judged = steps.filter((step) => step.judged);
  const analyzed = judged.map((step) => analyzedOf(step, derived.get(step.migration.id) ?? [], selection));
  return {
    changes: grouping === "each" ? analyzed.map((one) => [one]) : [analyzed],
    unanalyzed: judged.flatMap((step) => unanalyzedOf(step, derived.get(step.migration.id) ?? [])),
  };
}

/** A history that the tool applies to an empty database tells the whole schema; a file by itself does not. */
function startsEmpty({ target, migrations, judged }: Selection): boolean {
  return target.tool !== "sql" || migrations.some(({ id }) => !judged.has(id));
}

function analyzedOf(
  { migration, script, transactions }: Step,
  derived: readonly Derived[],
  { early }: Selection,
): AnalyzedMigration {
  const statements = script.statements.map((statement, index): ReadStatement => {
    const effects: readonly Effect[] = derived[index]?.effects ?? [];
    return { statement, effects, transaction: transactions[index] ?? null };
  });
  const late = early.find(({ id }) => id === migration.id);
  const remarks = late
    ? [`It sorts before ${late.before}, which is merged: production runs it after that.`]
    : [];
  return { migration, statements, rehearsed: false, remarks };
}

function unanalyzedOf({ migration: { path }, script }: Step, derived: readonly Derived[]): Unanalyzed[] {
  const unread = script.unread.map(({ line, reason }) => ({ path, line, reason }));
  const unclear = script.statements.flatMap(({ line }, index) => {
    const reason = derived[index]?.unanalyzed ?? null;
    return reason === null ? [] : [{ path, line, reason }];
  });
  return [...unread, ...unclear].sort((a, b) => a.line - b.line);
}
