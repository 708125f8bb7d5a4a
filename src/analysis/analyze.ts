import type { Effect } from "../effects/effect.ts";
import { createModel } from "../effects/schema/model.ts";
import { shapesOf } from "../effects/schema/shape.ts";
import { settled } from "../effects/settle.ts";
import type { ReadStatement } from "../judge/change.ts";
import type { Unanalyzed } from "../judge/finding.ts";
import type { Migration } from "../migrations/migration.ts";
import type { Selection } from "../migrations/selection.ts";
import type { Rehearsal, RehearsedMigration } from "../shadow/rehearse/rehearsal.ts";
import { DISCONNECT, type Place } from "../sql/transaction.ts";
import { type Known, knownOf, type Sight } from "./both.ts";
import type { Past } from "./past.ts";
import type { Step } from "./step.ts";
import { type Moment, walkJudged } from "./walk.ts";

/** A judged migration with the effects of its statements. */
export interface AnalyzedMigration {
  readonly migration: Migration;
  readonly statements: readonly ReadStatement[];
  readonly rehearsed: boolean;
  /** What a reader must know of how it was judged, in whole sentences. */
  readonly remarks: readonly string[];
  /** Where the catalogue and PostgreSQL did not agree, among the remarks, too: defects of lockgate. */
  readonly contradictions: readonly Contradiction[];
}

export interface Contradiction {
  /** In its script. */
  readonly index: number;
  readonly words: string;
}

export interface Analysis {
  /** The judged migrations, in order, grouped by what is deployed together. */
  readonly changes: readonly (readonly AnalyzedMigration[])[];
  readonly unanalyzed: readonly Unanalyzed[];
}

export interface Analyzing {
  readonly selection: Selection;
  readonly steps: readonly Step[];
  /** Production's PostgreSQL, 14-18. */
  readonly major: number;
  readonly timeZone: string | null;
  readonly past: Past;
  /** `schema.name` of relations that production is known to have. */
  readonly elsewhere: ReadonlySet<string>;
  /** What was seen on a shadow, or why nothing was: a sentence, or null when nobody asked for it. */
  readonly rehearsal: Rehearsal | string | null;
}

