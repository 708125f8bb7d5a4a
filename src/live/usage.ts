/** Running queries that break, told by the effects that explain it. */
import { type BrokenObject, breakOf } from "../effects/breaks.ts";
import type { BreakEffect, DestroyEffect, Effect, Usage } from "../effects/effect.ts";
import { type Fault, fails, wordsOf } from "./fault.ts";
import type { BrokenQuery } from "./query-watch.ts";
import { isLive, type RunningQuery } from "./running-query.ts";

/** Effects that may take what a query uses. */
type Taking = DestroyEffect | BreakEffect;

export interface KnownUsers {
  /** Live queries were given. */
  readonly listed: boolean;
  /** Of those that could not be checked, the words of each. */
  readonly unchecked: readonly ReadonlySet<string>[];
}

/**
 * The effects of a statement with what it broke: on those that take what a query names, and for what none of them
 * explains on a `break` of its own.
 */
export function withQueries(
  effects: readonly Effect[],
  broken: readonly BrokenQuery[],
  { listed, unchecked }: KnownUsers,
): readonly Effect[] {
  if (broken.length === 0 && unchecked.length === 0) return effects;
  const users = new Map<Effect, BrokenQuery[]>();
  const unexplained = new Map<string, BrokenQuery[]>();
  const push = <K>(map: Map<K, BrokenQuery[]>, key: K, one: BrokenQuery) =>
    map.set(key, [...(map.get(key) ?? []), one]);
  for (const one of broken) {
    const own = one.fault.kind === "result" ? [] : explaining(effects, one);
    for (const effect of own) push(users, effect, one);
    if (own.length === 0) push(unexplained, JSON.stringify([one.fault.kind, wordsOf(one.fault)]), one);
  }
  return [
    ...effects.map((effect) => {
      if (!isTaking(effect)) return effect;
      const own = users.get(effect) ?? [];
      const open = unchecked.filter((words) => mayName(words, effect)).length;
      if (own.length === 0 && open === 0) return effect;
      return {
        ...effect,
        usedBy: { ...usageOf(own, listed, effect.usedBy), ...(open > 0 ? { unchecked: open } : {}) },
      };
    }),
    ...[...unexplained.values()].map((own) => ownBreak(own, listed)),
  ];
}

/** Whether a text with these words may be about what an effect takes. */
function mayName(words: ReadonlySet<string>, effect: Taking): boolean {
  const { relation, name } = effect;
  const isColumn = objectOf(effect) === "column";
  return (
    isNamed(relation ?? name.split("(", 1)[0] ?? "", words) &&
    (!isColumn || words.has(name) || words.has("*"))
  );
}

/** The words of a text that may be names, and `*`. */
export function wordsIn(sql: string): ReadonlySet<string> {
  return new Set(sql.match(/[\p{L}\p{N}_$]+|\*/gu)?.flatMap((word) => [word, word.toLowerCase()]));
}

/** How many live queries use it and for how much: those most called first. */
export function usageOf(broken: readonly BrokenQuery[], listed: boolean, known?: Usage): Usage {
  const live = broken.filter(({ query }) => isLive(query.running)).sort(byCalls);
  const failing = live.filter(({ fault }) => fails(fault)).length;
  const shown = live.length > 0 || listed ? live : [...broken].sort(byCalls);
  const places = broken.flatMap(({ query }) => query.running.place ?? []);
  return {
    queries: listed ? live.length : null,
    ...(failing > 0 ? { failing } : {}),
    callsPerSecond: callsOf(live.map(({ query }) => query.running)),
    first: shown.slice(0, 3).map(({ query }) => query.running.sql),
    code: known?.code ?? [...new Map(places.map((it) => [`${it.path}:${it.line}`, it])).values()],
    declared: known?.declared ?? null,
  };
}

/** Together; null where of none of them it is known. */
export function callsOf(queries: readonly RunningQuery[]): number | null {
  const known = queries.flatMap(({ callsPerSecond }) => callsPerSecond ?? []);
  // Of rates with three digits the sum has no more.
  return known.length === 0 ? null : Number(known.reduce((sum, one) => sum + one, 0).toPrecision(6));
}

