/** Statements that have to do with relations of their own transaction alone: told apart by one look behind all of them. */
import type { Observation } from "../../effects/observation.ts";
import type { LockMode } from "../../postgres/lock-mode.ts";
import { type ExecutedPart, ours, type Session } from "../engines/session.ts";
import { compare } from "./compare.ts";
import { gained, heldLocks } from "./held-locks.ts";
import type { Look } from "./look-query.ts";
import { workOf } from "./messages.ts";
import { keysNamed, type NamedKey } from "./named-keys.ts";
import type { NamedRelation } from "./named-relations.ts";
import type { OwnRelations } from "./own-relations.ts";
import type { SessionLooks } from "./session-looks.ts";
import type { RelationState, SessionState } from "./session-state.ts";

/** It `readsTheSame`, and what it names: see `namedRelations` and `NamedTogether`. */
export interface OwnStatement {
  readonly text: string;
  readonly names: readonly NamedRelation[];
}

/** They run what they like behind each statement. */
const EVENT_TRIGGERS =
  "SELECT pg_catalog.count(*)::pg_catalog.int4 AS count FROM pg_catalog.pg_event_trigger";

/** What a statement changed. */
interface Part {
  readonly relations: Set<number>;
  readonly locks: Map<number, LockMode[]>;
}

export interface ObservedOwn {
  /** Of each statement, in order. */
  readonly observations: readonly Observation[];
  readonly after: Look;
  /** Foreign keys that they validated. */
  readonly keys: readonly NamedKey[];
}

/** Whether nothing else runs with a statement than what it says. */
export async function runsAlone(session: Session, before: Look): Promise<boolean> {
  if (!before.countsItself) return false;
  const [triggers] = await session.query<{ count: number }>(EVENT_TRIGGERS);
  return Number(triggers?.count) === 0;
}

/**
 * Runs them in one message. Null: it cannot be told what each of them did, or one fails. A lock on a relation that was there
 * before the transaction is never put down to one of them: it makes this null.
 */
export async function observeOwn(
  session: Session,
  looks: SessionLooks,
  before: Look,
  own: OwnRelations,
  statements: readonly OwnStatement[],
): Promise<ObservedOwn | null> {
  const lastMade = ours(await looks.lastMade());
  const parts = await session.script([
    lastMade,
    ...statements.flatMap(({ text }) => [{ sql: text, isOurs: false }, lastMade]),
  ]);
  if (parts.length < 2 * statements.length + 1 || parts.some(({ error }) => error !== null)) return null;
  const isKept = !before.takesBack;
  const after = await looks.look({ last: before, everywhere: true, counted: isKept, keepsLocks: isKept });
  const executed = statements.map((_, at) => parts[2 * at + 1] as ExecutedPart);
  const made = parts.filter((_, at) => at % 2 === 0).map(({ rows }) => Number(rows[0]?.[0]));
  const shares = shared({ before, after, own, statements, made });
  if (shares === null) return null;
  const validated = executed.flatMap(({ notices }) => workOf(notices).validated);
  const keys = validated.length === 0 ? [] : await keysNamed(session, validated, after);
  const observations = toldApart({ before, after, own, statements, executed, shares, keys });
  return { observations, after, keys };
}

interface Apart {
  readonly before: Look;
  readonly after: Look;
  readonly own: OwnRelations;
  readonly statements: readonly OwnStatement[];
}

