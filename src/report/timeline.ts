import type { EffectKind, LockEffect } from "../effects/effect.ts";
import type { ReportedEffect } from "../effects/reported-effect.ts";
import { blocksReads, blocksWrites, covers, type LockMode } from "../postgres/lock-mode.ts";
import { nameOf } from "../rule.ts";
import { type Doing, doings } from "./effect-words.ts";
import type { ReportedMigration, ReportedStatement } from "./report.ts";

/** What one transaction of a migration keeps others from until it commits. */
export interface Timeline {
  /** From the first statement that takes such a lock; at least one more follows. */
  readonly steps: readonly ReportedStatement[];
  /** In the order in which they are taken. */
  readonly held: readonly Held[];
}

/** A lock that blocks reads or writes of existing tables, from a statement to the commit. */
export interface Held {
  readonly mode: LockMode;
  readonly relations: readonly string[];
  readonly from: ReportedStatement;
}

/** The transactions in which a lock on an existing table outlives the statement that takes it. */
export function timelinesOf({ statements }: ReportedMigration): Timeline[] {
  const transactions = new Map<number, ReportedStatement[]>();
  for (const statement of statements) {
    if (statement.transaction === null) continue;
    const known = transactions.get(statement.transaction);
    if (known === undefined) transactions.set(statement.transaction, [statement]);
    else known.push(statement);
  }
  return [...transactions.values()].flatMap((steps) => {
    const held = heldIn(steps);
    const first = held[0]?.from;
    return first === undefined ? [] : [{ steps: steps.slice(steps.indexOf(first)), held }];
  });
}

/** A lock that is covered by one held already changes nothing; one of the last statement outlives nothing. */
function heldIn(steps: readonly ReportedStatement[]): Held[] {
  const modes = new Map<string, LockMode[]>();
  const held: Held[] = [];
  for (const from of steps.filter(({ command }) => !ENDS.test(command)).slice(0, -1)) {
    const taken = new Map<LockMode, string[]>();
    for (const { mode, relation } of from.effects.filter(isBlocking).sort(strongerFirst)) {
      const known = modes.get(relation) ?? [];
      if (known.some((one) => covers(one, mode))) continue;
      modes.set(relation, [...known, mode]);
      taken.set(mode, [...(taken.get(mode) ?? []), nameOf(relation)]);
    }
    for (const [mode, relations] of taken) held.push({ mode, relations, from });
  }
  return held;
}

const ENDS = /^(?:COMMIT|ROLLBACK)\b/;

function isBlocking(effect: ReportedEffect): effect is LockEffect {
  if (effect.kind !== "lock" || effect.isNew) return false;
  const isTable = effect.role !== "index" && effect.role !== "sequence";
  return isTable && (blocksReads(effect.mode) || blocksWrites(effect.mode));
}

function strongerFirst(a: LockEffect, b: LockEffect): number {
  return Number(covers(b.mode, a.mode)) - Number(covers(a.mode, b.mode));
}

/** What takes long where a table is large, while the locks are held. */
export function workOf({ steps }: Timeline): { readonly step: ReportedStatement; readonly doing: Doing }[] {
  return steps.flatMap((step) => {
    const slow = SLOW.map((kind) => step.effects.filter((effect) => effect.kind === kind && isLong(effect)));
    const [doing] = slow.flatMap((effects) => doings({ effects }));
    return doing === undefined ? [] : [{ step, doing }];
  });
}

/** The longest first. */
const SLOW: readonly EffectKind[] = ["rewrite", "build", "change", "scan"];

function isLong(effect: ReportedEffect): boolean {
  return effect.kind !== "change" || effect.rows === "all";
}
