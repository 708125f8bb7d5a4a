import type { Session } from "../shadow/engines/session.ts";

/** By the name of a view, partition or child: what it stands on, directly or not. Bare names. */
export type Relatives = ReadonlyMap<string, ReadonlySet<string>>;

/** Throws QueryRefused. */
export async function readRelatives(session: Session): Promise<Relatives> {
  const pairs = await session.query<{ name: string; on: string }>(
    `SELECT c.relname::pg_catalog.text AS name, o.relname::pg_catalog.text AS on
     FROM (
       SELECT inhrelid AS relation, inhparent AS on FROM pg_catalog.pg_inherits
       UNION
       SELECT r.ev_class, d.refobjid FROM pg_catalog.pg_rewrite r
         JOIN pg_catalog.pg_depend d ON d.objid OPERATOR(pg_catalog.=) r.oid
       WHERE d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid
         AND d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
         AND r.ev_class OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid
         AND d.refobjid OPERATOR(pg_catalog.<>) r.ev_class
     ) AS pairs
     JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) pairs.relation
     JOIN pg_catalog.pg_class o ON o.oid OPERATOR(pg_catalog.=) pairs.on`,
  );
  const direct = new Map<string, Set<string>>();
  for (const { name, on } of pairs) direct.set(name, (direct.get(name) ?? new Set()).add(on));
  return new Map([...direct.keys()].map((name) => [name, reachable(name, direct)]));
}

function reachable(start: string, direct: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [start];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    for (const on of direct.get(name) ?? []) {
      if (found.has(on)) continue;
      found.add(on);
      waiting.push(on);
    }
  }
  return found;
}
