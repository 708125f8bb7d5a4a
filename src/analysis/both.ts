import { type DeriveContext, type Derived, derive } from "../effects/derive.ts";
import type { Effect } from "../effects/effect.ts";
import { reconcile } from "../effects/reconcile.ts";
import { measuredFor, NEWEST } from "../postgres/majors.ts";
import type { Blame, RehearsedStatement } from "../shadow/rehearse/rehearsal.ts";
import type { Statement } from "../sql/statement.ts";
import type { Moment } from "./walk.ts";

/** What is known of one statement from both producers. */
export interface Known {
  readonly effects: readonly Effect[];
  readonly unanalyzed: string | null;
  /** PostgreSQL refuses the statement in a transaction. */
  readonly refusedInTransaction: boolean;
  /** In whole sentences: where the catalogue and PostgreSQL did not agree. */
  readonly contradictions: readonly string[];
  /** Why the rehearsal tells nothing of it ("not rehearsed: ..."); null when it does, or when there was none. */
  readonly untold: string | null;
}

/** What was seen of a statement, and on which major version. */
export interface Sight {
  readonly postgres: number;
  readonly statement: RehearsedStatement;
}

/** Derives one statement and reconciles it with what was seen of it, if it was. `major`: production's version. */
export function knownOf(
  moment: Pick<Moment, "statement" | "model" | "transaction" | "isNew"> & Partial<Pick<Moment, "place">>,
  plan: { readonly major: number; readonly timeZone: string | null },
  sight: Sight | null,
): Known {
  const { statement, model, transaction, isNew } = moment;
  const on = (major: number, timeZone: string | null): Derived => {
    const refusal = moment.place?.refused ?? null;
    const context: DeriveContext = { major: measuredFor(major), timeZone, transaction, refused: refusal };
    return statement.refused === undefined
      ? derive(statement.node, model, context)
      : refused(statement.refused, model.complete);
  };
  const wanted = on(plan.major, plan.timeZone);
  if (sight === null) return { ...wanted, contradictions: [], untold: null };
  const seen = sight.statement;
  const untold = whyUntold(seen);
  // What the database has besides is in no shadow, and the catalogue judges by the worst case.
  if (seen.blame?.kind === "outside") {
    const unanalyzed = wanted.unanalyzed && `${wanted.unanalyzed}; ${untold}`;
    return { ...wanted, unanalyzed, contradictions: [], untold: null };
  }
  if (untold !== null || seen.observation === null) {
    // What the shadow lacks is no reason to doubt what the catalogue and the schema say in full.
    const isTold = wanted.certain && wanted.unanalyzed === null;
    const own = isOwnLack(seen) || !isTold ? untold : null;
    // An extension that is not to be had here: what depends on it is named where it is used.
    const unanalyzed = statement.command === "CREATE EXTENSION" ? wanted.unanalyzed : own;
    // Nor is it said to fail for want of what a migration that is not read may make.
    const effects =
      seen.blame?.kind === "gap"
        ? wanted.effects.filter((it) => it.kind !== "fail" || it.when !== "always")
        : wanted.effects;
    return { ...wanted, effects, unanalyzed, contradictions: [], untold };
  }
  // A shadow runs in UTC: that timestamp becomes timestamptz there without a rewrite says nothing of other time zones.
  const isOther = sight.postgres !== plan.major || (plan.timeZone !== "UTC" && isTimed(statement));
  const there = isOther ? on(sight.postgres, "UTC") : wanted;
  const refusal = seen.observation.error;
  if (isOther && refusal && failsBy(there, refusal.sqlstate) && !failsBy(wanted, refusal.sqlstate)) {
    // What the shadow's version no longer has, the one that is asked about still does.
    const own = `not rehearsed: PostgreSQL ${sight.postgres}, the rehearsal's, refuses it (${refusal.message})`;
    return { ...wanted, contradictions: [], untold: own };
  }
  const { effects, unanalyzed, contradictions } = reconcile(there, {
    seen: seen.observation,
    locksObserved: seen.locksObserved,
    isNew,
    asked: isOther ? wanted : null,
  });
  return {
    effects,
    unanalyzed,
    refusedInTransaction: wanted.refusedInTransaction,
    // A version that was not measured may do what no measured one does.
    contradictions: (sight.postgres > NEWEST ? [] : contradictions).map(
      (text) => `Line ${statement.line}: ${text}. Please report this.`,
    ),
    untold: null,
  };
}

function failsBy({ effects }: Derived, sqlstate: string): boolean {
  return effects.some((it) => it.kind === "fail" && it.when === "always" && it.sqlstate === sqlstate);
}

/** PostgreSQL's parser stops at the text: nothing of it runs, on whatever schema. */
function refused(reason: string, certain: boolean): Derived {
  const fail = { kind: "fail", when: "always", reason, sqlstate: "42601" } as const;
  return {
    effects: [{ ...fail, relation: null, isNew: false, evidence: "catalogue" }],
    conditional: [],
    open: [],
    unanalyzed: null,
    refusedInTransaction: false,
    certain,
  };
}

/** Whether what the statement does may depend on the session's time zone. */
function isTimed({ command, text }: Statement): boolean {
  return command === "ALTER TABLE" && /\btime/i.test(text);
}

/** Why a statement that should have been rehearsed tells nothing; null when it tells something. */
function whyUntold({ observation, skipped, blame }: RehearsedStatement): string | null {
  if (observation === null) return `not rehearsed: ${skipped}`;
  if (observation.error === null || blame === null) return null;
  return `not rehearsed, as ${because(blame)} (${observation.error.message})`;
}

/** It could not be run for a reason of its own: it needs what nothing that is read makes, or went beyond a limit. */
function isOwnLack({ ended, observation, blame }: RehearsedStatement): boolean {
  if (observation === null) return ended;
  return blame?.kind === "gap" || (blame?.kind === "extension" && blame.through === null);
}

const WAY_OUT = {
  prelude: "SQL that makes it can be named as `prelude` in the config",
  shadow: "a server that has it can be named as `shadow` in the config",
} as const;

function because(blame: Blame): string {
  switch (blame.kind) {
    case "extension":
      return blame.through === null
        ? `the extension ${blame.extension} is not available to the rehearsal (${WAY_OUT.shadow})`
        : `${blame.through} needs the extension ${blame.extension}, which is not available to the rehearsal`;
    case "gap":
      return `${blame.path} comes before it and is not read`;
    case "outside":
      return `nothing in the repository makes ${blame.names.join(", ")} (${WAY_OUT.prelude})`;
    case "environment":
      return `the rehearsal's PostgreSQL lacks ${blame.lack} (${WAY_OUT[blame.option]})`;
    case "earlier failure":
      return `${blame.path}:${blame.line} failed before`;
  }
}