/** What changed, by statement; null: it cannot be told of which. */
function shared({ before, after, own, statements, made }: Apart & { readonly made: number[] }) {
  if (after.takesBack !== before.takesBack || after.schemaNames !== before.schemaNames) return null;
  for (const [oid, { relation }] of before.relations)
    if (after.relations.get(oid)?.relation !== relation) return null;
  const parts = statements.map((): Part => ({ relations: new Set(), locks: new Map() }));
  const naming = namingEach(before, own, statements);
  const madeBy = (oid: number): Part | undefined => {
    const at = made.findIndex((last) => oid <= last);
    return at < 1 ? undefined : parts[at - 1];
  };
  /** Of those that name a relation or the table that it belongs to the first, of which a mode of lock says more. */
  const namedBy = (oid: number, mode: LockMode | null): Part | undefined => {
    const table = after.relations.get(oid)?.table ?? oid;
    const users = naming.get(table) ?? [];
    const one = users.find(({ use }) => mode !== "ROW SHARE" || use !== "references");
    return one && parts[one.at];
  };
  const partOf = (oid: number, mode: LockMode | null = null): Part | undefined => {
    if (!own.isOwn(oid)) return undefined;
    return before.relations.has(oid) ? namedBy(oid, mode) : madeBy(oid);
  };
  for (const [oid, state] of after.relations) {
    if (state === before.relations.get(oid)) continue;
    const part = partOf(oid);
    if (part === undefined) return null;
    part.relations.add(oid);
  }
  for (const [oid, activity] of after.activity) {
    if (isSame(activity, before.activity.get(oid))) continue;
    const part = partOf(oid);
    if (part === undefined) return null;
    part.relations.add(oid);
  }
  for (const [oid, modes] of gained(before.locks, after.locks)) {
    // TOAST tables and the like are no part of what is told.
    if (!after.relations.has(oid)) continue;
    for (const mode of modes) {
      const part = partOf(oid, mode);
      if (part === undefined) return null;
      part.locks.set(oid, [...(part.locks.get(oid) ?? []), mode]);
    }
  }
  return parts;
}

/** By oid of what is there, which statements name it, in order. */
function namingEach(before: Look, own: OwnRelations, statements: readonly OwnStatement[]) {
  const naming = new Map<number, { at: number; use: NamedRelation["use"] }[]>();
  for (const [at, { names }] of statements.entries())
    for (const { name, use } of names)
      for (const oid of own.named(name, before)) {
        const users = naming.get(oid);
        if (users) users.push({ at, use });
        else naming.set(oid, [{ at, use }]);
      }
  return naming;
}

function isSame(a: object, b: object | undefined): boolean {
  return (
    b !== undefined && Object.entries(a).every(([key, value]) => (b as typeof a)[key as never] === value)
  );
}

interface Told extends Apart {
  readonly executed: readonly ExecutedPart[];
  readonly shares: readonly Part[];
  readonly keys: readonly NamedKey[];
}

/** Each statement is compared on the relations that it has to do with: nothing else has changed. */
function toldApart({ before, after, own, statements, executed, shares, keys }: Told): Observation[] {
  const relations = new Map(before.relations);
  const locks = new Map(before.locks);
  const activity = new Map(before.activity);
  let { held } = before;
  return statements.map(({ names }, at) => {
    const part = shares[at] as Part;
    const oids = new Set([...part.relations, ...part.locks.keys()]);
    for (const { name } of names) for (const oid of own.named(name, before)) oids.add(oid);
    const was: SessionState = { ...cut(oids, { relations, locks, activity }), held };
    for (const oid of part.relations) {
      put(relations, oid, after.relations.get(oid));
      put(activity, oid, after.activity.get(oid));
    }
    for (const [oid, modes] of part.locks) locks.set(oid, [...(locks.get(oid) ?? []), ...modes]);
    const now = { ...cut(oids, { relations, locks, activity }), held };
    held = heldLocks(relations, now.locks, { ...was, relations, held });
    const { validated } = workOf((executed[at] as ExecutedPart).notices);
    const subject = own.named(names[0]?.name ?? "", before);
    const named = keys.filter(
      ({ name, referencing }) => validated.includes(name) && subject.includes(referencing),
    );
    return {
      ...compare(was, executed[at] as ExecutedPart, now, { keys: named, counted: true }),
      allowedInTransaction: true,
      sampled: false,
    };
  });
}

type Maps = Pick<SessionState, "relations" | "locks" | "activity">;

function cut(oids: ReadonlySet<number>, { relations, locks, activity }: Maps): Maps {
  const only = <T>(map: ReadonlyMap<number, T>): Map<number, T> => {
    const some = new Map<number, T>();
    for (const oid of oids) put(some, oid, map.get(oid));
    return some;
  };
  return { relations: only<RelationState>(relations), locks: only(locks), activity: only(activity) };
}

function put<T>(map: Map<number, T>, oid: number, value: T | undefined): void {
  if (value !== undefined) map.set(oid, value);
}
