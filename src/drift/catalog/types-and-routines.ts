/** SQL of the facts on types, sequences and routines. */
import { notMember, WITH_USER_SCHEMAS } from "./relations.ts";

const COLLATION = `(SELECT n.nspname || '.' || l.collname FROM pg_collation l
  JOIN pg_namespace n ON n.oid = l.collnamespace WHERE l.oid =`;

// typtypmod -1 is "no modifier".
export const TYPES = `${WITH_USER_SCHEMAS}
SELECT CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'c' THEN 'composite type'
    WHEN 'r' THEN 'range type' ELSE 'base type' END AS object,
  s.nspname AS schema, t.typname AS relation, t.typname AS name, t.oid::text AS id, false AS implied,
  json_strip_nulls(CASE t.typtype
    WHEN 'e' THEN json_build_object('labels', (
      SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum e
      WHERE e.enumtypid = t.oid))
    WHEN 'd' THEN json_build_object(
      'type', format_type(t.typbasetype, t.typtypmod),
      'nullability', CASE WHEN t.typnotnull THEN 'NOT NULL' END,
      'default', pg_get_expr(t.typdefaultbin, 0),
      'collation', (SELECT n.nspname || '.' || l.collname FROM pg_collation l
        JOIN pg_namespace n ON n.oid = l.collnamespace JOIN pg_type b ON b.oid = t.typbasetype
        WHERE l.oid = t.typcollation AND l.oid <> b.typcollation))
    WHEN 'c' THEN json_build_object('attributes', (
      SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) || coalesce(' COLLATE '
        || ${COLLATION} a.attcollation AND a.attcollation <> y.typcollation), ''), ', ' ORDER BY a.attnum)
      FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
      WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped))
    WHEN 'r' THEN (SELECT json_build_object(
      'subtype', format_type(r.rngsubtype, NULL),
      'operator class', (SELECT o.opcname FROM pg_opclass o WHERE o.oid = r.rngsubopc),
      'collation', ${COLLATION} r.rngcollation),
      'canonical', nullif(r.rngcanonical::text, '-'),
      'difference', nullif(r.rngsubdiff::text, '-')) FROM pg_range r WHERE r.rngtypid = t.oid)
    ELSE json_build_object('category', t.typcategory) END) AS attributes
FROM pg_catalog.pg_type t JOIN space s ON s.oid = t.typnamespace
LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
WHERE t.typtype IN ('e', 'd', 'c', 'r', 'b') AND t.typisdefined AND (t.typtype <> 'c' OR c.relkind = 'c')
  AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid) AND ${notMember("pg_type", "t.oid")}
UNION ALL
SELECT 'domain constraint', s.nspname, t.typname, k.conname, k.oid::text, false,
  json_strip_nulls(json_build_object(
    'definition', regexp_replace(pg_get_constraintdef(k.oid), ' NOT VALID$', ''),
    'validity', CASE WHEN NOT k.convalidated THEN 'NOT VALID' END))
FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_type t ON t.oid = k.contypid
JOIN space s ON s.oid = t.typnamespace
WHERE k.contype = 'c' AND ${notMember("pg_type", "t.oid")}`;

// A sequence of an identity column is told with its column. The owners are found first, all at once: a catalog without
// statistics would be searched for each sequence.
export const SEQUENCES = `${WITH_USER_SCHEMAS}, owner AS MATERIALIZED (
  SELECT d.objid, n.nspname, t.relname, a.attname, d.deptype FROM pg_catalog.pg_depend d
  JOIN pg_catalog.pg_class t ON t.oid = d.refobjid JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
  JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
  WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
    AND d.objid IN (SELECT seqrelid FROM pg_sequence)
)
SELECT 'sequence' AS object, s.nspname AS schema, o.relname AS relation, c.relname AS name, c.oid::text AS id, false AS implied,
  json_strip_nulls(json_build_object(
    'type', format_type(q.seqtypid, NULL), 'start', q.seqstart::text, 'increment', q.seqincrement::text,
    'minimum', q.seqmin::text, 'maximum', q.seqmax::text, 'cache', q.seqcache::text,
    'cycle', CASE WHEN q.seqcycle THEN 'yes' END,
    'owned by', o.nspname || '.' || o.relname || '.' || o.attname,
    'persistence', CASE c.relpersistence WHEN 'u' THEN 'unlogged' END
  )) AS attributes
FROM pg_catalog.pg_sequence q JOIN pg_catalog.pg_class c ON c.oid = q.seqrelid JOIN space s ON s.oid = c.relnamespace
LEFT JOIN owner o ON o.objid = c.oid
WHERE o.deptype IS DISTINCT FROM 'i' AND ${notMember("pg_class", "c.oid")}`;

// The constructors of a range type are its own.
export const ROUTINES = `${WITH_USER_SCHEMAS}
SELECT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END AS object,
  s.nspname AS schema, NULL AS relation, p.proname || '(' || oidvectortypes(p.proargtypes) || ')' AS name,
  p.oid::text AS id, false AS implied,
  json_build_object('definition', CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) ELSE (
    SELECT concat_ws(' ', pg_get_function_result(p.oid), a.aggkind, a.aggnumdirectargs, a.aggtransfn, a.aggfinalfn,
      a.aggcombinefn, a.aggserialfn, a.aggdeserialfn, a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn, a.aggfinalextra,
      a.aggfinalmodify, a.aggsortop::regoperator, format_type(a.aggtranstype, NULL), a.agginitval, a.aggminitval,
      p.proparallel)
    FROM pg_aggregate a WHERE a.aggfnoid = p.oid) END) AS attributes
FROM pg_catalog.pg_proc p JOIN space s ON s.oid = p.pronamespace
WHERE ${notMember("pg_proc", "p.oid")} AND NOT EXISTS (
  SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')`;
