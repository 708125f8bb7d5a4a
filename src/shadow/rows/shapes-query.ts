/** SQL that reads the shapes of all tables and of the types of their columns: one row of JSON. */
import { IS_USERS_RELATION, SEQUENCES } from "./catalog-conditions.ts";

const USERS_TABLES = `c.relkind IN ('r', 'p') AND ${IS_USERS_RELATION}`;

// One lookup by its key for each, here and below: the planner takes catalogs for small and would read them whole each time.
const names = (numbers: string, relation: string) => `(SELECT coalesce(json_agg((
    SELECT a.attname FROM pg_attribute a WHERE a.attrelid = ${relation} AND a.attnum = u.number) ORDER BY u.at), '[]')
  FROM unnest(${numbers}) WITH ORDINALITY u(number, at))`;

const COLUMNS = `SELECT coalesce(json_agg(json_build_object(
    'name', a.attname, 'sql', quote_ident(a.attname), 'type', a.atttypid::int8, 'modifier', a.atttypmod,
    'typeSql', format_type(a.atttypid, a.atttypmod), 'required', a.attnotnull,
    'generated', CASE WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid) END,
    'default', CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END,
    'identity', a.attidentity <> '',
    'sequences', ${SEQUENCES}
  ) ORDER BY a.attnum), '[]')
  FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped`;

const CHECKS = `SELECT coalesce(json_agg(pg_get_expr(k.conbin, k.conrelid) ORDER BY k.conname), '[]')
  FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c' AND to_jsonb(k)->>'conenforced' IS DISTINCT FROM 'false'`;

// Of an expression the catalog names the columns only as what the index, or its constraint, depends on.
const DISTINCT = `SELECT coalesce(json_agg(json_build_object('columns', (
    SELECT coalesce(json_agg(a.attname ORDER BY a.attnum), '[]') FROM pg_attribute a
    WHERE a.attrelid = c.oid AND a.attnum > 0
      AND (a.attnum = ANY (keys) OR 0 = ANY (keys) AND EXISTS (
        SELECT FROM pg_depend b WHERE b.refclassid = 'pg_class'::regclass AND b.refobjid = c.oid
          AND b.refobjsubid = a.attnum AND (b.classid = 'pg_class'::regclass AND b.objid = x.indexrelid
            OR b.classid = 'pg_constraint'::regclass AND b.objid IN (
              SELECT k.oid FROM pg_constraint k WHERE k.conindid = x.indexrelid AND k.conrelid = c.oid))))
  )) ORDER BY i.relname), '[]')
  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
  CROSS JOIN LATERAL (SELECT (string_to_array(x.indkey::text, ' ')::int2[])[1:x.indnkeyatts] AS keys) k
  WHERE x.indrelid = c.oid AND (x.indisunique OR x.indisexclusion)`;

// A key that points to a partitioned table stands in the catalog once more for each partition of that.
const FOREIGN_KEYS = `SELECT coalesce(json_agg(json_build_object('name', k.conname, 'to', k.confrelid::int8,
    'columns', ${names("k.conkey", "k.conrelid")}, 'toSql', k.confrelid::regclass::text, 'toColumns', ${names("k.confkey", "k.confrelid")},
    'full', k.confmatchtype = 'f', 'period', coalesce((to_jsonb(k)->>'conperiod')::bool, false),
    'operators', (SELECT json_agg((SELECT format('OPERATOR(%I.%s)', n.nspname, p.oprname) FROM pg_operator p
      JOIN pg_namespace n ON n.oid = p.oprnamespace WHERE p.oid = o.operator) ORDER BY o.at)
      FROM unnest(k.conpfeqop) WITH ORDINALITY o(operator, at))) ORDER BY k.conname, k.oid), '[]')
  FROM pg_constraint k LEFT JOIN pg_constraint p ON p.oid = k.conparentid
  WHERE k.conrelid = c.oid AND k.contype = 'f' AND (p.oid IS NULL OR p.conrelid <> k.conrelid)
    AND to_jsonb(k)->>'conenforced' IS DISTINCT FROM 'false'`;

