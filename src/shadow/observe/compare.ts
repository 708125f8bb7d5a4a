import type { Observation, ObservedLock, ObservedRelation, ObservedScan } from "../../effects/observation.ts";
import type { Executed } from "../engines/session.ts";
import { gained } from "./held-locks.ts";
import { workOf } from "./messages.ts";
import type { RelationState, SessionState } from "./session-state.ts";

/** The tables of a foreign key that a statement validated. */
export interface ValidatedKey {
  readonly referencing: number;
  readonly referenced: number;
}

const NO_ACTIVITY = { scans: 0, inserted: 0, updated: 0, deleted: 0 };

type Sighted = Omit<Observation, "allowedInTransaction" | "sampled">;

/**
 * What a statement did, from one look before it, its messages, and one look after it. `counted`: the counters are of
 * one transaction around the statement, so that they tell TRUNCATE (reads nothing) from CLUSTER.
 */
export function compare(
  before: SessionState,
  executed: Executed,
  after: SessionState,
  { keys, counted }: { readonly keys: readonly ValidatedKey[]; readonly counted: boolean },
): Sighted {
  const work = workOf(executed.notices);
  const all: Find = (oid) => before.relations.get(oid) ?? after.relations.get(oid);
  const rewritten = new Set(work.rewritten);
  const files = changedFiles(before, after, (oid, { name }) => {
    const builds = work.built.filter(({ table }) => table === name).length;
    return !counted || rewritten.has(name) || wasRead(oid, builds, before, after);
  });
  const named = (name: string) => relationsNamed(name, before, after);

  const builds = work.built.flatMap(({ index, table }) =>
    named(table)
      .filter((oid) => !files.truncated.has(oid))
      .map((oid) => {
        const relation = all(oid)?.relation ?? table;
        return { relation, index: `${relation.slice(0, relation.indexOf("."))}.${index}` };
      }),
  );
  // Told by the catalog as well: messages can be switched off.
  builds.push(...newIndexes(before, after));
  const built = new Set(builds.map(({ index }) => index));
  const copies = files.rewritten.filter(({ oid, kind, table }) => {
    if (kind !== "i") return true;
    return !built.has(nameOf(all, oid)) && (table === null || !files.truncated.has(table));
  });

  // What was rewritten and taken back (its error was caught) leaves its old file behind.
  for (const name of rewritten) {
    const oids = named(name).filter((oid) => before.relations.has(oid));
    if (oids.some((oid) => copies.some((copy) => copy.oid === oid))) continue;
    for (const oid of oids) copies.push({ oid, kind: all(oid)?.kind ?? "r", table: null, how: "rewrite" });
  }

  const scans = new Map<number, ObservedScan>();
  for (const [oid, { scans: count }] of after.activity)
    if (count > (before.activity.get(oid) ?? NO_ACTIVITY).scans && all(oid)?.table === null)
      scans.set(oid, "reads rows");
  for (const { oid } of copies) scans.delete(oid);
  for (const { table } of work.built) for (const oid of named(table)) scans.delete(oid);
  for (const { referenced } of keys) scans.delete(referenced);
  for (const { referencing } of keys) scans.set(referencing, "validates foreign key");
  for (const table of work.verified) for (const oid of named(table)) scans.set(oid, "verifies rows");

  const relations = (oids: Iterable<number>): ObservedRelation[] =>
    sorted([...oids].flatMap((oid) => observed(all, oid)));
  const created = relations(missing(after.relations, before.relations));
  const dropped = relations(missing(before.relations, after.relations));
  return {
    locks: locksIn(all, gained(before.locks, after.locks)),
    held: before.held,
    rewrites: sorted(copies.flatMap(({ oid, how }) => observed(all, oid).map((it) => ({ ...it, how })))),
    scans: sorted([...scans].map(([oid, why]) => ({ relation: nameOf(all, oid), why }))),
    builds: sorted(unique(builds)),
    changed: sorted(changes(before, after, all)),
    truncated: relations(files.truncated).map(({ relation }) => relation),
    created: created.filter((it) => !isIn(dropped, it)),
    dropped: dropped.filter((it) => !isIn(created, it)),
    details: null,
    blinded: executed.overflowed ? "more messages of its work than there is room for" : null,
    proved: [...new Set(work.proved)].sort(),
    notices: executed.notices.filter(({ severity }) => severity === "NOTICE" || severity === "WARNING"),
    error: executed.error,
  };
}

/** A relation as it was before the statement, or as it made it. */
type Find = (oid: number) => RelationState | undefined;

