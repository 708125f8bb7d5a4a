/** What a statement that is not read in full was seen to do below relations, as effects. */
import { type Break, breakOf } from "./breaks.ts";
import type { DestroyedObject, Effect } from "./effect.ts";
import type { ObservedDetail } from "./observation.ts";
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

function effectsOfDetail(detail: ObservedDetail, { isNew, observation }: ReconcileOptions): Effect[] {
  const { relation, name, change, kind } = detail;
  const at = { relation, name, isNew: isNew(relation ?? name), evidence: "rehearsal" } as const;
  const lost = change === "dropped" ? DESTROYED[kind] : undefined;
  const destroyed: Effect[] = lost ? [{ kind: "destroy", what: lost, cascade: false, ...at }] : [];
  const broken = at.isNew
    ? []
    : brokenBy(detail).map((broken): Effect => ({ kind: "break", ...broken, ...at }));
  const scan = relation === null ? null : scanFor(detail);
  const isSeen = observation.scans.some((scan) => scan.relation === relation);
  const scans: Effect[] =
    scan === null || relation === null || isSeen
      ? []
      : // A message could have said so, or that the rows need not be read: there was none.
        [{ kind: "scan", relation, ...scan, isNew: at.isNew, evidence: "assumed" }];
  return [...destroyed, ...broken, ...scans];
}

const DESTROYED: Readonly<Partial<Record<ObservedDetail["kind"], DestroyedObject>>> = {
  column: "column",
  constraint: "constraint",
  trigger: "trigger",
  type: "type",
  label: "enum value",
  function: "function",
};

const NOT_NULL = / not null$/;

function brokenBy({ kind, change, was, is, name }: ObservedDetail): Break[] {
  switch (kind) {
    case "relation":
      return renamedRelation(was, name, is);
    case "constraint":
      return brokenConstraint(change, (change === "added" ? is : was).charAt(0));
    case "trigger":
      return change === "added" ? [breakOf("trigger", "added")] : [];
    case "column": {
      if (change !== "changed") break;
      const retyped = was.replace(NOT_NULL, "") !== is.replace(NOT_NULL, "");
      const required = !NOT_NULL.test(was) && NOT_NULL.test(is);
      return [
        ...(retyped ? [breakOf("column", "retyped")] : []),
        ...(required ? [breakOf("column", "not null")] : []),
      ];
    }
  }
  const object = kind === "label" ? "enum value" : kind;
  return change === "dropped" || change === "renamed" ? [breakOf(object, change)] : [];
}

/** `type`: pg_constraint.contype. */
function brokenConstraint(change: ObservedDetail["change"], type: string): Break[] {
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

const RELATIONS: Readonly<
  Record<string, "table" | "view" | "materialized view" | "foreign table" | "sequence">
> = {
  r: "table",
  p: "table",
  f: "foreign table",
  v: "view",
  m: "materialized view",
  S: "sequence",
};

function renamedRelation(kind: string, was: string, is: string): Break[] {
  const object = RELATIONS[kind];
  if (object === undefined) return [];
  const schema = (name: string) => name.slice(0, name.indexOf("."));
  return [breakOf(object, schema(was) === schema(is) ? "renamed" : "moved")];
}

/** Why every row is read for a constraint that holds from now on; null: none is. */
function scanFor({ kind, change, was, is, name }: ObservedDetail): Scan | null {
  if (kind === "column" && change === "changed" && !NOT_NULL.test(was) && NOT_NULL.test(is))
    return scanOf("not null", name);
  const isValid = kind === "constraint" && / valid$/.test(is) && !/ valid$/.test(was);
  if (!isValid || change === "renamed") return null;
  if (is.startsWith("c")) return scanOf("constraint", name);
  return is.startsWith("f") ? scanOf("foreign key", name) : null;
}
