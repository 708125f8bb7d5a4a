/** What the repository holds of the past, and which names of it nothing in the repository makes. */

import { tableById, tables } from "../effects/schema/find-relation.ts";
import { createModel, markModel, resetSession, type SchemaModel } from "../effects/schema/model.ts";
import { type MissingName, missingNames } from "../effects/schema/needs.ts";
import { applyStatement } from "../effects/statements/statements.ts";
import type { Target } from "../migrations/migration.ts";
import type { Selection } from "../migrations/selection.ts";
import { PLATFORMS, type Platform, type PlatformName } from "../shadow/platforms/platform.ts";
import type { LiveObject } from "../shadow/rehearse/live-object.ts";
import type { Outside } from "../shadow/rehearse/outside.ts";
import type { ScheduledMigration } from "../shadow/rehearse/scheduled-migration.ts";
import { namesOf } from "../shadow/rehearse/script-names.ts";
import { seedObjects } from "./seed-model.ts";

export interface Past extends Outside {
  /** Relations that production is known to have, as `schema.name`. */
  readonly elsewhere: ReadonlySet<string>;
  /** The names that a migration needs and that nothing makes, extensions and schemas aside, by its id. */
  readonly needs: ReadonlyMap<string, readonly string[]>;
  /** Ids of the migrations before which all is known: what was not made until then does not exist. */
  readonly wholeBefore: ReadonlySet<string>;
  /** Nothing in the repository comes before what is judged, which needs more: there is nothing to rehearse it on. */
  readonly isMissing: boolean;
}

export interface PastOptions {
  /** Relations that production is known to have, as `schema.name`. */
  readonly elsewhere: ReadonlySet<string>;
  readonly platform: PlatformName | null;
  /** What production has, made by migrations or not. */
  readonly objects?: readonly LiveObject[];
}

/** A migration with what it needs, and how the history stood before it. */
interface Stage {
  readonly scheduled: ScheduledMigration;
  /** By statement; none where no statement needs any. */
  readonly unmade: readonly (readonly MissingName[])[];
  /** Something before it needed what was never made, and ran all the same. */
  readonly isPartial: boolean;
  /** Something before it made a table. */
  readonly isBegun: boolean;
}

/** What the migrations before the change leave. */
export interface PastOfBase {
  readonly stages: readonly Omit<Stage, "scheduled">[];
  readonly isPartial: boolean;
  readonly isBegun: boolean;
  readonly made: ReadonlySet<string>;
  readonly model: SchemaModel;
}

/** What is kept of it from run to run. */
export interface KnownPast {
  /** Of some first migrations; null: nothing is known. */
  past(): PastOfBase | null;
  /** Takes it as all of the migrations before the change leave it; the model goes on to change. */
  notePast(past: PastOfBase): void;
}

/**
 * A history that starts from an empty database makes all that it names, so what it never made does not exist. One that
 * was begun on an older database, or a file by itself, names more: then what was never made may exist, and only what was
 * made and dropped again is surely absent.
 */
export function pastOf(
  selection: Selection,
  scheduled: readonly ScheduledMigration[],
  options: PastOptions,
  known: KnownPast | null = null,
): Past {
  const { target, grouping } = selection;
  const begun = known?.past() ?? { ...NOTHING, model: createModel({ complete: false }) };
  const { model } = begun;
  const made = new Set(begun.made);
  let isSeeded = grouping === "each";
  const stages = stagesOf(scheduled, grouping, begun, {
    read(one) {
      if (one.judged && !isSeeded) seedObjects(model, options.objects ?? []);
      isSeeded ||= one.judged;
      return readMigration(model, one, options, made);
    },
    endOfBase: (base) => known?.notePast({ ...base, made, model }),
  });
  const isOlder = olderThan(selection, stages, options.elsewhere);
  // What has run in production is no mistake: all that it names was there.
  const older = stages.filter((stage) => !stage.scheduled.judged || isOlder(stage));
  const extensions = extensionsFor(target, scheduled, older);
  const schemas = older.flatMap(({ unmade }) =>
    unmade.flat().flatMap(({ kind, name }) => (kind === "schema" ? name : [])),
  );
  const isLacking = ({ kind, extension }: MissingName) =>
    kind !== "schema" && (extension === null || !extensions.has(extension.name));
  const lacking = new Map(
    older
      .filter(({ unmade }) => unmade.length > 0)
      .map(({ scheduled: one, unmade }) => [
        one.migration.id,
        unmade.map((names) => names.filter(isLacking)),
      ]),
  );
  // What a migration that is not read makes is that migration's matter.
  const statements = target.gaps.length > 0 ? new Map() : mapped(lacking, byIndex);
  const isAlone = grouping === "one change" && stages.every(({ scheduled: one }) => one.judged);
  return {
    elsewhere: options.elsewhere,
    needs: mapped(lacking, (names) => [...new Set(names.flat().map(({ name }) => name))]),
    wholeBefore: idsOf(stages.filter((stage) => !isOlder(stage))),
    extensions,
    schemas: [...new Set([...schemas, ...[...extensions.values()].flatMap((schema) => schema ?? [])])].sort(),
    statements,
    unknownBefore: idsOf(stages.filter((it) => !it.scheduled.judged || !it.isBegun || isOlder(it))),
    made,
    isMissing: isAlone && (stages.length === 0 ? target.tool === "sql" : statements.size > 0),
  };
}

