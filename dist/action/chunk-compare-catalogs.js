import{n as e}from"./chunk-parse.js";import{n as t}from"./chunk-own-tables.js";import{t as n}from"./chunk-quote.js";import{_ as r,d as i,f as a,g as o,h as s,m as c,p as l,v as u}from"./chunk-schema-check.js";const d=`WITH member AS (
  SELECT classid, objid FROM pg_catalog.pg_depend WHERE deptype = 'e'
), space AS (
  SELECT oid, nspname FROM pg_catalog.pg_namespace
  WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'
)`;function f(e,t){return`NOT EXISTS (SELECT FROM member WHERE classid = 'pg_catalog.${e}'::regclass AND objid = ${t})`}const ee=`${d}
SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table'
    ELSE 'table' END AS object,
  s.nspname AS schema, c.relname AS relation, c.relname AS name, false AS implied,
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
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND ${f(`pg_class`,`c.oid`)}`,te=`${d}
SELECT 'column' AS object, s.nspname AS schema, c.relname AS relation, a.attname AS name,
  a.attinhcount > 0 AND NOT EXISTS (
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
WHERE c.relkind IN ('r', 'p', 'f') AND ${f(`pg_class`,`c.oid`)}`;function ne(e){let t=e>=17?`coalesce(l.colllocale, l.collcollate)`:e>=15?`coalesce(l.colliculocale, l.collcollate)`:`l.collcollate`;return`${d}
SELECT 'schema' AS object, s.nspname AS schema, NULL AS relation, s.nspname AS name, false AS implied,
  '{}'::json AS attributes
FROM space s WHERE ${f(`pg_namespace`,`s.oid`)}
UNION ALL
SELECT 'extension', NULL, NULL, e.extname, false, json_build_object('schema', n.nspname)
FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
UNION ALL
SELECT 'collation', s.nspname, NULL, l.collname, false, json_strip_nulls(json_build_object(
  'provider', CASE l.collprovider WHEN 'i' THEN 'icu' WHEN 'c' THEN 'libc' WHEN 'b' THEN 'builtin' ELSE 'default' END,
  'locale', lower(replace(${t}, '_', '-')),
  'comparison', CASE WHEN NOT l.collisdeterministic THEN 'nondeterministic' END))
FROM pg_catalog.pg_collation l JOIN space s ON s.oid = l.collnamespace WHERE ${f(`pg_collation`,`l.oid`)}
UNION ALL
SELECT 'event trigger', NULL, NULL, t.evtname, false, json_strip_nulls(json_build_object(
  'event', t.evtevent, 'function', n.nspname || '.' || p.proname,
  'tags', (SELECT string_agg(g, ', ' ORDER BY g) FROM unnest(t.evttags) g),
  'enabled', CASE t.evtenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'on replicas' WHEN 'A' THEN 'always' END))
FROM pg_catalog.pg_event_trigger t JOIN pg_catalog.pg_proc p ON p.oid = t.evtfoid
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE ${f(`pg_event_trigger`,`t.oid`)}
UNION ALL
SELECT 'publication', NULL, NULL, b.pubname, false, json_strip_nulls(json_build_object(
  'operations', concat_ws(', ', CASE WHEN b.pubinsert THEN 'insert' END, CASE WHEN b.pubupdate THEN 'update' END,
    CASE WHEN b.pubdelete THEN 'delete' END, CASE WHEN b.pubtruncate THEN 'truncate' END),
  'tables', CASE WHEN b.puballtables THEN 'all' ELSE (SELECT string_agg(n.nspname || '.' || c.relname, ', '
    ORDER BY n.nspname, c.relname) FROM pg_publication_rel r JOIN pg_class c ON c.oid = r.prrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE r.prpubid = b.oid) END))
FROM pg_catalog.pg_publication b`}const p=[[`operator`,`pg_operator`,`json_build_object('function', o.oprcode::text, 'commutator', o.oprcom::regoperator::text, 'negator', o.oprnegate::regoperator::text)`],[`operator class`,`pg_opclass`,`json_build_object('default', o.opcdefault::text)`],[`operator family`,`pg_opfamily`,`'{}'::json`],[`cast`,`pg_cast`,`json_build_object('context', o.castcontext, 'method', o.castmethod, 'function', o.castfunc::regprocedure::text)`],[`conversion`,`pg_conversion`,`json_build_object('function', o.conproc::text)`],[`language`,`pg_language`,`'{}'::json`],[`foreign-data wrapper`,`pg_foreign_data_wrapper`,`'{}'::json`],[`server`,`pg_foreign_server`,`'{}'::json`],[`text search parser`,`pg_ts_parser`,`'{}'::json`],[`text search template`,`pg_ts_template`,`'{}'::json`],[`text search dictionary`,`pg_ts_dict`,`json_build_object('options', o.dictinitoption)`],[`text search configuration`,`pg_ts_config`,`json_build_object('mapping', (SELECT string_agg(concat_ws(' ', m.maptokentype,
    m.mapdict::regdictionary), ', ' ORDER BY m.maptokentype, m.mapseqno) FROM pg_ts_config_map m WHERE m.mapcfg = o.oid))`]].map(([e,t,n],r)=>`${r===0?d:`UNION ALL`}
SELECT '${e}' AS object, i.schema, NULL AS relation, i.identity AS name, false AS implied,
  json_strip_nulls(${n}) AS attributes
FROM pg_catalog.${t} o, pg_catalog.pg_identify_object('pg_catalog.${t}'::regclass, o.oid, 0) i
WHERE o.oid >= 16384 AND ${f(t,`o.oid`)} AND NOT EXISTS (
  SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.${t}'::regclass AND d.objid = o.oid
    AND d.deptype = 'i')`).join(`
`),re=`${d}
SELECT 'comment' AS object, i.schema, NULL AS relation, i.type || ' ' || i.identity AS name, false AS implied,
  json_build_object('comment', d.description) AS attributes
FROM pg_catalog.pg_description d, pg_catalog.pg_identify_object(d.classoid, d.objoid, d.objsubid) i
WHERE (i.schema IN (SELECT nspname FROM space) OR (i.type = 'schema' AND i.name IN (SELECT nspname FROM space)))
  AND d.objoid >= 16384
  AND NOT EXISTS (SELECT FROM member m WHERE m.classid = d.classoid AND m.objid = d.objoid)`;function m(e,t,n,r=`0`,i=``){return`SELECT 'grants', i.schema, NULL, i.type || ' ' || i.identity, false, json_build_object('grants', (
    SELECT string_agg(g.who || ': ' || g.what, ', ' ORDER BY g.who) FROM (
      SELECT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END AS who,
        string_agg(a.privilege_type, ' ' ORDER BY a.privilege_type) AS what
      FROM aclexplode(o.${t}acl) a WHERE a.grantee <> ${i===``?`o.${t}owner`:`c.relowner`} GROUP BY 1) g))
FROM pg_catalog.${e} o ${i}, pg_catalog.pg_identify_object('pg_catalog.${i===``?e:`pg_class`}'::regclass,
  ${i===``?`o.oid`:`c.oid`}, ${r}) i
WHERE o.${t}acl IS NOT NULL AND ${n} AND ${i===``?f(e,`o.oid`):f(`pg_class`,`c.oid`)}`}const h=e=>`${e} IN (SELECT oid FROM space)`,ie={comments:re,grants:`${d}
SELECT 'grants' AS object, NULL AS schema, NULL AS relation, NULL AS name, false AS implied, '{}'::json AS attributes
WHERE false UNION ALL ${[m(`pg_class`,`rel`,`o.relkind <> 'i' AND ${h(`o.relnamespace`)}`),m(`pg_proc`,`pro`,h(`o.pronamespace`)),m(`pg_type`,`typ`,h(`o.typnamespace`)),m(`pg_namespace`,`nsp`,h(`o.oid`)),m(`pg_attribute`,`att`,h(`c.relnamespace`),`o.attnum`,`JOIN pg_catalog.pg_class c ON c.oid = o.attrelid`)].join(`
UNION ALL `)}`,owners:`${d}
SELECT 'owner' AS object, i.schema, NULL AS relation, i.type || ' ' || i.identity AS name, false AS implied,
  json_build_object('owner', pg_get_userbyid(d.refobjid)) AS attributes
FROM pg_catalog.pg_shdepend d, pg_catalog.pg_identify_object(d.classid, d.objid, 0) i
WHERE d.deptype = 'o' AND d.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND (i.schema IN (SELECT nspname FROM space) OR (i.type = 'schema' AND i.name IN (SELECT nspname FROM space)))
  AND NOT EXISTS (SELECT FROM member m WHERE m.classid = d.classid AND m.objid = d.objid)`,storage:`${d}
SELECT 'storage parameters' AS object, s.nspname AS schema, NULL AS relation, i.type || ' ' || i.identity AS name,
  false AS implied,
  json_build_object('parameters', (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(c.reloptions) o)) AS attributes
FROM pg_catalog.pg_class c JOIN space s ON s.oid = c.relnamespace,
  pg_catalog.pg_identify_object('pg_catalog.pg_class'::regclass, c.oid, 0) i
WHERE c.reloptions IS NOT NULL AND c.relkind IN ('r', 'p', 'm', 'i') AND ${f(`pg_class`,`c.oid`)}`},g=`JOIN pg_catalog.pg_class c ON c.oid =`,ae=`${d}
SELECT 'constraint' AS object, s.nspname AS schema, c.relname AS relation, k.conname AS name,
  k.conparentid <> 0 OR (k.coninhcount > 0 AND NOT k.conislocal) AS implied,
  json_strip_nulls(json_build_object(
    'definition', regexp_replace(pg_get_constraintdef(k.oid), ' NOT VALID$', ''),
    'validity', CASE WHEN pg_get_constraintdef(k.oid) ~ ' NOT VALID$' THEN 'NOT VALID'
      WHEN NOT x.indisvalid THEN 'INVALID' END,
    'enforcement', CASE WHEN k.contype = 'f' AND EXISTS (SELECT FROM pg_trigger t
      WHERE t.tgconstraint = k.oid AND t.tgenabled = 'D') THEN 'disabled' END
  )) AS attributes
FROM pg_catalog.pg_constraint k ${g} k.conrelid JOIN space s ON s.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_index x ON x.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x')
WHERE k.contype IN ('c', 'f', 'p', 'u', 'x') AND ${f(`pg_class`,`c.oid`)}`,oe=`${d}
SELECT 'index' AS object, s.nspname AS schema, c.relname AS relation, i.relname AS name,
  i.relispartition AND x.indisvalid AS implied,
  json_strip_nulls(json_build_object(
    'definition', pg_get_indexdef(i.oid),
    'stored with', array_to_string(i.reloptions, ', '),
    'validity', CASE WHEN NOT x.indisvalid THEN 'INVALID' END
  )) AS attributes
FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
${g} x.indrelid JOIN space s ON s.oid = c.relnamespace
WHERE c.relkind <> 't' AND ${f(`pg_class`,`c.oid`)} AND ${f(`pg_class`,`i.oid`)}
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u', 'x'))`,se=`${d}
SELECT 'trigger' AS object, s.nspname AS schema, c.relname AS relation, t.tgname AS name,
  t.tgparentid <> 0 AND t.tgenabled = (SELECT p.tgenabled FROM pg_trigger p WHERE p.oid = t.tgparentid) AS implied,
  json_strip_nulls(json_build_object(
    'definition', pg_get_triggerdef(t.oid),
    'enabled', CASE t.tgenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'on replicas' WHEN 'A' THEN 'always' END
  )) AS attributes
FROM pg_catalog.pg_trigger t ${g} t.tgrelid JOIN space s ON s.oid = c.relnamespace
WHERE (NOT t.tgisinternal OR t.tgparentid <> 0)
  AND (t.tgconstraint = 0 OR EXISTS (SELECT FROM pg_constraint k WHERE k.oid = t.tgconstraint AND k.contype = 't'))
  AND ${f(`pg_trigger`,`t.oid`)} AND ${f(`pg_class`,`c.oid`)}
UNION ALL
SELECT 'rule', s.nspname, c.relname, r.rulename, false,
  json_strip_nulls(json_build_object(
    'definition', pg_get_ruledef(r.oid),
    'enabled', CASE r.ev_enabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'on replicas' WHEN 'A' THEN 'always' END
  ))
FROM pg_catalog.pg_rewrite r ${g} r.ev_class JOIN space s ON s.oid = c.relnamespace
WHERE r.rulename <> '_RETURN' AND ${f(`pg_class`,`c.oid`)}
UNION ALL
SELECT 'statistics object', s.nspname, c.relname, e.stxname, false,
  json_build_object('definition', pg_get_statisticsobjdef(e.oid))
FROM pg_catalog.pg_statistic_ext e ${g} e.stxrelid JOIN space s ON s.oid = e.stxnamespace
WHERE ${f(`pg_statistic_ext`,`e.oid`)}`,ce=`${d}
SELECT 'policy' AS object, s.nspname AS schema, c.relname AS relation, p.polname AS name, false AS implied,
  json_strip_nulls(json_build_object(
    'command', CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
      WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
    'kind', CASE WHEN NOT p.polpermissive THEN 'restrictive' END,
    'roles', (SELECT string_agg(CASE r WHEN 0 THEN 'public' ELSE pg_get_userbyid(r) END, ', '
      ORDER BY pg_get_userbyid(r)) FROM unnest(p.polroles) r),
    'using', pg_get_expr(p.polqual, p.polrelid),
    'with check', pg_get_expr(p.polwithcheck, p.polrelid)
  )) AS attributes
FROM pg_catalog.pg_policy p ${g} p.polrelid JOIN space s ON s.oid = c.relnamespace
WHERE ${f(`pg_class`,`c.oid`)} AND ${f(`pg_policy`,`p.oid`)}`,_=`(SELECT n.nspname || '.' || l.collname FROM pg_collation l
  JOIN pg_namespace n ON n.oid = l.collnamespace WHERE l.oid =`,le=`${d}
SELECT CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'c' THEN 'composite type'
    WHEN 'r' THEN 'range type' ELSE 'base type' END AS object,
  s.nspname AS schema, t.typname AS relation, t.typname AS name, false AS implied,
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
        || ${_} a.attcollation AND a.attcollation <> y.typcollation), ''), ', ' ORDER BY a.attnum)
      FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
      WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped))
    WHEN 'r' THEN (SELECT json_build_object(
      'subtype', format_type(r.rngsubtype, NULL),
      'operator class', (SELECT o.opcname FROM pg_opclass o WHERE o.oid = r.rngsubopc),
      'collation', ${_} r.rngcollation),
      'canonical', nullif(r.rngcanonical::text, '-'),
      'difference', nullif(r.rngsubdiff::text, '-')) FROM pg_range r WHERE r.rngtypid = t.oid)
    ELSE json_build_object('category', t.typcategory) END) AS attributes
FROM pg_catalog.pg_type t JOIN space s ON s.oid = t.typnamespace
LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
WHERE t.typtype IN ('e', 'd', 'c', 'r', 'b') AND t.typisdefined AND (t.typtype <> 'c' OR c.relkind = 'c')
  AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid) AND ${f(`pg_type`,`t.oid`)}
UNION ALL
SELECT 'domain constraint', s.nspname, t.typname, k.conname, false,
  json_strip_nulls(json_build_object(
    'definition', regexp_replace(pg_get_constraintdef(k.oid), ' NOT VALID$', ''),
    'validity', CASE WHEN NOT k.convalidated THEN 'NOT VALID' END))
FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_type t ON t.oid = k.contypid
JOIN space s ON s.oid = t.typnamespace
WHERE k.contype = 'c' AND ${f(`pg_type`,`t.oid`)}`,ue=`${d}, owner AS MATERIALIZED (
  SELECT d.objid, n.nspname, t.relname, a.attname, d.deptype FROM pg_catalog.pg_depend d
  JOIN pg_catalog.pg_class t ON t.oid = d.refobjid JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
  JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
  WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
    AND d.objid IN (SELECT seqrelid FROM pg_sequence)
)
SELECT 'sequence' AS object, s.nspname AS schema, o.relname AS relation, c.relname AS name, false AS implied,
  json_strip_nulls(json_build_object(
    'type', format_type(q.seqtypid, NULL), 'start', q.seqstart::text, 'increment', q.seqincrement::text,
    'minimum', q.seqmin::text, 'maximum', q.seqmax::text, 'cache', q.seqcache::text,
    'cycle', CASE WHEN q.seqcycle THEN 'yes' END,
    'owned by', o.nspname || '.' || o.relname || '.' || o.attname,
    'persistence', CASE c.relpersistence WHEN 'u' THEN 'unlogged' END
  )) AS attributes
FROM pg_catalog.pg_sequence q JOIN pg_catalog.pg_class c ON c.oid = q.seqrelid JOIN space s ON s.oid = c.relnamespace
LEFT JOIN owner o ON o.objid = c.oid
WHERE o.deptype IS DISTINCT FROM 'i' AND ${f(`pg_class`,`c.oid`)}`,de=`${d}
SELECT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END AS object,
  s.nspname AS schema, NULL AS relation, p.proname || '(' || oidvectortypes(p.proargtypes) || ')' AS name,
  false AS implied,
  json_build_object('definition', CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) ELSE (
    SELECT concat_ws(' ', pg_get_function_result(p.oid), a.aggkind, a.aggnumdirectargs, a.aggtransfn, a.aggfinalfn,
      a.aggcombinefn, a.aggserialfn, a.aggdeserialfn, a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn, a.aggfinalextra,
      a.aggfinalmodify, a.aggsortop::regoperator, format_type(a.aggtranstype, NULL), a.agginitval, a.aggminitval,
      p.proparallel)
    FROM pg_aggregate a WHERE a.aggfnoid = p.oid) END) AS attributes
FROM pg_catalog.pg_proc p JOIN space s ON s.oid = p.pronamespace
WHERE ${f(`pg_proc`,`p.oid`)} AND NOT EXISTS (
  SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')`;async function fe(e,t=[]){let n=/* @__PURE__ */ new Map,r=[ne(e.major),ee,te,ae,oe,se,ce,le,ue,de,p,...t.map(e=>ie[e])];for(let t of r){let[r]=await e.query(`SELECT coalesce(json_agg(f), '[]')::text AS facts FROM (${t}) f`);for(let e of JSON.parse(r?.facts??`[]`)){let t={...e,attributes:v(e.attributes)};n.set(s(t),t)}}return n}function v(e){let t={};for(let[n,r]of Object.entries(e))t[n]=r.replaceAll(`\r
`,`
`).trim();let{"stored with":n,...r}=t;return n!==void 0&&r.definition&&(r.definition=pe(r.definition)),r}function pe(e){return e.replace(/ WITH \((?:[^()']|'(?:[^']|'')*')*\)(?= WHERE |$)/,``)}const y=[`auth`,`storage`,`realtime`,`_realtime`,`_analytics`,`graphql`,`graphql_public`,`vault`,`extensions`,`net`,`supabase_functions`,`supabase_migrations`,`pgsodium`,`pgsodium_masks`,`pgbouncer`,`cron`],me=[/^(?:graphile_migrate|atlas_schema_revisions|sqitch|drizzle)$/,/^(?:pgtle|partman|repack|topology|tiger|tiger_data|neon|neon_auth)$/,/^(?:_?timescaledb_.*|toolkit_experimental|hdb_catalog|hdb_views|aws_.*|google_.*|azure.*|heroku_ext|_heroku)$/,/^(?:pgboss|graphile_worker|hangfire|river|electric|debezium|_debezium)$/],he=/* @__PURE__ */ new Set(/* @__PURE__ */ `pg_stat_statements.pg_stat_monitor.pg_stat_kcache.pg_buffercache.pg_prewarm.pg_repack.pg_squeeze.pg_visibility.pg_walinspect.pg_wait_sampling.pg_hint_plan.pg_cron.pg_partman.pgaudit.pgauditlogtofile.pgstattuple.pageinspect.hypopg.amcheck.auto_explain.sslinfo.pglogical.aiven_extras.aws_commons.aws_s3.rds_tools.azure.pgaadauth.google_vacuum_mgmt.heroku_ext.neon.neon_utils.supabase_vault.pg_graphql.pg_net.pgsodium.pgjwt.pg_tle.plan_filter`.split(`.`));function ge(e){return y.includes(e)||me.some(t=>t.test(e))}function _e({object:e,name:t}){return e===`publication`||e===`extension`&&he.has(t)}function ve(e,t){let n=b(e),i=b(t),a=/* @__PURE__ */ new Set,o=/* @__PURE__ */ new Set;for(let[e,t]of i)!n.has(e)&&S(e,t)&&(a.add(e),o.add(t));for(let[e,t]of n)!i.has(e)&&o.has(t)&&S(e,t)&&a.add(e);for(let e of[n,i])C(a,e);let s=[...e.values(),...t.values()];return new Set(s.flatMap(e=>x(e)!==null&&a.has(u(e)??``)?r(e)??[]:[]))}function b(e){let t=/* @__PURE__ */ new Map;for(let n of e.values()){let e=x(n);e!==null&&t.set(u(n)??``,e)}return t}function x({attributes:e}){return/^(.+) (?:FOR VALUES|DEFAULT)/s.exec(e[`partition of`]??``)?.[1]??null}function S(e,t){let[n,r]=[e,t].map(e=>e.slice(e.indexOf(`.`)+1));return n===void 0||r===void 0||!n.startsWith(r)?!1:/^_?(?:default|[pydwmqh]?\d[\d_pydwmqh]*)$/.test(n.slice(r.length))}function C(e,t){let n=-1;for(;n!==e.size;){n=e.size;for(let[n,r]of t)e.has(r)&&e.add(n)}}function w(e,t,n){let r=T(e,t,n),i=e=>n.schemas?.includes(e)===!1||r.has(e),a=n.ignore.map(O),s=e=>a.some(t=>t.test(e));return e=>{let t=e.object===`event trigger`?D(e):e.schema;return t!==null&&i(t)||e.object===`extension`&&n.unavailable.includes(e.name)?!0:E(e,n)||s(o(e))||s(u(e)??``)}}function T(e,n,{platform:r,history:i}){let a=new Set([...e.values()].flatMap(({object:e,schema:t})=>e===`schema`?[]:[t]));for(let{object:t,name:n}of e.values())t===`schema`&&n!==`public`&&a.add(n);(i===null||i.schema===`public`)&&a.add(`public`);let o=new Set(r);for(let{schema:e,relation:r}of n.values())e===null||a.has(e)||(ge(e)||r!==null&&t.has(r))&&o.add(e);return o}function E({schema:e,relation:n,name:r,object:i},{history:a}){return n!==null&&t.has(n)?!0:a===null||e!==a.schema?!1:n===a.table||i===`sequence`&&r.startsWith(`${a.table}_`)}function D({attributes:e}){return e.function?.split(`.`)[0]??null}function O(e){let t=e.split(`*`).map(e=>e.replace(/[\\^$.|?+()[\]{}]/g,`\\$&`));return RegExp(`^${t.join(`.*`)}$`)}function k(e,t,n){let i=w(e,t,n),a=ve(e,t),o=[];for(let n of/* @__PURE__ */ new Set([...e.keys(),...t.keys()])){let s=e.get(n)??null,c=t.get(n)??null,l=s??c;if(l===null||i(l)||a.has(r(l)??``)||(s?.implied??!0)&&(c?.implied??!0)||s===null&&c!==null&&(_e(c)||c.object===`owner`))continue;let u=s===null||c===null?[]:A(s,c);(s===null||c===null||u.length>0)&&o.push({expected:s,actual:c,attributes:u})}return j(o)}function A(e,t){return e.object===`extension`?[]:[.../* @__PURE__ */ new Set([...Object.keys(e.attributes),...Object.keys(t.attributes)])].filter(n=>e.attributes[n]!==t.attributes[n])}function j(e){let t=/* @__PURE__ */ new Set;for(let{expected:n,actual:r}of e){if(n!==null&&r!==null)continue;let e=n??r;e!==null&&t.add(s(e))}return e.filter(({expected:e,actual:n})=>{if(e!==null&&n!==null)return!0;let r=e??n,i=t=>e===null&&t.object===`schema`;return r!==null&&!M(r).some(e=>t.has(s(e))&&!i(e))})}function M({object:e,schema:t,relation:n,name:r,attributes:i}){if(t===null)return[];let a=[];if(e!==`schema`&&a.push({object:`schema`,schema:t,relation:null,name:t}),n===null)return a;for(let i of[`table`,`foreign table`,`view`,`materialized view`,`domain`])(e!==i||r!==n)&&a.push({object:i,schema:t,relation:n,name:n});let o=i[`owned by`]??``,s=`${t}.${n}.`,c=o.startsWith(s)?o.slice(s.length):``;return e===`sequence`&&c&&a.push({object:`column`,schema:t,relation:n,name:c}),a}const N=`lockgate_probe`,P=String.raw`(?:(?:"(?:[^"]|"")+"|[^\s".(]+)\.)?(?:"(?:[^"]|"")+"|[^\s".(]+)`,F={view:{definition:L},"materialized view":{definition:L},column:{default:(e,t)=>({make:`ALTER TABLE ${V(e)} ALTER COLUMN ${n(e.name)} SET DEFAULT ${t}`,ask:`${I} d.adrelid = ${H(e)} AND a.attname = ${U(e.name)}`}),expression:(e,t)=>({make:`ALTER TABLE ${V(e)} ADD COLUMN ${N} ${e.attributes.type} GENERATED ALWAYS AS (${t}) STORED`,ask:`${I} d.adrelid = ${H(e)} AND a.attname = '${N}'`})},constraint:{definition:(e,t)=>R(e,t,`ALTER TABLE ${V(e)}`)},"domain constraint":{definition:(e,t)=>R(e,t,`ALTER DOMAIN ${V(e)}`)},domain:{default:(e,t)=>({make:`ALTER DOMAIN ${V(e)} SET DEFAULT ${t}`,ask:`SELECT pg_get_expr(typdefaultbin, 0) FROM pg_type WHERE oid = ${U(V(e))}::regtype`})},index:{definition:(e,t)=>({make:B(t,/^(CREATE (?:UNIQUE )?INDEX )/,N),ask:`SELECT pg_get_indexdef(oid) FROM pg_class WHERE relname = '${N}' AND relkind IN ('i', 'I')`})},trigger:{definition:(e,t)=>({make:B(t,/^(CREATE (?:CONSTRAINT )?TRIGGER )/,N),ask:`SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = '${N}' AND tgparentid = 0`})},rule:{definition:(e,t)=>({make:B(t,/^(CREATE RULE )/,N),ask:`SELECT pg_get_ruledef(oid) FROM pg_rewrite WHERE rulename = '${N}'`})},policy:{using:(e,t)=>({make:`CREATE POLICY ${N} ON ${V(e)} USING (${t})`,ask:`SELECT pg_get_expr(polqual, polrelid) FROM pg_policy WHERE polname = '${N}'`}),"with check":(e,t)=>({make:`CREATE POLICY ${N} ON ${V(e)} WITH CHECK (${t})`,ask:`SELECT pg_get_expr(polwithcheck, polrelid) FROM pg_policy WHERE polname = '${N}'`})},"statistics object":{definition:(e,t)=>({make:B(t,/^(CREATE STATISTICS )/,`${n(e.schema??``)}.${N}`),ask:`SELECT pg_get_statisticsobjdef(oid) FROM pg_statistic_ext WHERE stxname = '${N}'`})},function:{definition:z},procedure:{definition:z},table:{"partitioned by":(e,t)=>({make:`CREATE TEMP TABLE ${N} (LIKE ${V(e)}) PARTITION BY ${t}`,ask:`SELECT pg_get_partkeydef('pg_temp.${N}'::regclass)`})}},I=`SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d
  JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum WHERE`;function L(e,t){return{make:`CREATE TEMP VIEW ${N} AS ${t}`,ask:`SELECT pg_get_viewdef('pg_temp.${N}'::regclass)`}}function R(e,t,n){if(!/^(?:CHECK|EXCLUDE)\b/.test(t))return null;let r=`SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = '${N}' AND conparentid = 0`;return{make:`${n} ADD CONSTRAINT ${N} ${t}`,ask:r}}function z(e,t){return{make:t,ask:`SELECT pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE n.nspname = ${U(e.schema??``)}
        AND p.proname || '(' || oidvectortypes(p.proargtypes) || ')' = ${U(e.name)}`}}function B(e,t,n){return e.replace(RegExp(`${t.source}${P}`),(e,t)=>`${t}${n}`)}function V({schema:e,relation:t}){return`${n(e??``)}.${n(t??``)}`}function H(e){return`${U(V(e))}::regclass`}function U(e){return`'${e.replaceAll(`'`,`''`)}'`}async function ye(e,t){let n=t.map(({fact:e,attribute:t,text:n})=>F[e.object]?.[t]?.(e,n)??null);if(n.every(e=>e===null))return n.map(()=>null);await e.query(`BEGIN`);try{for(let t of[`search_path = ''`,`check_function_bodies = off`,`client_min_messages = error`])await e.query(`SET LOCAL ${t}`);return e.major>=17&&await e.query(`SET LOCAL event_triggers = off`),await e.query(`CREATE FUNCTION pg_temp.lockgate_render(make text, ask text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE answer text;
BEGIN
  BEGIN
    EXECUTE make;
    EXECUTE ask INTO answer;
    RAISE EXCEPTION USING ERRCODE = 'LG001', MESSAGE = coalesce(answer, '');
  EXCEPTION WHEN SQLSTATE 'LG001' THEN RETURN answer; WHEN OTHERS THEN RETURN NULL;
  END;
END $$`),(await e.query(`SELECT CASE WHEN r->>'make' IS NOT NULL THEN pg_temp.lockgate_render(r->>'make', r->>'ask') END AS text
       FROM json_array_elements($1::json) WITH ORDINALITY AS e (r, i) ORDER BY i`,[JSON.stringify(n.map(e=>e??{}))])).map(({text:e})=>e?.replaceAll(`\r
`,`
`).trim()??null)}finally{await e.query(`ROLLBACK`)}}function be({expected:e,actual:t,attributes:n}){return t===null?e===null?null:G(e):e===null?G(t):W(e,t)?Ee(t):Ce(e,t,n)}function xe(e,t){let{expected:n,actual:r}=e,i=be(e);return r===null?{next:`to bring it back, ${i===null?`make it as the migrations do`:`run its SQL on the database`}`,sql:i,purpose:`bring it back`}:r.attributes.validity===`INVALID`?{next:`it serves no query and slows every write: rebuild it, or drop it`,sql:De(r)}:n!==null&&W(n,r)?{next:`the rows from before were never checked: run its SQL on the database`,sql:i}:{next:`to keep it, ${i===null?n===null&&r.object===`table`?`put what \`pg_dump --schema-only --no-owner -t '${J(r.schema,r.name)}'\` prints into a new migration`:`make the same change in a new migration`:`put its SQL into a new migration`} and mark that as applied: ${t}; else undo it in the database`,sql:i,purpose:`keep it`}}function W(e,t){return e.attributes.validity===void 0&&t.attributes.validity===`NOT VALID`}const Se={schema:({name:e})=>`CREATE SCHEMA ${n(e)};`,extension:({name:e})=>`CREATE EXTENSION ${n(e)};`,column:e=>`ALTER TABLE ${q(e)} ADD COLUMN ${n(e.name)} ${Oe(e)};`,constraint:e=>`ALTER TABLE ${q(e)} ADD ${K(e)};`,"domain constraint":e=>`ALTER DOMAIN ${q(e)} ADD ${K(e)};`,view:({schema:e,name:t,attributes:n})=>`CREATE VIEW ${J(e,t)} AS ${Y(n.definition)}`,"materialized view":({schema:e,name:t,attributes:n})=>`CREATE MATERIALIZED VIEW ${J(e,t)} AS ${Y(n.definition)}`,enum:({schema:e,name:t,attributes:n})=>`CREATE TYPE ${J(e,t)} AS ENUM (${n.labels??``});`,"composite type":({schema:e,name:t,attributes:n})=>`CREATE TYPE ${J(e,t)} AS (${n.attributes??``});`,policy:ke};function G(e){let t=Se[e.object];if(t)return t(e);let{definition:n}=e.attributes;return n?.startsWith(`CREATE `)?Y(n):null}function Ce(e,t,n){if(t.object===`enum`)return Te(e,t);if(t.object===`column`)return we(t,n);if(n.includes(`row level security`)){let e=t.attributes[`row level security`]===void 0?`DISABLE`:`ENABLE`;return`ALTER TABLE ${q(t)} ${e} ROW LEVEL SECURITY;`}return t.object===`view`?G(t)?.replace(/^CREATE/,`CREATE OR REPLACE`)??null:t.object===`function`||t.object===`procedure`?G(t):null}function we(e,t){let{type:r,nullability:i,default:a}=e.attributes,o={type:`TYPE ${r}`,nullability:i===void 0?`DROP NOT NULL`:`SET NOT NULL`,default:a===void 0?`DROP DEFAULT`:`SET DEFAULT ${a}`},s=t.map(e=>o[e]);if(s.some(e=>e===void 0))return null;let c=n(e.name);return`ALTER TABLE ${q(e)} ${s.map(e=>`ALTER COLUMN ${c} ${e}`).join(`, `)};`}function Te(e,t){let n=new Set(i(e.attributes.labels??``)),r=i(t.attributes.labels??``),a=r.filter(e=>!n.has(e));return a.length===0||r.length-a.length<n.size?null:a.map(e=>{let n=r[r.indexOf(e)-1],i=n===void 0?` BEFORE ${r[1]}`:` AFTER ${n}`;return`ALTER TYPE ${J(t.schema,t.name)} ADD VALUE ${e}${i};`}).join(` `)}function Ee(e){return`ALTER ${e.object===`domain constraint`?`DOMAIN`:`TABLE`} ${q(e)} VALIDATE CONSTRAINT ${n(e.name)};`}function De({schema:e,name:t}){let n=J(e,t);return`REINDEX INDEX CONCURRENTLY ${n}; -- or: DROP INDEX CONCURRENTLY ${n};`}function Oe({attributes:e}){let{type:t,collation:n,nullability:r,default:i,expression:a,generated:o,identity:s}=e;return[t,n&&`COLLATE ${n}`,a&&`GENERATED ALWAYS AS (${a}) ${o?.toUpperCase()}`,s&&`GENERATED ${s.toUpperCase()} AS IDENTITY`,r&&`NOT NULL`,i&&`DEFAULT ${i}`].filter(Boolean).join(` `)}function K({name:e,attributes:t}){let r=t.validity===`NOT VALID`?` NOT VALID`:``;return`CONSTRAINT ${n(e)} ${t.definition}${r}`}function ke({name:e,schema:t,relation:r,attributes:i}){let{command:a,kind:o,roles:s,using:c,"with check":l}=i;return`${[`CREATE POLICY ${n(e)} ON ${J(t,r??``)}`,o&&`AS ${o.toUpperCase()}`,`FOR ${a}`,`TO ${s}`,c&&`USING (${c})`,l&&`WITH CHECK (${l})`].filter(Boolean).join(` `)};`}function q({schema:e,relation:t}){return J(e,t??``)}function J(e,t){return e===null?n(t):`${n(e)}.${n(t)}`}function Y(e=``){return`${e.replace(/;$/,``)};`}async function Ae(t,n,r,i){return await e(),(await Me(i,k(t,n,r))).map(e=>je(e,r.mark)).sort(Pe)}function je(e,t){let n=e.expected??e.actual;return{...a(e),relation:Z.has(n.object)?u(n):null,message:l(e),...xe(e,t)}}async function Me(e,t){let n=[];for(let{expected:e,actual:r,attributes:i}of t)if(e!==null&&r!==null)for(let t of i){let[i,a]=[e.attributes[t],r.attributes[t]];i!==void 0&&a!==void 0&&n.push({fact:e,attribute:t,text:i},{fact:r,attribute:t,text:a})}let r=await ye(e,n),i=/* @__PURE__ */ new Map;for(let[e,{fact:t,attribute:a}]of n.entries()){let n=r[e];n!=null&&i.set(t,{...i.get(t),[a]:n})}return t.flatMap(e=>Ne(e,i))}function Ne(e,t){let{expected:n,actual:r,attributes:i}=e;if(n===null||r===null)return[e];let[a,o]=[t.get(n)??{},t.get(r)??{}],s=i.filter(e=>a[e]!==void 0&&o[e]!==void 0),c=i.filter(e=>!s.includes(e)||a[e]!==o[e]);return c.length===0?[]:[{expected:X(n,a,s),actual:X(r,o,s),attributes:c}]}function X(e,t,n){let r=n.filter(e=>!t[e]?.includes(N));return{...e,attributes:{...e.attributes,...Object.fromEntries(r.map(e=>[e,t[e]??``]))}}}const Z=new Set(c.slice(c.indexOf(`table`),c.indexOf(`sequence`)));function Pe(e,t){return e.relation===null==(t.relation===null)?$(e.relation??``,t.relation??``)||Q(e)-Q(t)||$(e.name,t.name):e.relation===null?1:-1}function Q({object:e}){return c.indexOf(e)}function $(e,t){return e<t?-1:+(e>t)}export{fe as i,k as n,y as r,Ae as t};