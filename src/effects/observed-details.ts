/** What a statement that is not read in full was seen to do below relations, as effects. */
import { type Break, breakOf } from "./breaks.ts";
import type { DestroyedObject, Effect } from "./effect.ts";
import type { DetailKind, ObservedDetail, ObservedPart, ObservedRename } from "./observation.ts";
import type { ReconcileOptions, Reconciliation } from "./reconciliation.ts";
import { type Scan, scanOf } from "./scans.ts";

export function observedDetails({ derived, options }: Reconciliation): Effect[] {
  if (derived.gaps.length === 0) return [];
  const told = new Set(derived.effects.map(keyOf));
  return (options.observation.details ?? [])
    .flatMap((detail) => effectsOfDetail(detail, options))
    .filter((effect) => !told.has(keyOf(effect)));
}

function keyOf(effect: Effect): string {
  if (effect.kind === "destroy" || effect.kind === "break")
    return `${effect.kind} ${effect.what} ${effect.relation} ${effect.name}`;
  return `${effect.kind} ${effect.relation}`;
}

function effectsOfDetail(detail: ObservedDetail, options: ReconcileOptions): Effect[] {
  if (detail.kind === "relation") return broken(detail, detail.relation, renamedRelation(detail), options);
  const { relation, name, change, kind } = detail;
  const at = { relation, name, isNew: options.isNew(relation ?? name), evidence: "rehearsal" } as const;
  const gone = change === "dropped" ? DESTROYED[kind] : isRetyped(detail) ? "statistics" : null;
  const destroyed: Effect[] = gone === null ? [] : [{ kind: "destroy", what: gone, cascade: false, ...at }];
  const scan = relation === null ? null : scanFor(detail);
  const isSeen = options.observation.scans.some((seen) => seen.relation === relation);
  const scans: Effect[] =
    scan === null || relation === null || isSeen
      ? []
      : // A message could have said so, or that the rows need not be read: there was none.
        [{ kind: "scan", relation, ...scan, isNew: at.isNew, evidence: "assumed" }];
  return [...destroyed, ...broken(detail, name, brokenBy(detail), options), ...scans];
}

function broken(
  { relation }: ObservedDetail,
  name: string,
  breaks: readonly Break[],
  { isNew }: ReconcileOptions,
): Effect[] {
  if (isNew(relation ?? name)) return [];
  return breaks.map((it) => ({ kind: "break", ...it, relation, name, isNew: false, evidence: "rehearsal" }));
}

const DESTROYED: Readonly<Record<DetailKind, DestroyedObject>> = {
  column: "column",
  constraint: "constraint",
  trigger: "trigger",
  type: "type",
  label: "enum value",
  function: "function",
};

function isRetyped({ kind, change, was, is }: Pick<ObservedPart, "kind" | "change" | "was" | "is">): boolean {
  return kind === "column" && change === "changed" && was !== null && is !== null && was.what !== is.what;
}

function brokenBy({ kind, change, was, is }: ObservedPart): Break[] {
  switch (kind) {
    case "constraint":
      return brokenConstraint(change, (is ?? was)?.what ?? "");
    case "trigger":
      return change === "added" ? [breakOf("trigger", "added")] : [];
    case "column":
      if (change !== "changed" || !was || !is) break;
      return [
        ...(isRetyped({ kind, change, was, is }) ? [breakOf("column", "retyped")] : []),
        ...(is.checked && !was.checked ? [breakOf("column", "not null")] : []),
      ];
  }
  const object = kind === "label" ? "enum value" : kind;
  return change === "dropped" || change === "renamed" ? [breakOf(object, change)] : [];
}

/** `type`: pg_constraint.contype. */
function brokenConstraint(change: ObservedPart["change"], type: string): Break[] {
  const key = KEYS[type];
  if (change === "dropped") return key ? [breakOf(key, change)] : [];
  const added = key ?? CONSTRAINTS[type];
  return change === "added" && added ? [breakOf(added, change)] : [];
}

const KEYS: Readonly<Record<string, "primary key" | "unique constraint" | "exclusion constraint">> = {
  p: "primary key",
  u: "unique constraint",
  x: "exclusion constraint",
};

const CONSTRAINTS: Readonly<Record<string, "check constraint" | "foreign key">> = {
  c: "check constraint",
  f: "foreign key",
};

const RELATIONS = {
  r: "table",
  p: "table",
  f: "foreign table",
  v: "view",
  m: "materialized view",
  S: "sequence",
  i: null,
  I: null,
} as const;

function renamedRelation({ relation, relationKind, newName }: ObservedRename): Break[] {
  const object = RELATIONS[relationKind];
  const schema = (name: string) => name.slice(0, name.indexOf("."));
  return object === null ? [] : [breakOf(object, schema(relation) === schema(newName) ? "renamed" : "moved")];
}

/** Why every row is read for a constraint that holds from now on; null: none is. */
function scanFor({ kind, change, was, is, name }: ObservedPart): Scan | null {
  if (!is?.checked || was?.checked || change === "renamed") return null;
  if (kind === "column") return change === "changed" ? scanOf("not null", name) : null;
  if (kind !== "constraint") return null;
  return is.what === "c" ? scanOf("constraint", name) : is.what === "f" ? scanOf("foreign key", name) : null;
}
