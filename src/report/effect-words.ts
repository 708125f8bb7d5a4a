import type { EffectKind, LockEffect } from "../effects/effect.ts";
import type { ReportedEffect } from "../effects/reported-effect.ts";
import {
  blocksReads,
  blocksSchemaChanges,
  blocksWrites,
  type LockMode,
  strongest,
} from "../postgres/lock-mode.ts";
import { nameOf } from "../rule.ts";
import type { ReportedStatement } from "./report.ts";

/** A verb and its object: "rewrites", "orders". */
export interface Doing {
  readonly kind: EffectKind;
  readonly verb: string;
  readonly object: string;
}

type Phrase = Omit<Doing, "kind">;
type Words = { readonly [K in EffectKind]: (effect: Extract<ReportedEffect, { kind: K }>) => Phrase | null };

const WORDS: Words = {
  // Locks have words of their own.
  lock: () => null,
  rewrite: ({ relation }) => ({ verb: "rewrites", object: nameOf(relation) }),
  scan: ({ relation }) => ({ verb: "reads all of", object: nameOf(relation) }),
  build: ({ index }) => ({ verb: "builds", object: nameOf(index) }),
  destroy: ({ what, name, relation }) =>
    what === "rows" || what === "some rows" || what === "values"
      ? { verb: `destroys ${what} of`, object: nameOf(relation ?? name) }
      : what === "statistics"
        ? { verb: "drops statistics of", object: memberOf(relation, name) }
        : { verb: `drops ${what}`, object: memberOf(relation, name) },
  break: ({ what, name, relation }) => ({ verb: `${what}:`, object: memberOf(relation, name) }),
  fail: ({ when, relation }) => ({
    verb: when === "always" ? "fails" : "fails on some rows of",
    object: relation === null ? "" : nameOf(relation),
  }),
  unplan: ({ relation }) => ({ verb: "leaves live queries without an index on", object: nameOf(relation) }),
  wait: ({ why }) => ({ verb: why, object: "" }),
  change: ({ command, rows, relation }) => ({
    verb: `${command} of ${rows === "all" ? "all" : "some"} rows of`,
    object: nameOf(relation),
  }),
};

function memberOf(relation: string | null, name: string): string {
  if (relation === null || name === relation || name === nameOf(relation)) return nameOf(name);
  return name.startsWith(`${relation}.`) ? nameOf(name) : `${nameOf(relation)}.${name}`;
}

/** What matters most comes first. */
const ORDER: readonly EffectKind[] = [
  "fail",
  "destroy",
  "rewrite",
  "build",
  "scan",
  "change",
  "wait",
  "unplan",
  "break",
  "lock",
];

/** What a statement does to what existed before, in order of weight, without repetition. */
export function doings(statement: Pick<ReportedStatement, "effects">): Doing[] {
  const old = statement.effects.filter(({ isNew }) => !isNew);
  const done = ORDER.flatMap((kind) => old.filter((effect) => effect.kind === kind)).flatMap((effect) => {
    const phrase = (WORDS[effect.kind] as (effect: ReportedEffect) => Phrase | null)(effect);
    return phrase === null ? [] : { kind: effect.kind, ...phrase };
  });
  return done.filter(
    ({ verb, object }, index) =>
      done.findIndex((other) => other.verb === verb && other.object === object) === index,
  );
}

/** Every name that a statement's effects speak of, as messages write it. */
export function namesIn(statement: ReportedStatement): ReadonlySet<string> {
  const names = statement.effects.flatMap((effect) => [
    effect.relation ?? "",
    ...(effect.kind === "build" || effect.kind === "unplan" ? [effect.index] : []),
    ...("name" in effect ? [effect.name, memberOf(effect.relation, effect.name)] : []),
  ]);
  return new Set(names.flatMap((name) => [name, nameOf(name)]).filter((name) => name !== ""));
}

/** The strongest locks that a statement takes on what existed before, and on what. */
export function locksOf(
  statement: ReportedStatement,
): { readonly mode: LockMode; readonly relations: string[] }[] {
  const locks = statement.effects.filter(
    (effect): effect is LockEffect => effect.kind === "lock" && !effect.isNew,
  );
  const heavy = locks.filter(
    ({ mode, role }) => blocksWrites(mode) && role !== "index" && role !== "sequence",
  );
  const told = heavy.length > 0 ? heavy : locks;
  return strongest(told.map(({ mode }) => mode)).map((mode) => ({
    mode,
    relations: [
      ...new Set(told.filter((lock) => lock.mode === mode).map(({ relation }) => nameOf(relation))),
    ],
  }));
}

/** What waits behind a lock; schema changes are named only where nothing else waits. */
export function waitingFor(mode: LockMode): readonly ("reads" | "writes" | "schema changes")[] {
  if (blocksReads(mode)) return ["reads", "writes"];
  if (blocksWrites(mode)) return ["writes"];
  return blocksSchemaChanges(mode) ? ["schema changes"] : [];
}

/** "reads and writes", "writes", "schema changes" or "nothing". */
export function waitsBehind(mode: LockMode): string {
  return waitingFor(mode).join(" and ") || "nothing";
}
