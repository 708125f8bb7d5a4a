/** What a statement that is not read in full was seen to do below relations, as effects. */
import type { Broken } from "./broken.ts";
import type { DestroyedObject, Effect } from "./effect.ts";
import type { Reconciling, SeenDetail, Sighting } from "./seen.ts";

export function detailsSeen({ derived, sighting }: Reconciling): Effect[] {
  if (derived.open.length === 0) return [];
  const told = new Set(derived.effects.map(keyOf));
  return (sighting.seen.details ?? [])
    .flatMap((detail) => effectsOfDetail(detail, sighting))
    .filter((effect) => !told.has(keyOf(effect)));
}

function keyOf(effect: Effect): string {
  if (effect.kind === "destroy" || effect.kind === "break")
    return `${effect.kind} ${effect.what} ${effect.relation} ${effect.name}`;
  return `${effect.kind} ${effect.relation}`;
}

function effectsOfDetail(detail: SeenDetail, { isNew, seen }: Sighting): Effect[] {
  const { relation, name, change, kind } = detail;
  const at = { relation, name, isNew: isNew(relation ?? name), evidence: "rehearsal" } as const;
  const lost = change === "dropped" ? DESTROYED[kind] : undefined;
  const destroyed: Effect[] = lost ? [{ kind: "destroy", what: lost, cascade: false, ...at }] : [];
  const broken = at.isNew ? [] : brokenBy(detail).map((what): Effect => ({ kind: "break", what, ...at }));
  const why = relation === null ? null : readsRows(detail);
  const isSeen = seen.scans.some((scan) => scan.relation === relation);
  const scans: Effect[] =
    why === null || relation === null || isSeen
      ? []
      : // A message could have said so, or that the rows need not be read: there was none.
        [{ kind: "scan", relation, why, isNew: at.isNew, evidence: "assumed" }];
  return [...destroyed, ...broken, ...scans];
}

const DESTROYED: Readonly<Partial<Record<SeenDetail["kind"], DestroyedObject>>> = {
  column: "column",
  constraint: "constraint",
  trigger: "trigger",
  type: "type",
  label: "enum value",
  function: "function",
};

const NOT_NULL = / not null$/;

function brokenBy({ kind, change, was, is, name }: SeenDetail): Broken[] {
  if (kind === "relation") return [renamedRelation(was, name, is)].flatMap((it) => it ?? []);
  if (kind === "constraint") return CONSTRAINTS[change]?.[(change === "added" ? is : was).charAt(0)] ?? [];
  if (kind === "column" && change === "changed") {
    const retyped = was.replace(NOT_NULL, "") !== is.replace(NOT_NULL, "");
    const required = !NOT_NULL.test(was) && NOT_NULL.test(is);
    return [
      ...(retyped ? (["type changed"] as const) : []),
      ...(required ? (["NULL no longer accepted"] as const) : []),
    ];
  }
  return BROKEN[`${kind} ${change}`] ?? [];
}

const BROKEN: Readonly<Record<string, Broken[]>> = {
  "column dropped": ["column dropped"],
  "column renamed": ["column renamed"],
  "type dropped": ["type dropped"],
  "type renamed": ["type renamed"],
  "label dropped": ["enum value dropped"],
  "label renamed": ["enum value renamed"],
  "function dropped": ["function dropped"],
  "function renamed": ["function renamed"],
  "trigger added": ["trigger added"],
};

/** By pg_constraint.contype. */
const CONSTRAINTS: Readonly<Partial<Record<SeenDetail["change"], Readonly<Record<string, Broken[]>>>>> = {
  added: {
    p: ["primary key added"],
    u: ["unique constraint added"],
    x: ["exclusion constraint added"],
    c: ["check constraint added"],
    f: ["foreign key added"],
  },
  dropped: {
    p: ["primary key dropped"],
    u: ["unique constraint dropped"],
    x: ["exclusion constraint dropped"],
  },
};

const WORDS: Readonly<Record<string, "table" | "view" | "materialized view" | "foreign table" | "sequence">> =
  {
    r: "table",
    p: "table",
    f: "foreign table",
    v: "view",
    m: "materialized view",
    S: "sequence",
  };

function renamedRelation(kind: string, was: string, is: string): Broken | null {
  const words = WORDS[kind];
  if (words === undefined) return null;
  const schema = (name: string) => name.slice(0, name.indexOf("."));
  return schema(was) === schema(is) ? `${words} renamed` : `${words} moved to another schema`;
}

/** Why every row is read for a constraint that holds from now on; null: none is. */
function readsRows({ kind, change, was, is, name }: SeenDetail): string | null {
  if (kind === "column" && change === "changed" && !NOT_NULL.test(was) && NOT_NULL.test(is))
    return `checks that ${name} has no nulls`;
  const isValid = kind === "constraint" && / valid$/.test(is) && !/ valid$/.test(was);
  if (!isValid || change === "renamed") return null;
  if (is.startsWith("c")) return `checks constraint ${name}`;
  return is.startsWith("f") ? `validates foreign key ${name}` : null;
}