/** The most called first, then by id. */
export function byCalls(a: BrokenQuery, b: BrokenQuery): number {
  const [one, other] = [a.query.running, b.query.running];
  const more = (other.callsPerSecond ?? -1) - (one.callsPerSecond ?? -1);
  return more || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);
}

function ownBreak(broken: readonly BrokenQuery[], listed: boolean): BreakEffect {
  const [first] = broken;
  if (first === undefined) throw new TypeError("no query is broken");
  const change = {
    error: "failing",
    required: "failing",
    parameter: "read otherwise",
    result: "answered otherwise",
  } as const;
  return {
    kind: "break",
    ...breakOf("query", change[first.fault.kind]),
    relation: null,
    name: wordsOf(first.fault),
    isNew: false,
    evidence: "rehearsal",
    usedBy: usageOf(broken, listed),
  };
}

function isTaking(effect: Effect): effect is Taking {
  return effect.kind === "destroy" || effect.kind === "break";
}

function explaining(effects: readonly Effect[], broken: BrokenQuery): Effect[] {
  const named = effects.filter((it): it is Taking => isTaking(it) && names(broken, it));
  const likely = named.filter((it) => isLikely(broken.fault, it));
  return likely.length > 0 ? likely : named;
}

function names({ query, names, fault }: BrokenQuery, effect: Taking): boolean {
  const object = objectOf(effect);
  const { relation, name } = effect;
  if (object === "column") {
    const required = fault.kind === "required" ? fault.columns : [];
    const { columns, hasStar } = query.names;
    return isNamed(relation ?? "", names) && (columns.has(name) || hasStar || required.includes(name));
  }
  if (object === "attribute") return query.names.columns.has(name);
  if (ON_TABLE.has(object)) return relation !== null && isNamed(relation, names);
  return isNamed(name.split("(", 1)[0] ?? "", names);
}

/** Whether one of the bare names is that of `schema.name`. */
function isNamed(qualified: string, names: ReadonlySet<string>): boolean {
  return [...names].some((name) => qualified === name || qualified.endsWith(`.${name}`));
}

type TakenObject = BrokenObject | DestroyEffect["what"];

function objectOf(effect: Taking): TakenObject {
  return effect.kind === "break" ? effect.object : effect.what;
}

/** Without a name that a query would use: the table's tells. */
const ON_TABLE: ReadonlySet<TakenObject> = new Set<TakenObject>([
  "primary key",
  "unique constraint",
  "exclusion constraint",
  "unique index",
  "constraint",
  "index",
]);

const RELATIONS: readonly TakenObject[] = [
  "table",
  "foreign table",
  "view",
  "materialized view",
  "schema",
  "partition",
];
const KEYS: readonly TakenObject[] = [...ON_TABLE];
const ROUTINES: readonly TakenObject[] = ["function", "procedure", "routine", "aggregate"];

/** By SQLSTATE: whose going PostgreSQL says so. */
const SUSPECTS: Readonly<Record<string, readonly TakenObject[]>> = {
  "42P01": RELATIONS,
  "3F000": ["schema"],
  "42703": ["column", "attribute"],
  "42704": ["type", "domain", ...KEYS],
  "42883": [...ROUTINES, "column", "type", "domain"],
  "42725": ROUTINES,
  "42804": ["column"],
  "42846": ["column", "type", "domain"],
  "42P10": KEYS,
  "42803": KEYS,
  "428C9": ["column"],
};

function isLikely(fault: Fault, effect: Taking): boolean {
  const isChange = (...changes: readonly string[]) =>
    effect.kind === "break" && changes.includes(effect.change);
  switch (fault.kind) {
    case "error":
      return SUSPECTS[fault.error.sqlstate]?.includes(objectOf(effect)) ?? false;
    case "required":
      return isChange("required", "not null");
    case "parameter":
    case "result":
      return isChange("retyped");
  }
}