const TABLES = `SELECT coalesce(json_agg(json_build_object(
    'oid', c.oid::int8, 'relation', n.nspname || '.' || c.relname, 'nameSql', quote_ident(c.relname),
    'sql', format('%I.%I', n.nspname, c.relname), 'partitioned', c.relkind = 'p',
    'ancestors', CASE WHEN c.relispartition THEN (SELECT coalesce(json_agg(p.relid::oid::int8), '[]')
      FROM pg_partition_ancestors(c.oid) p WHERE p.relid <> c.oid) ELSE '[]' END,
    'bound', CASE WHEN c.relispartition THEN pg_get_partition_constraintdef(c.oid) END,
    'hasPages', CASE c.relkind WHEN 'r' THEN pg_relation_size(c.oid) > 0 ELSE false END,
    'hasTriggers', EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal
        AND t.tgenabled <> 'D' AND t.tgtype & 4 <> 0)
      OR EXISTS (SELECT FROM pg_rewrite r WHERE r.ev_class = c.oid AND r.ev_type = '3'),
    'columns', (${COLUMNS}), 'checks', (${CHECKS}), 'distinct', (${DISTINCT}), 'foreignKeys', (${FOREIGN_KEYS})
  ) ORDER BY n.nspname, c.relname), '[]')
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${USERS_TABLES}`;

const TYPES = `WITH RECURSIVE used(oid) AS (
    SELECT DISTINCT a.atttypid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped WHERE ${USERS_TABLES}
    UNION
    SELECT further.oid FROM used JOIN pg_type t ON t.oid = used.oid LEFT JOIN pg_range r ON r.rngtypid = t.oid
      LEFT JOIN pg_range m ON m.rngmultitypid = t.oid
      CROSS JOIN LATERAL (
        SELECT unnest(ARRAY[t.typelem, t.typbasetype, r.rngsubtype, m.rngtypid])
        UNION ALL SELECT a.atttypid FROM pg_attribute a
          WHERE a.attrelid = t.typrelid AND t.typrelid <> 0 AND a.attnum > 0 AND NOT a.attisdropped
      ) further(oid) WHERE further.oid <> 0
  )
  SELECT coalesce(json_agg(json_build_object(
    'oid', t.oid::int8, 'name', t.typname, 'kind', t.typtype, 'sql', format_type(t.oid, -1),
    'element', CASE WHEN t.typcategory = 'A' AND t.typelem <> 0 THEN t.typelem::int8 END,
    'base', nullif(t.typbasetype, 0)::int8, 'modifier', t.typtypmod, 'required', t.typnotnull,
    'labels', (SELECT coalesce(json_agg(e.enumlabel ORDER BY e.enumsortorder), '[]') FROM pg_enum e WHERE e.enumtypid = t.oid),
    'subtype', coalesce(r.rngsubtype, m.rngtypid)::int8,
    'attributes', (SELECT coalesce(json_agg(json_build_object('type', a.atttypid::int8, 'modifier', a.atttypmod) ORDER BY a.attnum), '[]')
      FROM pg_attribute a WHERE a.attrelid = t.typrelid AND t.typrelid <> 0 AND a.attnum > 0 AND NOT a.attisdropped),
    'checks', (SELECT coalesce(json_agg(pg_get_expr(k.conbin, 0) ORDER BY k.conname), '[]')
      FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c')
  )), '[]')
  FROM used JOIN pg_type t ON t.oid = used.oid LEFT JOIN pg_range r ON r.rngtypid = t.oid
  LEFT JOIN pg_range m ON m.rngmultitypid = t.oid`;

/** `search_path` must be empty, so that every name is written with its schema. */
export const SHAPES = `SELECT (${TABLES})::text AS tables, (${TYPES})::text AS types`;
