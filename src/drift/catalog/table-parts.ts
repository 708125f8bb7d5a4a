/** SQL of the facts on what belongs to a table: constraints, indexes, triggers, policies, rules, statistics objects. */
import { notMember, WITH_USER_SCHEMAS } from "./relations.ts";

const OF_TABLES = `JOIN pg_catalog.pg_class c ON c.oid =`;

// NOT NULL constraints (PostgreSQL 18) are told with their column.
export const CONSTRAINTS = `${WITH_USER_SCHEMAS}
SELECT 'constraint' AS object, s.nspname AS schema, c.relname AS relation, k.conname AS name, k.oid::text AS id,
  k.conparentid <> 0 OR (k.coninhcount > 0 AND NOT k.conislocal) AS implied,
  json_strip_nulls(json_build_object(
    'definition', regexp_replace(pg_get_constraintdef(k.oid), ' NOT VALID$', ''),
    'validity', CASE WHEN pg_get_constraintdef(k.oid) ~ ' NOT VALID$' THEN 'NOT VALID'
      WHEN NOT x.indisvalid THEN 'INVALID' END,
    'enforcement', CASE WHEN k.contype = 'f' AND EXISTS (SELECT FROM pg_trigger t
      WHERE t.tgconstraint = k.oid AND t.tgenabled = 'D') THEN 'disabled' END
  )) AS attributes
FROM pg_catalog.pg_constraint k ${OF_TABLES} k.conrelid JOIN space s ON s.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_index x ON x.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x')
WHERE k.contype IN ('c', 'f', 'p', 'u', 'x') AND ${notMember("pg_class", "c.oid")}`;

export const INDEXES = `${WITH_USER_SCHEMAS}
SELECT 'index' AS object, s.nspname AS schema, c.relname AS relation, i.relname AS name, i.oid::text AS id,
  i.relispartition AND x.indisvalid AS implied,
  json_strip_nulls(json_build_object(
    'definition', pg_get_indexdef(i.oid),
    'stored with', array_to_string(i.reloptions, ', '),
    'validity', CASE WHEN NOT x.indisvalid THEN 'INVALID' END
  )) AS attributes
FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
${OF_TABLES} x.indrelid JOIN space s ON s.oid = c.relnamespace
WHERE c.relkind <> 't' AND ${notMember("pg_class", "c.oid")} AND ${notMember("pg_class", "i.oid")}
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u', 'x'))`;

// A partition's clone of a row trigger is internal in 14 and not from 15 on.
export const TRIGGERS = `${WITH_USER_SCHEMAS}
SELECT 'trigger' AS object, s.nspname AS schema, c.relname AS relation, t.tgname AS name, t.oid::text AS id,
  t.tgparentid <> 0 AND t.tgenabled = (SELECT p.tgenabled FROM pg_trigger p WHERE p.oid = t.tgparentid) AS implied,
  json_strip_nulls(json_build_object(
    'definition', pg_get_triggerdef(t.oid),
    'enabled', CASE t.tgenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'on replicas' WHEN 'A' THEN 'always' END
  )) AS attributes
FROM pg_catalog.pg_trigger t ${OF_TABLES} t.tgrelid JOIN space s ON s.oid = c.relnamespace
WHERE (NOT t.tgisinternal OR t.tgparentid <> 0)
  AND (t.tgconstraint = 0 OR EXISTS (SELECT FROM pg_constraint k WHERE k.oid = t.tgconstraint AND k.contype = 't'))
  AND ${notMember("pg_trigger", "t.oid")} AND ${notMember("pg_class", "c.oid")}
UNION ALL
SELECT 'rule', s.nspname, c.relname, r.rulename, r.oid::text, false,
  json_strip_nulls(json_build_object(
    'definition', pg_get_ruledef(r.oid),
    'enabled', CASE r.ev_enabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'on replicas' WHEN 'A' THEN 'always' END
  ))
FROM pg_catalog.pg_rewrite r ${OF_TABLES} r.ev_class JOIN space s ON s.oid = c.relnamespace
WHERE r.rulename <> '_RETURN' AND ${notMember("pg_class", "c.oid")}
UNION ALL
SELECT 'statistics object', s.nspname, c.relname, e.stxname, e.oid::text, false,
  json_build_object('definition', pg_get_statisticsobjdef(e.oid))
FROM pg_catalog.pg_statistic_ext e ${OF_TABLES} e.stxrelid JOIN space s ON s.oid = e.stxnamespace
WHERE ${notMember("pg_statistic_ext", "e.oid")}`;

export const POLICIES = `${WITH_USER_SCHEMAS}
SELECT 'policy' AS object, s.nspname AS schema, c.relname AS relation, p.polname AS name, p.oid::text AS id,
  false AS implied,
  json_strip_nulls(json_build_object(
    'command', CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
      WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
    'kind', CASE WHEN NOT p.polpermissive THEN 'restrictive' END,
    'roles', (SELECT string_agg(CASE r WHEN 0 THEN 'public' ELSE pg_get_userbyid(r) END, ', '
      ORDER BY pg_get_userbyid(r)) FROM unnest(p.polroles) r),
    'using', pg_get_expr(p.polqual, p.polrelid),
    'with check', pg_get_expr(p.polwithcheck, p.polrelid)
  )) AS attributes
FROM pg_catalog.pg_policy p ${OF_TABLES} p.polrelid JOIN space s ON s.oid = c.relnamespace
WHERE ${notMember("pg_class", "c.oid")} AND ${notMember("pg_policy", "p.oid")}`;
