/** SQL of the facts on tables, views and their columns. */

// Objects of extensions come and go with their extension; those of the system are not the user's.
export const WITH_USER_SCHEMAS = `WITH member AS (
  SELECT classid, objid FROM pg_catalog.pg_depend WHERE deptype = 'e'
), space AS (
  SELECT oid, nspname FROM pg_catalog.pg_namespace
  WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'
)`;

/** That the object is no member of an extension. */
export function notMember(catalog: string, oid: string): string {
  return `NOT EXISTS (SELECT FROM member WHERE classid = 'pg_catalog.${catalog}'::regclass AND objid = ${oid})`;
}

export const RELATIONS = `${WITH_USER_SCHEMAS}
SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table'
    ELSE 'table' END AS object,
  s.nspname AS schema, c.relname AS relation, c.relname AS name, c.oid::text AS id, false AS implied,
  json_strip_nulls(json_build_object(
    'definition', CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END,
    'options', CASE WHEN c.relkind = 'v' THEN (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(c.reloptions) o) END,
    'persistence', CASE c.relpersistence WHEN 'u' THEN 'unlogged' END,
    'partitioned by', CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END,
    'partition of', CASE WHEN c.relispartition THEN (
      SELECT pn.nspname || '.' || p.relname || ' ' || pg_get_expr(c.relpartbound, c.oid)
      FROM pg_inherits h JOIN pg_class p ON p.oid = h.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace
      WHERE h.inhrelid = c.oid) END,
    'inherits from', CASE WHEN NOT c.relispartition THEN (
      SELECT string_agg(pn.nspname || '.' || p.relname, ', ' ORDER BY h.inhseqno)
      FROM pg_inherits h JOIN pg_class p ON p.oid = h.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace
      WHERE h.inhrelid = c.oid) END,
    'of type', CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END,
    'row level security', CASE WHEN c.relrowsecurity THEN 'enabled' END,
    'row level security of the owner', CASE WHEN c.relforcerowsecurity THEN 'forced' END,
    'replica identity', CASE WHEN c.relkind IN ('r', 'p') THEN CASE c.relreplident WHEN 'n' THEN 'nothing'
      WHEN 'f' THEN 'full' WHEN 'i' THEN (SELECT 'using index ' || i.relname FROM pg_index x
        JOIN pg_class i ON i.oid = x.indexrelid WHERE x.indrelid = c.oid AND x.indisreplident) END END,
    'access method', CASE WHEN c.relkind IN ('r', 'm') AND a.amname <> 'heap' THEN a.amname END,
    'server', (SELECT f.srvname FROM pg_foreign_table t JOIN pg_foreign_server f ON f.oid = t.ftserver
      WHERE t.ftrelid = c.oid)
  )) AS attributes
FROM pg_catalog.pg_class c JOIN space s ON s.oid = c.relnamespace LEFT JOIN pg_catalog.pg_am a ON a.oid = c.relam
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND ${notMember("pg_class", "c.oid")}`;

// A partition's column is implied unless its default or nullability was changed by itself. Its identity is its parent's,
// and the catalog says so from PostgreSQL 17 on only.
export const COLUMNS = `${WITH_USER_SCHEMAS}
SELECT 'column' AS object, s.nspname AS schema, c.relname AS relation, a.attname AS name,
  c.oid || '.' || a.attnum AS id, a.attinhcount > 0 AND NOT EXISTS (
    SELECT FROM pg_inherits h JOIN pg_attribute p ON p.attrelid = h.inhparent AND p.attname = a.attname
    LEFT JOIN pg_attrdef e ON e.adrelid = p.attrelid AND e.adnum = p.attnum
    WHERE h.inhrelid = c.oid AND (p.attnotnull <> a.attnotnull
      OR pg_get_expr(e.adbin, e.adrelid) IS DISTINCT FROM pg_get_expr(d.adbin, d.adrelid))) AS implied,
  json_strip_nulls(json_build_object(
    'type', format_type(a.atttypid, a.atttypmod),
    'nullability', CASE WHEN a.attnotnull THEN CASE WHEN (c.oid, a.attnum) IN (
        SELECT k.conrelid, k.conkey[1] FROM pg_constraint k WHERE k.contype = 'n' AND NOT k.convalidated)
      THEN 'NOT NULL NOT VALID' ELSE 'NOT NULL' END END,
    'default', CASE a.attgenerated WHEN '' THEN pg_get_expr(d.adbin, d.adrelid) END,
    'generated', CASE a.attgenerated WHEN 's' THEN 'stored' WHEN 'v' THEN 'virtual' END,
    'expression', CASE WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid) END,
    'identity', CASE WHEN a.attinhcount > 0 THEN NULL ELSE CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END END,
    'identity sequence', CASE WHEN a.attinhcount = 0 THEN i.options END,
    'collation', CASE WHEN a.attcollation <> t.typcollation THEN n.nspname || '.' || l.collname END
  )) AS attributes
FROM pg_catalog.pg_class c JOIN space s ON s.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = l.collnamespace
LEFT JOIN (
  SELECT b.refobjid, b.refobjsubid, concat_ws(' ', 'start', q.seqstart, 'increment', q.seqincrement,
    'minimum', q.seqmin, 'maximum', q.seqmax, 'cache', q.seqcache, CASE WHEN q.seqcycle THEN 'cycle' END) AS options
  FROM pg_catalog.pg_sequence q JOIN pg_catalog.pg_depend b ON b.classid = 'pg_catalog.pg_class'::regclass
    AND b.objid = q.seqrelid AND b.refclassid = 'pg_catalog.pg_class'::regclass AND b.deptype = 'i'
) i ON i.refobjid = c.oid AND i.refobjsubid = a.attnum
WHERE c.relkind IN ('r', 'p', 'f') AND ${notMember("pg_class", "c.oid")}`;
