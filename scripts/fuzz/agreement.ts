/** Whether derivation and PostgreSQL agree on a chain of statements that run. */
import type { AnalyzeResult } from "../../src/analysis/analyze.ts";
import { type Rehearsed, rehearsed, type Shadow } from "./rehearse.ts";
import { SCHEMA, statementsOf } from "./statements.ts";

export interface Agreement {
  /** Statements that ran and were compared. */
  readonly compared: number;
  /** "statement: what the catalogue said and what PostgreSQL did". */
  readonly contradictions: readonly string[];
  readonly unanalyzed: readonly string[];
}

/**
 * Statements of one seed: first each in a migration of its own, to learn which of them run; then those that do, up to
 * three in a transaction.
 */
export async function agreementOn(
  seed: number,
  count: number,
  shadow: Shadow | null = null,
): Promise<Agreement> {
  const alone = await onPrisma(
    statementsOf(seed, count).map((statement) => [statement]),
    shadow,
  );
  const unread = new Set(alone.analysis.unanalyzed.map(({ path }) => path));
  const runs = alone.analysis.changes.flat().flatMap(({ migration, statements: [only] }) => {
    if (only === undefined || unread.has(migration.path) || only.effects.some(isFailure)) return [];
    // What needs a name that nothing makes is judged, and not run.
    const [ran] = alone.rehearsal.migrations.get(migration.id)?.statements ?? [];
    return ran?.kind === "observed" && ran.observation.error === null ? [only.statement.text] : [];
  });
  const grouped: string[][] = [];
  for (let at = 0; at < runs.length; at += (at % 3) + 1) grouped.push(runs.slice(at, at + (at % 3) + 1));
  const together = await onPrisma(grouped, shadow);
  return {
    // What fails leaves nothing behind, so that the first comparison is good to its end.
    compared: 2 * runs.length,
    contradictions: [alone, together].flatMap(({ analysis }) => contradictionsIn(analysis)),
    unanalyzed: together.analysis.unanalyzed.map(({ path, line, reason }) => `${path}:${line} ${reason}`),
  };
}

function isFailure(effect: { readonly kind: string; readonly when?: string }): boolean {
  return effect.kind === "fail" && effect.when === "always";
}

export function contradictionsIn({ changes }: AnalyzeResult): string[] {
  return changes
    .flat()
    .flatMap(({ statements }) => statements)
    .flatMap(({ statement, contradictions }) => contradictions.map((words) => `${statement.text}: ${words}`));
}

/** The schema and then each group as a Prisma migration, whose statements share a transaction. */
function onPrisma(groups: readonly (readonly string[])[], shadow: Shadow | null): Promise<Rehearsed> {
  const files: Record<string, string> = {
    "package.json": '{ "dependencies": { "prisma": "6.10.0" } }',
    "prisma/migrations/migration_lock.toml": 'provider = "postgresql"',
  };
  for (const [index, statements] of [[SCHEMA], ...groups].entries())
    files[`prisma/migrations/${20250101000000 + index}_m/migration.sql`] = `${statements.join(";\n")};\n`;
  return rehearsed(files, "each", shadow);
}
