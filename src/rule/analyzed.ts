import type { Effect, EffectKind, LockEffect } from "../effects/effect.ts";
import type { TableShape } from "../effects/schema/shape.ts";
import type { Migration } from "../migrations/migration.ts";
import type { ActingRole } from "../production/acting-role.ts";
import type { LockQueue } from "../production/lock-queue.ts";
import type { Snapshot } from "../production/snapshot.ts";
import type { TableStats } from "../production/table-stats.ts";
import type { Statement } from "../sql/statement.ts";
import type { Left, RemedyForm } from "./form.ts";

/** `error` blocks the merge by default; a `note` never does and is shown folded. */
export type Level = "error" | "warning" | "note";

/** One statement of the change with all that is known of it. Rules judge these and nothing else. */
export interface Analyzed {
  readonly statement: Statement;
  readonly migration: Migration;
  readonly effects: readonly Effect[];
  /** Whether the statement runs in a transaction, the runner's or one that the file opens. */
  readonly inTransaction: boolean;
  /** Names its transaction among those of the change; null when it commits by itself. */
  readonly transaction: string | null;
  /** Every statement of its transaction, in order, this one among them; itself alone when it commits by itself. */
  readonly together: readonly Analyzed[];
  /** By relation: the strongest lock on each existing table that earlier statements of the transaction have taken. */
  readonly held: ReadonlyMap<string, HeldLock>;
  /** The effect that makes it take as long as a table with rows is large, or undefined. */
  readonly slowWork: Effect | undefined;
  /** An earlier statement of the transaction does slow work while others wait for tables that it does not touch itself. */
  readonly isBehindSlowWork: boolean;
  /** Every statement of the change, in order, this one among them. */
  readonly change: readonly Analyzed[];
  /** Its index in `change`. */
  readonly index: number;
  /** By relation: the index of the first statement of the change that fills it with existing rows. */
  readonly filledBy: ReadonlyMap<string, number>;
  /**
   * Milliseconds after which a wait for a lock is given up when the statement runs: as a SET of its migration says, else
   * as the connection does; 0: never; null: not known.
   */
  readonly lockTimeout: number | null;
  /** The change is what a branch adds to its base: the next deploy runs it. Not so where files were named, or all are judged. */
  readonly isProposed: boolean;
  /** PostgreSQL's major version, 14-18. */
  readonly postgres: number;
  /** What is known of an existing table that the statement works on, by `schema.name`. */
  table(relation: string): TableShape | undefined;
  /** Size and traffic of an existing table, where production statistics were given. */
  stats(relation: string): TableStats | undefined;
  /** Whether facts show an existing table so busy that what blocks it is noticed at once. */
  isHot(relation: string): boolean;
  /** What happens behind a lock that is waited for; null: no live query that it conflicts with is known. */
  queueFor(lock: LockEffect): LockQueue | null;
  /** All that is known of production, or null where nothing was given. */
  readonly snapshot: Snapshot | null;
  /** The role that runs the migrations in production; null: not known. */
  readonly role: ActingRole | null;
}

/** A lock that blocks reads or writes of an existing table while a statement runs. */
export interface HeldLock {
  readonly lock: LockEffect;
  /** The statement that took it: the one that runs, or an earlier one of its transaction. */
  readonly since: Analyzed;
}

/** What a rule says of a statement. */
export interface Judgment<K extends EffectKind = EffectKind> {
  /** At most one line: subject, lock in plain words, consequence. */
  readonly message: string;
  /** The effect that the judgment rests on. */
  readonly because: Effect & { readonly kind: K };
  /** The other effects of the statement that the message covers ("drops a, b and c"). */
  readonly covering?: readonly Effect[];
  /** Where `because` is a lock: the work that lasts while it is held. On a small table it is over soon. */
  readonly during?: Effect;
  /**
   * What is said, where it is not what the effect says by itself (a relation waits, an object is lost, it fails).
   * Judgments of one statement with one cause are told as one.
   */
  readonly cause?: string;
  /** Another level than the rule's own, where the case is milder or graver. */
  readonly level?: Level;
  /** The level stays, however small, big or busy the table is. */
  readonly isSteady?: true;
  /** It stands on its statement, though the rule's scope is the repository. */
  readonly isOnStatement?: true;
}

/** What to write instead. */
export interface Remedy extends RemedyForm {
  readonly summary: string;
  /** Works as it stands in the migration's own runner; empty where no SQL does it (deploy first, then drop). */
  readonly sql: string;
}

/** `K`: the kinds of effects that it judges. */
export interface Rule<K extends EffectKind = EffectKind> {
  /** One finding for the whole repository instead of one a statement. */
  readonly scope?: "repository";
  readonly level: Level;
  /** One sentence; equal to the first paragraph of the rule's README. */
  readonly summary: string;
  /** It has something to say only of a statement with an effect of one of these kinds; left out: perhaps of every one. */
  readonly judges?: readonly K[];
  judge(analyzed: Analyzed): Judgment<K> | readonly Judgment<K>[] | undefined;
  remedy?(judgment: Judgment, analyzed: Analyzed): Remedy | undefined;
  /** Why nothing can be written where there is no remedy. */
  readonly left?: Left;
}

export function defineRule<K extends EffectKind = EffectKind>(rule: Rule<K>): Rule {
  return Object.freeze(rule);
}

/** A rule of lockgate's own on files, comments or databases: what finds it is no effect, so there is nothing to judge. */
export interface RunRule {
  readonly scope: "run";
  readonly level: Level;
  /** One sentence; equal to the first paragraph of the rule's README. */
  readonly summary: string;
}

export type AnyRule = Rule | RunRule;

export function defineRunRule(rule: Omit<RunRule, "scope">): RunRule {
  return Object.freeze({ scope: "run", ...rule });
}