/** What the migrations of one target do: derived from their text and the schema so far, and seen in the rehearsal. */
export function analyze(input: Analyzing): Analysis {
  const { selection, steps, major, timeZone, past, elsewhere, rehearsal } = input;
  const seen = typeof rehearsal === "object" ? rehearsal : null;
  // What a migration that is not read makes is told by failures of the rehearsal, and without one by nothing.
  const isRead = seen !== null || selection.target.gaps.length === 0;
  // What has run in production and does not run here needs more than the repository holds.
  const isReplayed = seen?.baseFailures.every(({ blame }) => blame?.kind !== "outside") ?? true;
  const model = createModel({ complete: isRead, elsewhere });
  for (const [name, schema] of past.extensions)
    model.extensions.set(name, { schema: schema ?? "public", born: 0 });
  for (const name of past.schemas) model.schemas.set(name, 0);
  const known = walkJudged(
    steps,
    model,
    selection.grouping,
    seen,
    ({ migration }) => isRead && isReplayed && past.wholeBefore.has(migration.id),
    (moment) => {
      const known = knownOf(moment, { major, timeZone }, sightOf(moment, seen));
      const tables = shapesOf(moment.model, known.effects);
      return { ...known, effects: lasting(moment.place, known.effects), tables };
    },
    (one, after) => ({ ...one, effects: settled(one.effects, after) }),
  );
  const analyzed = [...known].map(([step, statements]): AnalyzedMigration => {
    const rehearsed = seen?.migrations.get(step.migration.id);
    return {
      migration: step.migration,
      statements: step.script.statements.map((statement, index) => ({
        statement,
        effects: statements[index]?.effects ?? [],
        postgres: major,
        tables: statements[index]?.tables ?? new Map(),
        transaction: step.places[index]?.transaction ?? null,
      })),
      rehearsed: rehearsed?.rehearsed ?? false,
      contradictions: statements.flatMap(({ contradictions }, index) =>
        contradictions.map((words) => ({ index, words })),
      ),
      remarks: [
        ...earlyRemark(selection, step),
        ...(typeof rehearsal === "string" ? [rehearsal] : []),
        ...outsideRemark(past, step),
        ...emptyTablesRemark(step, rehearsed),
        ...untoldRemark(step, statements),
        ...statements.flatMap(({ contradictions }) => contradictions),
      ],
    };
  });
  return {
    changes: selection.grouping === "each" ? analyzed.map((one) => [one]) : [analyzed],
    unanalyzed: [
      ...brokenBase(seen),
      ...[...known].flatMap(([step, statements]) => unanalyzedOf(step, statements)),
    ],
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

function sightOf({ step, statement: { index } }: Moment, rehearsal: Rehearsal | null): Sight | null {
  const statement = rehearsal?.migrations.get(step.migration.id)?.statements[index];
  return rehearsal && statement ? { postgres: rehearsal.postgres, statement } : null;
}

function earlyRemark({ early }: Selection, { migration }: Step): string[] {
  const late = early.find(({ id }) => id === migration.id);
  // Of the others the rule `is-never-run` speaks.
  if (late?.runner !== "runs") return [];
  return [`It sorts before ${late.before}, which is merged: production runs it after that.`];
}

/** What nothing in the repository makes, and that is taken to be there. */
function outsideRemark({ needs }: Past, { migration }: Step): string[] {
  const names = needs.get(migration.id) ?? [];
  if (names.length === 0) return [];
  const shown = names.length > 5 ? [...names.slice(0, 5), `${names.length - 5} more`] : names;
  const [are, them] = names.length === 1 ? ["it is", "it"] : ["they are", "them"];
  return [
    `Nothing in the repository makes ${shown.join(", ")}: ${are} taken to exist, and what is not known of ${them} is assumed to be the worst. SQL that makes ${them} can be named as \`prelude\` in the config.`,
  ];
}

/** A rehearsal runs on empty tables in one session: said where it matters. */
function emptyTablesRemark({ script }: Step, rehearsed: RehearsedMigration | undefined): string[] {
  const first = rehearsed?.statements.find(({ dependsOnRows }) => dependsOnRows !== null);
  if (!first) return [];
  const line = script.statements[first.index]?.line;
  return [`Rehearsed on empty tables, and line ${line} depends on rows: ${first.dependsOnRows}.`];
}

/** Statements that were not rehearsed and are understood all the same; those that are not stand in `unanalyzed`. */
function untoldRemark({ script }: Step, statements: readonly Known[]): string[] {
  const judged = statements.flatMap(({ untold, unanalyzed }, at) =>
    untold !== null && unanalyzed === null ? [{ untold, line: script.statements[at]?.line }] : [],
  );
  const [first] = judged;
  if (!first) return [];
  const more = judged.length - 1;
  const others =
    more === 0 ? "" : ` So ${more === 1 ? "is one more statement" : `are ${more} more statements`}.`;
  return [`Line ${first.line} is judged by the catalogue, ${first.untold}.${others}`];
}

/** What of the base does not replay by its own fault: everything after it was rehearsed without it. */
function brokenBase(rehearsal: Rehearsal | null): Unanalyzed[] {
  return (rehearsal?.baseFailures ?? [])
    .filter(({ blame }) => blame === null)
    .map(({ path, line, reason }) => {
      return { path, line, reason: `does not replay, so what builds on it cannot be rehearsed: ${reason}` };
    });
}

function unanalyzedOf({ migration: { path }, script }: Step, statements: readonly Known[]): Unanalyzed[] {
  const unread = script.unread.map(({ line, reason }) => ({ path, line, reason }));
  const unclear = script.statements.flatMap(({ line }, index) => {
    const reason = statements[index]?.unanalyzed ?? null;
    return reason === null ? [] : [{ path, line, reason }];
  });
  return [...unread, ...unclear].sort((a, b) => a.line - b.line);
}
