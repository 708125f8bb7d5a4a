import type { Observation, ObservedLock } from "../../src/effects/observation.ts";
import { LOCK_MODES, strongest } from "../../src/postgres/lock-mode.ts";
import type { LocksByRelation, Outcome } from "../../src/postgres/witnesses/outcome.ts";

const INDEXES = ["i", "I"];

/** The observation in the words of the catalogue: roles instead of relations, existing relations only. */
export function outcomeOf(seen: Observation): Outcome {
  if (seen.error) {
    return { ...(seen.allowedInTransaction ? {} : REFUSED), error: seen.error.sqlstate };
  }
  const isNew = new Set(seen.created.map(({ relation }) => relation));
  const locks = seen.locks.filter(({ relation }) => !isNew.has(relation));
  const rewrites = seen.rewrites.filter(({ relation }) => !isNew.has(relation));
  const outcome: Outcome = {
    locks: byRelation(locks.filter(({ kind }) => kind !== "S" && !INDEXES.includes(kind))),
    indexes: byRelation(locks.filter(isIndexLock)),
    sequences: byRelation(locks.filter(({ kind }) => kind === "S")),
    rewrites: rewrites.filter(({ how }) => how === "rewrite").map(({ relation }) => roleName(relation)),
    copies: rewrites.filter(({ how }) => how === "copy").map(({ relation }) => roleName(relation)),
    scans: Object.fromEntries(
      seen.scans
        // Counters of a statement that ran alone may not be reported yet: only what PostgreSQL said is sure.
        .filter(({ relation, why }) => !isNew.has(relation) && !(seen.sampled && why === "reads rows"))
        .map(({ relation, why }) => [roleName(relation), why]),
    ),
    builds: seen.builds
      .filter(({ relation }) => !isNew.has(relation))
      .map(({ relation, index }) => `${roleName(relation)}: ${roleName(index)}`),
    truncates: seen.truncated.map(roleName),
    changes: Object.fromEntries(
      seen.changed
        .filter(({ relation }) => !isNew.has(relation))
        .map(({ relation, inserted, updated, deleted }) => [
          roleName(relation),
          [
            ...(inserted ? ["INSERT" as const] : []),
            ...(updated ? ["UPDATE" as const] : []),
            ...(deleted ? ["DELETE" as const] : []),
          ],
        ]),
    ),
    created: seen.created.map(({ relation }) => roleName(relation)),
    dropped: seen.dropped.map(({ relation }) => roleName(relation)),
    proved: seen.proved,
    ...(seen.allowedInTransaction ? {} : REFUSED),
  };
  return withoutEmpty(outcome);
}

const REFUSED = { refusedInTransaction: true } as const;

/**
 * In a witness' schema a relation's name is its role; those in `public` go without the schema. Which number the schema
 * of temporary relations has is chance.
 */
function roleName(relation: string): string {
  return relation.replace(/^public\./, "").replace(/^pg_temp_\d+\./, "pg_temp.");
}

/** ACCESS SHARE on an index is the choice of a plan, not of the statement, and blocks nobody but its DROP. */
function isIndexLock({ kind, mode }: ObservedLock): boolean {
  return INDEXES.includes(kind) && mode !== "ACCESS SHARE";
}

function byRelation(locks: readonly ObservedLock[]): LocksByRelation {
  const relations = [...new Set(locks.map(({ relation }) => relation))].sort();
  return Object.fromEntries(
    relations.map((relation) => {
      const modes = locks.filter((lock) => lock.relation === relation).map(({ mode }) => mode);
      return [roleName(relation), strongest(LOCK_MODES.filter((mode) => modes.includes(mode))).join(" + ")];
    }),
  );
}

function withoutEmpty(outcome: Outcome): Outcome {
  const kept = Object.entries(outcome).filter(
    ([, value]) => typeof value !== "object" || Object.keys(value).length > 0,
  );
  return Object.fromEntries(kept) as Outcome;
}