/** Tells of each migration whether the database has more than what was made before it. */
function olderThan(
  { target, grouping }: Selection,
  stages: readonly Stage[],
  elsewhere: ReadonlySet<string>,
): (stage: Stage) => boolean {
  const isElsewhere = ({ kind, name }: MissingName) =>
    kind === "relation" && elsewhere.has(name.includes(".") ? name : `public.${name}`);
  const isNeeded = ({ optional }: MissingName) => !optional;
  // The files of a folder of SQL are in no history: one may drop what is there, if it is there.
  const isLoose = target.tool === "sql";
  const isLooseAndOlder = isLoose && stages.some(({ unmade }) => unmade.flat().some(isNeeded));
  const together = stages.filter(({ scheduled: one }) => one.judged).flatMap(({ unmade }) => unmade.flat());
  return ({ scheduled: one, unmade, isPartial, isBegun }) => {
    const own = grouping === "each" || !one.judged ? unmade.flat() : together;
    const isFirst = !isBegun && own.some((name) => isLoose || isNeeded(name));
    return isLooseAndOlder || isPartial || isFirst || own.some(isElsewhere);
  };
}

/** Extensions that the database has from the start, as the config says or as what uses them shows. */
function extensionsFor(
  { extensions }: Target,
  scheduled: readonly ScheduledMigration[],
  older: readonly Stage[],
): Map<string, string | null> {
  const created = new Set(scheduled.flatMap((one) => namesOf(one).extensions));
  const used = older.flatMap(({ unmade }) => unmade.flat().flatMap(({ extension }) => extension ?? []));
  const all = [...extensions.map((name) => ({ name, schema: null })), ...used];
  return new Map(all.filter(({ name }) => !created.has(name)).map(({ name, schema }) => [name, schema]));
}

const NOTHING: Omit<PastOfBase, "model"> = { stages: [], isPartial: false, isBegun: false, made: new Set() };

interface Reading {
  read(one: ScheduledMigration): {
    readonly unmade: readonly (readonly MissingName[])[];
    hasTables(): boolean;
  };
  /** Before the first judged one is read, where not all before it was known. */
  endOfBase(base: Pick<PastOfBase, "stages" | "isPartial" | "isBegun">): void;
}

function stagesOf(
  scheduled: readonly ScheduledMigration[],
  grouping: Selection["grouping"],
  { stages: known, isPartial, isBegun }: PastOfBase,
  { read, endOfBase }: Reading,
): Stage[] {
  const firstJudged = scheduled.findIndex(({ judged }) => judged);
  const stages: Omit<Stage, "scheduled">[] = [...known];
  for (const [at, one] of scheduled.entries()) {
    if (at < known.length) continue;
    if (at === firstJudged && at > known.length) endOfBase({ stages: [...stages], isPartial, isBegun });
    const before = { isPartial, isBegun };
    const { unmade, hasTables } = read(one);
    // All that is deployed together has the same past.
    if (!one.judged || grouping === "each") {
      isPartial ||= unmade.flat().some(({ optional }) => !optional);
      isBegun ||= hasTables();
    }
    stages.push({ unmade, ...before });
  }
  return scheduled.flatMap((one, at) => {
    const stage = stages[at];
    return stage === undefined ? [] : { scheduled: one, ...stage };
  });
}

function readMigration(
  model: SchemaModel,
  { script }: ScheduledMigration,
  { platform }: PastOptions,
  made: Set<string>,
): { readonly unmade: readonly (readonly MissingName[])[]; hasTables(): boolean } {
  resetSession(model);
  const own: Platform | null = platform && PLATFORMS[platform];
  const isFromPlatform = ({ kind, name, extension }: MissingName) =>
    own?.schemas.includes(kind === "schema" ? name : (name.split(".").at(-2) ?? "")) ||
    own?.extensions.names.includes(extension?.name ?? "");
  const unmade = script.statements.map(({ node }) => {
    const names = missingNames(model, node).filter((name) => !isFromPlatform(name));
    applyStatement(model, node, { transaction: null });
    return names;
  });
  noteMade(model, made);
  markModel(model);
  const isAny = unmade.some((names) => names.length > 0);
  return { unmade: isAny ? unmade : [], hasTables: () => [...tables(model)].some(({ known }) => known) };
}

/** What was made since the model was marked is among what was changed since then. */
function noteMade(model: SchemaModel, made: Set<string>): void {
  for (const id of model.before.relations.keys()) {
    const table = tableById(model, id);
    if (table?.known) made.add(table.name.toLowerCase());
  }
  for (const id of model.before.types.keys()) {
    const type = model.types.get(id);
    if (type !== undefined) made.add(type.name.toLowerCase());
  }
  if (model.routines === model.before.routines) return;
  for (const { name } of [...model.routines.values()].flat()) made.add(name.toLowerCase());
}

function byIndex(names: readonly (readonly MissingName[])[]): ReadonlyMap<number, readonly string[]> {
  return mapped(new Map(names.entries()), (own) => own.map(({ name }) => name));
}

/** Without the entries that come to nothing. */
function mapped<K, V, R extends { readonly length: number } | { readonly size: number }>(
  entries: ReadonlyMap<K, V>,
  by: (value: V) => R,
): ReadonlyMap<K, R> {
  const all = [...entries].map(([key, value]) => [key, by(value)] as const);
  return new Map(all.filter(([, result]) => ("size" in result ? result.size : result.length) > 0));
}

function idsOf(stages: readonly Stage[]): ReadonlySet<string> {
  return new Set(stages.map(({ scheduled: one }) => one.migration.id));
}
