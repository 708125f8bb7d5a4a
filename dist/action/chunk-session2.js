import{xr as e}from"./chunk-judging.js";const t=`WITH member AS (
  SELECT classid, objid FROM pg_catalog.pg_depend WHERE deptype = 'e'
), space AS (
  SELECT oid, nspname FROM pg_catalog.pg_namespace
  WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'
)`;function n(e,t){return`NOT EXISTS (SELECT FROM member WHERE classid = 'pg_catalog.${e}'::regclass AND objid = ${t})`}const r=`${t}
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
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND ${n(`pg_class`,`c.oid`)}`,i=`${t}
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
WHERE c.relkind IN ('r', 'p', 'f') AND ${n(`pg_class`,`c.oid`)}`;function a(e){let r=e>=17?`coalesce(l.colllocale, l.collcollate)`:e>=15?`coalesce(l.colliculocale, l.collcollate)`:`l.collcollate`;return`${t}
SELECT 'schema' AS object, s.nspname AS schema, NULL AS relation, s.nspname AS name, s.oid::text AS id,
  false AS implied,
  '{}'::json AS attributes
FROM space s WHERE ${n(`pg_namespace`,`s.oid`)}
UNION ALL
SELECT 'extension', NULL, NULL, e.extname, e.oid::text, false, json_build_object('schema', n.nspname)
FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
UNION ALL
SELECT 'collation', s.nspname, NULL, l.collname, l.oid::text, false, json_strip_nulls(json_build_object(
  'provider', CASE l.collprovider WHEN 'i' THEN 'icu' WHEN 'c' THEN 'libc' WHEN 'b' THEN 'builtin' ELSE 'default' END,
  'locale', lower(replace(${r}, '_', '-')),
  'comparison', CASE WHEN NOT l.collisdeterministic THEN 'nondeterministic' END))
FROM pg_catalog.pg_collation l JOIN space s ON s.oid = l.collnamespace WHERE ${n(`pg_collation`,`l.oid`)}
UNION ALL
SELECT 'event trigger', NULL, NULL, t.evtname, t.oid::text, false, json_strip_nulls(json_build_object(
  'event', t.evtevent, 'function', n.nspname || '.' || p.proname,
  'tags', (SELECT string_agg(g, ', ' ORDER BY g) FROM unnest(t.evttags) g),
  'enabled', CASE t.evtenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'on replicas' WHEN 'A' THEN 'always' END))
FROM pg_catalog.pg_event_trigger t JOIN pg_catalog.pg_proc p ON p.oid = t.evtfoid
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE ${n(`pg_event_trigger`,`t.oid`)}
UNION ALL
SELECT 'publication', NULL, NULL, b.pubname, b.oid::text, false, json_strip_nulls(json_build_object(
  'operations', concat_ws(', ', CASE WHEN b.pubinsert THEN 'insert' END, CASE WHEN b.pubupdate THEN 'update' END,
    CASE WHEN b.pubdelete THEN 'delete' END, CASE WHEN b.pubtruncate THEN 'truncate' END),
  'tables', CASE WHEN b.puballtables THEN 'all' ELSE (SELECT string_agg(n.nspname || '.' || c.relname, ', '
    ORDER BY n.nspname, c.relname) FROM pg_publication_rel r JOIN pg_class c ON c.oid = r.prrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE r.prpubid = b.oid) END))
FROM pg_catalog.pg_publication b`}const o=[[`operator`,`pg_operator`,`json_build_object('function', o.oprcode::text, 'commutator', o.oprcom::regoperator::text, 'negator', o.oprnegate::regoperator::text)`],[`operator class`,`pg_opclass`,`json_build_object('default', o.opcdefault::text)`],[`operator family`,`pg_opfamily`,`'{}'::json`],[`cast`,`pg_cast`,`json_build_object('context', o.castcontext, 'method', o.castmethod, 'function', o.castfunc::regprocedure::text)`],[`conversion`,`pg_conversion`,`json_build_object('function', o.conproc::text)`],[`language`,`pg_language`,`'{}'::json`],[`foreign-data wrapper`,`pg_foreign_data_wrapper`,`'{}'::json`],[`server`,`pg_foreign_server`,`'{}'::json`],[`text search parser`,`pg_ts_parser`,`'{}'::json`],[`text search template`,`pg_ts_template`,`'{}'::json`],[`text search dictionary`,`pg_ts_dict`,`json_build_object('options', o.dictinitoption)`],[`text search configuration`,`pg_ts_config`,`json_build_object('mapping', (SELECT string_agg(concat_ws(' ', m.maptokentype,
    m.mapdict::regdictionary), ', ' ORDER BY m.maptokentype, m.mapseqno) FROM pg_ts_config_map m WHERE m.mapcfg = o.oid))`]].map(([e,r,i],a)=>`${a===0?t:`UNION ALL`}
SELECT '${e}' AS object, i.schema, NULL AS relation, i.identity AS name, o.oid::text AS id,
  false AS implied,
  json_strip_nulls(${i}) AS attributes
FROM pg_catalog.${r} o, pg_catalog.pg_identify_object('pg_catalog.${r}'::regclass, o.oid, 0) i
WHERE o.oid >= 16384 AND ${n(r,`o.oid`)} AND NOT EXISTS (
  SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.${r}'::regclass AND d.objid = o.oid
    AND d.deptype = 'i')`).join(`
`),s=`${t}
SELECT 'comment' AS object, i.schema, NULL AS relation, i.type || ' ' || i.identity AS name,
  concat_ws('.', d.objoid, nullif(d.objsubid, 0)) AS id, false AS implied, json_build_object('comment', d.description) AS attributes
FROM pg_catalog.pg_description d, pg_catalog.pg_identify_object(d.classoid, d.objoid, d.objsubid) i
WHERE (i.schema IN (SELECT nspname FROM space) OR (i.type = 'schema' AND i.name IN (SELECT nspname FROM space)))
  AND d.objoid >= 16384
  AND NOT EXISTS (SELECT FROM member m WHERE m.classid = d.classoid AND m.objid = d.objoid)`;function c(e,{prefix:t,kind:r,schema:i,column:a=!1}){let o=a?`c.relowner`:`o.${t}owner`,s=`o.${t}acl`,[c,l,u]=a?[`pg_class`,`c.oid`,`o.attnum`]:[e,`o.oid`,`0`];return`SELECT 'grants', i.schema, NULL, i.type || ' ' || i.identity, ${a?`c.oid || '.' || o.attnum`:`o.oid::text`}, false, json_build_object('grants', coalesce((
    SELECT string_agg(g.who || ': ' || g.what, ', ' ORDER BY g.who) FROM (
      SELECT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END AS who,
        string_agg(a.privilege_type, ' ' ORDER BY a.privilege_type) AS what
      FROM aclexplode(${s}) a WHERE a.grantee <> ${o} GROUP BY 1) g), 'none'))
FROM pg_catalog.${e} o ${a?`JOIN pg_catalog.pg_class c ON c.oid = o.attrelid`:``}, pg_catalog.pg_identify_object('pg_catalog.${c}'::regclass, ${l}, ${u}) i
WHERE ${s} IS NOT NULL AND ${i} AND ${n(c,l)}
  AND NOT (${s} @> acldefault(${r}, ${o}) AND ${s} <@ acldefault(${r}, ${o}))`}const l=e=>`${e} IN (SELECT oid FROM space)`,u={comments:s,grants:`${t}
SELECT 'grants' AS object, NULL AS schema, NULL AS relation, NULL AS name, NULL AS id, false AS implied, '{}'::json AS attributes
WHERE false UNION ALL ${[c(`pg_class`,{prefix:`rel`,kind:`CASE o.relkind WHEN 'S' THEN 's'::"char" ELSE 'r' END`,schema:`o.relkind <> 'i' AND ${l(`o.relnamespace`)}`}),c(`pg_proc`,{prefix:`pro`,kind:`'f'`,schema:l(`o.pronamespace`)}),c(`pg_type`,{prefix:`typ`,kind:`'T'`,schema:l(`o.typnamespace`)}),c(`pg_namespace`,{prefix:`nsp`,kind:`'n'`,schema:l(`o.oid`)}),c(`pg_attribute`,{prefix:`att`,kind:`'c'`,schema:l(`c.relnamespace`),column:!0})].join(`
UNION ALL `)}`,owners:`${t}
SELECT 'owner' AS object, i.schema, NULL AS relation, i.type || ' ' || i.identity AS name, d.objid::text AS id, false AS implied,
  json_build_object('owner', pg_get_userbyid(d.refobjid)) AS attributes
FROM pg_catalog.pg_shdepend d, pg_catalog.pg_identify_object(d.classid, d.objid, 0) i
WHERE d.deptype = 'o' AND d.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND (i.schema IN (SELECT nspname FROM space) OR (i.type = 'schema' AND i.name IN (SELECT nspname FROM space)))
  AND NOT EXISTS (SELECT FROM member m WHERE m.classid = d.classid AND m.objid = d.objid)`,storage:`${t}
SELECT 'storage parameters' AS object, s.nspname AS schema, NULL AS relation, i.type || ' ' || i.identity AS name,
  c.oid::text AS id, false AS implied,
  json_build_object('parameters', (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(c.reloptions) o)) AS attributes
FROM pg_catalog.pg_class c JOIN space s ON s.oid = c.relnamespace,
  pg_catalog.pg_identify_object('pg_catalog.pg_class'::regclass, c.oid, 0) i
WHERE c.reloptions IS NOT NULL AND c.relkind IN ('r', 'p', 'm', 'i') AND ${n(`pg_class`,`c.oid`)}`,"default privileges":`SELECT 'grants' AS object, NULL AS schema, NULL AS relation, i.type || ' ' || i.identity AS name,
  d.oid::text AS id, false AS implied, json_build_object('grants', d.defaclacl::text) AS attributes
FROM pg_catalog.pg_default_acl d, pg_catalog.pg_identify_object('pg_catalog.pg_default_acl'::regclass, d.oid, 0) i`},d=Object.keys(u),f=/* @__PURE__ */ new Set([`comment`,`owner`,`grants`,`storage parameters`]),p=`JOIN pg_catalog.pg_class c ON c.oid =`,m=`${t}
SELECT 'constraint' AS object, s.nspname AS schema, c.relname AS relation, k.conname AS name, k.oid::text AS id,
  k.conparentid <> 0 OR (k.coninhcount > 0 AND NOT k.conislocal) AS implied,
  json_strip_nulls(json_build_object(
    'definition', regexp_replace(pg_get_constraintdef(k.oid), ' NOT VALID$', ''),
    'validity', CASE WHEN pg_get_constraintdef(k.oid) ~ ' NOT VALID$' THEN 'NOT VALID'
      WHEN NOT x.indisvalid THEN 'INVALID' END,
    'enforcement', CASE WHEN k.contype = 'f' AND EXISTS (SELECT FROM pg_trigger t
      WHERE t.tgconstraint = k.oid AND t.tgenabled = 'D') THEN 'disabled' END
  )) AS attributes
FROM pg_catalog.pg_constraint k ${p} k.conrelid JOIN space s ON s.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_index x ON x.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x')
WHERE k.contype IN ('c', 'f', 'p', 'u', 'x') AND ${n(`pg_class`,`c.oid`)}`,h=`${t}
SELECT 'index' AS object, s.nspname AS schema, c.relname AS relation, i.relname AS name, i.oid::text AS id,
  i.relispartition AND x.indisvalid AS implied,
  json_strip_nulls(json_build_object(
    'definition', pg_get_indexdef(i.oid),
    'stored with', array_to_string(i.reloptions, ', '),
    'validity', CASE WHEN NOT x.indisvalid THEN 'INVALID' END
  )) AS attributes
FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
${p} x.indrelid JOIN space s ON s.oid = c.relnamespace
WHERE c.relkind <> 't' AND ${n(`pg_class`,`c.oid`)} AND ${n(`pg_class`,`i.oid`)}
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u', 'x'))`,g=`${t}
SELECT 'trigger' AS object, s.nspname AS schema, c.relname AS relation, t.tgname AS name, t.oid::text AS id,
  t.tgparentid <> 0 AND t.tgenabled = (SELECT p.tgenabled FROM pg_trigger p WHERE p.oid = t.tgparentid) AS implied,
  json_strip_nulls(json_build_object(
    'definition', pg_get_triggerdef(t.oid),
    'enabled', CASE t.tgenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'on replicas' WHEN 'A' THEN 'always' END
  )) AS attributes
FROM pg_catalog.pg_trigger t ${p} t.tgrelid JOIN space s ON s.oid = c.relnamespace
WHERE (NOT t.tgisinternal OR t.tgparentid <> 0)
  AND (t.tgconstraint = 0 OR EXISTS (SELECT FROM pg_constraint k WHERE k.oid = t.tgconstraint AND k.contype = 't'))
  AND ${n(`pg_trigger`,`t.oid`)} AND ${n(`pg_class`,`c.oid`)}
UNION ALL
SELECT 'rule', s.nspname, c.relname, r.rulename, r.oid::text, false,
  json_strip_nulls(json_build_object(
    'definition', pg_get_ruledef(r.oid),
    'enabled', CASE r.ev_enabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'on replicas' WHEN 'A' THEN 'always' END
  ))
FROM pg_catalog.pg_rewrite r ${p} r.ev_class JOIN space s ON s.oid = c.relnamespace
WHERE r.rulename <> '_RETURN' AND ${n(`pg_class`,`c.oid`)}
UNION ALL
SELECT 'statistics object', s.nspname, c.relname, e.stxname, e.oid::text, false,
  json_build_object('definition', pg_get_statisticsobjdef(e.oid))
FROM pg_catalog.pg_statistic_ext e ${p} e.stxrelid JOIN space s ON s.oid = e.stxnamespace
WHERE ${n(`pg_statistic_ext`,`e.oid`)}`,_=`${t}
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
FROM pg_catalog.pg_policy p ${p} p.polrelid JOIN space s ON s.oid = c.relnamespace
WHERE ${n(`pg_class`,`c.oid`)} AND ${n(`pg_policy`,`p.oid`)}`,v=`(SELECT n.nspname || '.' || l.collname FROM pg_collation l
  JOIN pg_namespace n ON n.oid = l.collnamespace WHERE l.oid =`,y=`${t}
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
        || ${v} a.attcollation AND a.attcollation <> y.typcollation), ''), ', ' ORDER BY a.attnum)
      FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
      WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped))
    WHEN 'r' THEN (SELECT json_build_object(
      'subtype', format_type(r.rngsubtype, NULL),
      'operator class', (SELECT o.opcname FROM pg_opclass o WHERE o.oid = r.rngsubopc),
      'collation', ${v} r.rngcollation),
      'canonical', nullif(r.rngcanonical::text, '-'),
      'difference', nullif(r.rngsubdiff::text, '-')) FROM pg_range r WHERE r.rngtypid = t.oid)
    ELSE json_build_object('category', t.typcategory) END) AS attributes
FROM pg_catalog.pg_type t JOIN space s ON s.oid = t.typnamespace
LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
WHERE t.typtype IN ('e', 'd', 'c', 'r', 'b') AND t.typisdefined AND (t.typtype <> 'c' OR c.relkind = 'c')
  AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid) AND ${n(`pg_type`,`t.oid`)}
UNION ALL
SELECT 'domain constraint', s.nspname, t.typname, k.conname, k.oid::text, false,
  json_strip_nulls(json_build_object(
    'definition', regexp_replace(pg_get_constraintdef(k.oid), ' NOT VALID$', ''),
    'validity', CASE WHEN NOT k.convalidated THEN 'NOT VALID' END))
FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_type t ON t.oid = k.contypid
JOIN space s ON s.oid = t.typnamespace
WHERE k.contype = 'c' AND ${n(`pg_type`,`t.oid`)}`,b=`${t}, owner AS MATERIALIZED (
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
WHERE o.deptype IS DISTINCT FROM 'i' AND ${n(`pg_class`,`c.oid`)}`,x=`${t}
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
WHERE ${n(`pg_proc`,`p.oid`)} AND NOT EXISTS (
  SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')`;async function S(e,t=[]){return T(await C(e,t))}async function C(e,t=[],n=!0){let r=`object, schema, relation, name, ${n?`id`:`'' AS id`}, implied, attributes`,i=[];for(let n of w(e,t)){let[t]=await e.query(`SELECT coalesce(json_agg(f), '[]')::text AS facts FROM (SELECT ${r} FROM (${n}) q) f`);i.push(t?.facts??`[]`)}return i}function w({major:e},t){return[a(e),r,i,m,h,g,_,y,b,x,o,...t.map(e=>u[e])]}function T(t){let n=/* @__PURE__ */ new Map;for(let r of t)for(let t of JSON.parse(r)){let r={...t,attributes:j(t.attributes)};n.set(e(r),r)}return n}function E(e,t){let[n,r]=[O(e),O(t)];return n===null||r===null?[T(e),T(t)]:[D(n,r),D(r,n)]}function D(e,t){return T([`[${[...e].filter(e=>!t.has(e)).join(`,`)}]`])}function O(e){let t=/* @__PURE__ */ new Set;for(let n of e)if(n!==`[]`){if(!n.startsWith(`[`)||!n.endsWith(`]`))return null;for(let e of n.slice(1,-1).split(`, 
 `)){if(!e.startsWith(`{`)||!e.endsWith(`}`)||e.includes(`
`))return null;t.add(e)}}return t}async function*k(e,t){for(let n of w(e,t))yield e.query(`SELECT schema, string_agg(json_build_array(object, relation, CASE WHEN object <> 'schema' THEN name END,
         implied, attributes)::text, E'\n') AS lines FROM (${n}) q GROUP BY schema`)}function A({schema:e,lines:t}){return JSON.parse(`[${t.replaceAll(`
`,`,`)}]`).map(([t,n,r,i,a])=>({object:t,schema:e,relation:n,name:r??e??``,id:``,implied:i,attributes:j(a)}))}function j(e){let t={};for(let[n,r]of Object.entries(e))t[n]=r.replaceAll(`\r
`,`
`).trim();let{"stored with":n,...r}=t;return n!==void 0&&r.definition&&(r.definition=M(r.definition)),r}function M(e){return e.replace(/ WITH \((?:[^()']|'(?:[^']|'')*')*\)(?= WHERE |$)/,``)}const N={TimeZone:`UTC`,DateStyle:`ISO, YMD`,IntervalStyle:`postgres`,search_path:``,extra_float_digits:`1`,bytea_output:`hex`,xmlbinary:`base64`,lc_monetary:`C`,quote_all_identifiers:`off`,standard_conforming_strings:`on`,escape_string_warning:`on`};async function P(e,t,n={}){let r=t===`transaction`,i=Object.entries({...N,...n}).map(([e,t])=>`pg_catalog.set_config('${e}', '${t.replaceAll(`'`,`''`)}', ${r})`);await e.query(`SELECT ${i.join(`, `)}`)}async function F(e){let[t]=await e.query(`SELECT current_setting('TimeZone') AS zone`);return t?.zone??`UTC`}function I(e){return/^(?:Etc\/)?(?:UTC|GMT|UCT|Zulu)$/i.test(e)}export{S as a,C as c,f as d,E as i,k as l,F as n,T as o,P as r,A as s,I as t,d as u};