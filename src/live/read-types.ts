import type { Session } from "../shadow/engines/session.ts";

/** The names of types, by OID. Throws QueryRefused. */
export async function readTypeNames(
  session: Session,
  oids: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  if (oids.length === 0) return new Map();
  const rows = await session.query<{ oid: string; name: string }>(
    `SELECT t.oid::pg_catalog.int8::pg_catalog.text AS oid, pg_catalog.format_type(t.oid, NULL) AS name
     FROM pg_catalog.pg_type t WHERE t.oid OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.oid[])`,
    [[...new Set(oids)]],
  );
  return new Map(rows.map(({ oid, name }) => [Number(oid), name]));
}

/**
 * The pairs `from to` of which what was sent as the one is taken as the other: a string takes every text, and PostgreSQL
 * casts the rest by itself, at least on assignment. Throws QueryRefused.
 */
export async function readFits(
  session: Session,
  pairs: readonly (readonly [from: number, to: number])[],
): Promise<ReadonlySet<string>> {
  if (pairs.length === 0) return new Set();
  const rows = await session.query<{ pair: string }>(
    `SELECT p.a::pg_catalog.int8::pg_catalog.text OPERATOR(pg_catalog.||) ' '
         OPERATOR(pg_catalog.||) p.b::pg_catalog.int8::pg_catalog.text AS pair
     FROM ROWS FROM (pg_catalog.unnest($1::pg_catalog.oid[]), pg_catalog.unnest($2::pg_catalog.oid[])) AS p(a, b)
       JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) p.b
     WHERE t.typcategory OPERATOR(pg_catalog.=) 'S'::pg_catalog."char" OR EXISTS (
       SELECT FROM pg_catalog.pg_cast c WHERE c.castsource OPERATOR(pg_catalog.=) p.a
         AND c.casttarget OPERATOR(pg_catalog.=) p.b
         AND c.castcontext OPERATOR(pg_catalog.<>) 'e'::pg_catalog."char")`,
    [pairs.map(([from]) => from), pairs.map(([, to]) => to)],
  );
  return new Set(rows.map(({ pair }) => pair));
}