function locksIn(all: Find, locks: SessionState["locks"]): ObservedLock[] {
  return sorted(
    [...locks].flatMap(([oid, modes]) =>
      modes.flatMap((mode) => observed(all, oid).map((it) => ({ ...it, mode }))),
    ),
  );
}

function missing(some: SessionState["relations"], others: SessionState["relations"]): number[] {
  const oids: number[] = [];
  if (some !== others) for (const oid of some.keys()) if (!others.has(oid)) oids.push(oid);
  return oids;
}

/** Indexes on tables that were there before, in files of their own: one that is only registered again keeps its file. */
function newIndexes(before: SessionState, after: SessionState): { relation: string; index: string }[] {
  const made = missing(after.relations, before.relations).flatMap((oid) => {
    const index = after.relations.get(oid);
    const table = index?.kind === "i" && index.table !== null ? before.relations.get(index.table) : undefined;
    return index && table ? [{ relation: table.relation, index }] : [];
  });
  if (made.length === 0) return [];
  const files = new Set<number>();
  const names = new Set<string>();
  for (const { file, relation } of before.relations.values()) {
    files.add(file);
    names.add(relation);
  }
  // An index that stands in the place of another one was built as that one.
  return made
    .filter(({ index }) => !files.has(index.file) && !names.has(index.relation))
    .map(({ relation, index }) => ({ relation, index: index.relation }));
}

/** Relations whose content lies in another file than before, and why. */
function changedFiles(
  before: SessionState,
  after: SessionState,
  isRewrite: (oid: number, was: RelationState) => boolean,
) {
  const rewritten: { oid: number; kind: string; table: number | null; how: "rewrite" | "copy" }[] = [];
  const truncated = new Set<number>();
  for (const [oid, now] of before.relations === after.relations ? [] : after.relations) {
    const was = before.relations.get(oid);
    // ALTER SEQUENCE writes its one row to a new file: no work that grows.
    if (!was || was.file === now.file || now.kind === "S") continue;
    const { kind, table } = now;
    if (was.tablespace !== now.tablespace) rewritten.push({ oid, kind, table, how: "copy" });
    else if (kind === "i") rewritten.push({ oid, kind, table, how: "rewrite" });
    else if (kind === "m" ? now.populated : isRewrite(oid, was))
      rewritten.push({ oid, kind, table, how: "rewrite" });
    else truncated.add(oid);
  }
  return { rewritten, truncated };
}

/**
 * CLUSTER reads the table or its index and says nothing; TRUNCATE reads neither. Both rebuild the indexes, and each
 * build counts as one scan of the table.
 */
function wasRead(oid: number, builds: number, before: SessionState, after: SessionState): boolean {
  const more = (read: number) =>
    (after.activity.get(read) ?? NO_ACTIVITY).scans - (before.activity.get(read) ?? NO_ACTIVITY).scans;
  const indexes = [...after.activity.keys()].filter((read) => after.relations.get(read)?.table === oid);
  return more(oid) > builds || indexes.some((index) => more(index) > 0);
}

/** Messages name a relation without its schema: of several with that name, those that the transaction has locked. */
function relationsNamed(name: string, before: SessionState, after: SessionState): number[] {
  const found = new Set<number>();
  for (const relations of before.relations === after.relations
    ? [after.relations]
    : [before.relations, after.relations])
    for (const [oid, relation] of relations) if (relation.name === name) found.add(oid);
  const oids = [...found];
  const locked = oids.filter((oid) => after.locks.has(oid));
  return locked.length > 0 ? locked : oids;
}

function changes(before: SessionState, after: SessionState, all: Find) {
  return [...after.activity].flatMap(([oid, now]) => {
    const was = before.activity.get(oid) ?? NO_ACTIVITY;
    const relation = all(oid)?.relation;
    const [inserted, updated, deleted] = [
      Math.max(0, now.inserted - was.inserted),
      Math.max(0, now.updated - was.updated),
      Math.max(0, now.deleted - was.deleted),
    ];
    return relation && inserted + updated + deleted > 0 ? [{ relation, inserted, updated, deleted }] : [];
  });
}

/** An index that is registered again (ALTER COLUMN TYPE, REINDEX CONCURRENTLY) is neither created nor dropped. */
function isIn(others: readonly ObservedRelation[], { relation, kind }: ObservedRelation): boolean {
  return kind === "i" && others.some((other) => other.relation === relation && other.kind === kind);
}

function observed(all: Find, oid: number): ObservedRelation[] {
  const state = all(oid);
  return state ? [{ relation: state.relation, kind: state.kind }] : [];
}

function nameOf(all: Find, oid: number): string {
  return all(oid)?.relation ?? String(oid);
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

/** By content, so that two runs print the same. */
function sorted<T>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
