import { type DeriveContext, type DeriveResult, derive } from "../effects/derive.ts";
import type { Effect } from "../effects/effect.ts";
import { reconcile } from "../effects/reconcile.ts";
import type { WorkShape } from "../effects/schema/index-shape.ts";
import type { AnalyzedStatement } from "../judge/change.ts";
import { measuredFor, NEWEST } from "../postgres/majors.ts";
import type { Blame } from "../shadow/rehearse/blame.ts";
import type {
  Blamed,
  Observed,
  RehearsedStatement,
  Skipped,
} from "../shadow/rehearse/rehearsed-statement.ts";
import type { Statement } from "../sql/statement.ts";
import type { Moment } from "./walk.ts";

/** What one statement does, from both producers. */
export interface StatementEffects {
  readonly effects: readonly Effect[];
  readonly unanalyzed: string | null;
  /** PostgreSQL refuses the statement in a transaction. */
  readonly refusedInTransaction: boolean;
  /** In whole sentences: where the catalogue and PostgreSQL did not agree. */
  readonly contradictions: readonly string[];
  /** Why the rehearsal does not show what it does ("not rehearsed: ..."); null when it does, or when there was none. */
  readonly notRehearsed: string | null;
}

/** A judged statement with all that is known of it. */
export interface StatementAnalysis extends AnalyzedStatement, StatementEffects {
  /** By `schema.name`, what work on existing tables has to keep up; left out where no table's size is known. */
  readonly work?: ReadonlyMap<string, WorkShape>;
}

/** A statement as it was rehearsed, and on which major version. */
export interface RehearsedOn {
  readonly postgres: number;
  readonly statement: RehearsedStatement;
}

type Asked = Pick<Moment, "statement" | "model" | "transaction" | "isNew"> & Partial<Pick<Moment, "place">>;

/** Derives one statement and reconciles it with its rehearsal, if there was one. `major`: production's version. */
export function statementEffects(
  moment: Asked,
  major: number,
  rehearsed: RehearsedOn | null,
): StatementEffects {
  const derived = derivedOn(moment, major, null);
  if (rehearsed === null) return withoutRehearsal(derived, null);
  const { postgres, statement } = rehearsed;
  return statement.kind === "observed"
    ? reconciled(moment, derived, statement, { major, postgres })
    : byCatalogue(moment.statement, derived, statement);
}

function derivedOn(
  { statement, model, transaction, place }: Asked,
  major: number,
  timeZone: DeriveContext["timeZone"],
): DeriveResult {
  if (statement.refused !== undefined) return refused(statement.refused, model.complete);
  const context = { major: measuredFor(major), timeZone, transaction, refused: place?.refused ?? null };
  return derive(statement.node, model, context);
}

function withoutRehearsal(
  { effects, unanalyzed, refusedInTransaction }: DeriveResult,
  notRehearsed: string | null,
): StatementEffects {
  return { effects, unanalyzed, refusedInTransaction, contradictions: [], notRehearsed };
}

/** A statement that the rehearsal says nothing of. */
function byCatalogue(
  { command }: Statement,
  derived: DeriveResult,
  rehearsed: Blamed | Skipped,
): StatementEffects {
  const reason = whyNotRehearsed(rehearsed);
  const cause = rehearsed.kind === "blamed" ? rehearsed.blame.kind : rehearsed.cause;
  // What the database has besides is in no shadow, and the catalogue judges by the worst case.
  if (cause === "outside") {
    const unanalyzed = derived.unanalyzed && `${derived.unanalyzed}; ${reason}`;
    return { ...withoutRehearsal(derived, null), unanalyzed };
  }
  // What the shadow lacks is no reason to doubt what the catalogue and the schema say in full.
  const isCertain = derived.certain && derived.unanalyzed === null;
  const own = isOwnLack(rehearsed) || !isCertain ? reason : null;
  return {
    ...withoutRehearsal(derived, reason),
    // An extension that the shadow lacks: what depends on it is named where it is used.
    unanalyzed: command === "CREATE EXTENSION" ? derived.unanalyzed : own,
    // Nor is it said to fail for want of what a migration that is not read may make.
    effects: cause === "gap" ? derived.effects.filter((it) => !isFailure(it)) : derived.effects,
  };
}

function reconciled(
  moment: Asked,
  derived: DeriveResult,
  { observation, locksObserved }: Observed,
  { major, postgres }: { readonly major: number; readonly postgres: number },
): StatementEffects {
  const { statement, isNew } = moment;
  // A shadow runs in UTC: that timestamp becomes timestamptz there without a rewrite says nothing of other time zones.
  const isOther = postgres !== major || isTimed(statement);
  const there = isOther ? derivedOn(moment, postgres, "UTC") : derived;
  const { error } = observation;
  if (isOther && error && failsBy(there, error.sqlstate) && !failsBy(derived, error.sqlstate)) {
    // What the shadow's version no longer has, the one that is asked about still does.
    const reason = `not rehearsed: PostgreSQL ${postgres}, the rehearsal's, refuses it (${error.message})`;
    return withoutRehearsal(derived, reason);
  }
  const { effects, unanalyzed, contradictions } = reconcile(there, {
    observation,
    locksObserved,
    isNew,
    asked: isOther ? derived : null,
  });
  return {
    effects,
    unanalyzed,
    refusedInTransaction: derived.refusedInTransaction,
    // A version that was not measured may do what no measured one does.
    contradictions: postgres > NEWEST ? [] : contradictions,
    notRehearsed: null,
  };
}

function isFailure(effect: Effect): boolean {
  return effect.kind === "fail" && effect.when === "always";
}

function failsBy({ effects }: DeriveResult, sqlstate: string): boolean {
  return effects.some((it) => it.kind === "fail" && it.when === "always" && it.sqlstate === sqlstate);
}

/** PostgreSQL's parser stops at the text: nothing of it runs, on whatever schema. */
function refused(reason: string, certain: boolean): DeriveResult {
  const fail = { kind: "fail", when: "always", reason, sqlstate: "42601" } as const;
  return {
    effects: [{ ...fail, relation: null, isNew: false, evidence: "catalogue" }],
    conditional: [],
    gaps: [],
    unanalyzed: null,
    refusedInTransaction: false,
    owned: [],
    certain,
  };
}

/** Whether what the statement does may depend on the session's time zone. */
function isTimed({ command, text }: Statement): boolean {
  return command === "ALTER TABLE" && /\btime/i.test(text);
}

function whyNotRehearsed(rehearsed: Blamed | Skipped): string {
  if (rehearsed.kind === "skipped") return `not rehearsed: ${rehearsed.reason}`;
  return `not rehearsed, as ${because(rehearsed.blame)} (${rehearsed.observation.error?.message})`;
}

/** It could not be run for a reason of its own: it needs what nothing that is read makes, or went beyond a limit. */
function isOwnLack(rehearsed: Blamed | Skipped): boolean {
  if (rehearsed.kind === "skipped") return rehearsed.cause === "ended";
  const { blame } = rehearsed;
  return blame.kind === "gap" || (blame.kind === "extension" && blame.through === null);
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
