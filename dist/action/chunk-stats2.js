import{n as e,t}from"./chunk-live2.js";import{r as n,t as r}from"./chunk-duration.js";import{mn as i}from"./chunk-judging.js";async function a(e,n,r){await e.query(`SAVEPOINT attempt`);try{let t=await n();return await e.query(`RELEASE attempt`),t}catch(n){if(!(n instanceof t))throw n;return await e.query(`ROLLBACK TO attempt`),r(n),null}}const o=`(n.nspname ~ '^pg_' OR n.nspname = 'information_schema')`,s=e=>`
SELECT query AS text, total_exec_time / calls / 1000 AS seconds,
       ((shared_blks_hit + shared_blks_read) / calls)::float8 AS blocks
FROM ${e}.pg_stat_statements
WHERE calls > 0 AND total_exec_time / calls > 100 AND query ~* '^\\s*create\\s+(unique\\s+)?index'
  AND dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
ORDER BY total_exec_time DESC LIMIT 100`,c=`
SELECT n.nspname || '.' || c.relname AS relation, i.relname AS name, s.correlation::float8 AS correlation
FROM pg_catalog.pg_index x
JOIN pg_catalog.pg_class c ON c.oid = x.indrelid AND c.relkind = 'r'
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
JOIN pg_catalog.pg_am m ON m.oid = i.relam AND m.amname = 'btree'
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[0]
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_stats s
  ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname AND NOT s.inherited
WHERE x.indnatts = 1 AND x.indpred IS NULL AND x.indexprs IS NULL AND i.relname = ANY ($1)
  AND t.typname IN ('int2', 'int4', 'int8', 'date', 'timestamp', 'timestamptz', 'uuid') AND NOT ${o}`;async function l(e,t){let[n]=await e.query(`
SELECT quote_ident(n.nspname) AS schema FROM pg_catalog.pg_extension e
JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname = 'pg_stat_statements' AND string_to_array(e.extversion, '.')::int[] >= '{1,9}'`);return n===void 0?null:a(e,async()=>{let r=await e.query(s(n.schema)),i=r.flatMap(({text:e})=>t(e)?.name??[]);return{builds:r,indexes:i.length===0?[]:await e.query(c,[i])}},()=>void 0)}function u({builds:e,indexes:t},n,i){let a=e.flatMap(({text:e,seconds:a,blocks:o})=>{let s=i(e),c=t.filter(({name:e})=>e===s?.name),[l]=c,u=n.find(({relation:e})=>e===l?.relation);if(s===null||l===void 0||c.length>1||u?.pages===void 0)return[];let f=s.isConcurrent?2:1;if(o/f<u.pages/2||o/f>u.pages*2)return[];let p=r({rows:u.rows,heapBytes:[u.pages*8192,u.pages*8192],toastBytes:null},{kind:`build`,index:d(l),isConcurrent:s.isConcurrent},a);return p===null?[]:[p]});return a.sort((e,t)=>e-t)[Math.floor(a.length/2)]??null}function d({correlation:e}){let t=e!==null&&Math.abs(e)>=.99;return{keys:[e===null||t?`sortedKey`:`fixedKey`,t?`sortedKey`:`fixedKey`],isExpression:!1,isPartial:!1,bytes:null}}const f=(e,t)=>`NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = 'pg_catalog.${t}'::regclass AND e.objid = ${e} AND e.deptype = 'e')`,p=`json_build_object('schema', n.nspname, 'name', c.relname)`,m=`
SELECT 'schema' AS kind, n.oid::text AS oid, n.nspname AS name FROM pg_catalog.pg_namespace n
WHERE NOT ${o} AND n.nspname <> 'public' AND ${f(`n.oid`,`pg_namespace`)} ORDER BY 3`,h=`
SELECT CASE c.relkind WHEN 'v' THEN 'view' ELSE 'materialized view' END AS kind, c.oid::text AS oid, ${p} AS name,
       ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
             WHERE a.attrelid = c.oid AND a.attnum > 0 ORDER BY a.attnum) AS columns,
       pg_catalog.pg_get_viewdef(c.oid) AS sql
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('v', 'm') AND c.relpersistence <> 't' AND NOT ${o} AND ${f(`c.oid`,`pg_class`)}
ORDER BY n.nspname, c.relname`,g=`
SELECT 'function' AS kind, p.oid::text AS oid, json_build_object('schema', n.nspname, 'name', p.proname) AS name,
       p.prokind = 'p' AS "isProcedure", pg_catalog.pg_get_function_identity_arguments(p.oid) AS types,
       pg_catalog.pg_get_function_arguments(p.oid) AS arguments, pg_catalog.pg_get_function_result(p.oid) AS returns,
       CASE p.provolatile WHEN 'i' THEN 'IMMUTABLE' WHEN 's' THEN 'STABLE' ELSE 'VOLATILE' END AS volatility,
       p.proisstrict AS strict, coalesce(p.proargmodes && '{o,b,t}'::"char"[], false) AS "hasOut", l.lanname AS language, pg_catalog.pg_get_function_sqlbody(p.oid) AS sql
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
JOIN pg_catalog.pg_language l ON l.oid = p.prolang
WHERE p.prokind IN ('f', 'p') AND NOT ${o} AND ${f(`p.oid`,`pg_proc`)}
ORDER BY n.nspname, p.proname, 5`,ee=`
SELECT 'index' AS kind, x.indexrelid::text AS oid, json_build_object('schema', n.nspname, 'name', i.relname) AS name,
       ${p} AS relation, pg_catalog.pg_get_indexdef(x.indexrelid) AS sql
FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
JOIN pg_catalog.pg_class c ON c.oid = x.indrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE x.indisvalid AND c.relkind IN ('r', 'p', 'm') AND c.relpersistence <> 't' AND NOT i.relispartition
  AND NOT ${o} AND ${f(`c.oid`,`pg_class`)}
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint o WHERE o.conindid = x.indexrelid)
ORDER BY n.nspname, i.relname`,_=`
SELECT 'trigger' AS kind, t.oid::text AS oid, json_build_object('schema', n.nspname, 'name', t.tgname) AS name,
       ${p} AS relation, pg_catalog.pg_get_triggerdef(t.oid) AS sql
FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND c.relpersistence <> 't' AND NOT ${o}
ORDER BY n.nspname, c.relname, t.tgname`,v=`
SELECT 'policy' AS kind, p.oid::text AS oid, json_build_object('schema', n.nspname, 'name', p.polname) AS name,
       ${p} AS relation, p.polpermissive AS permissive,
       CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END AS command,
       pg_catalog.pg_get_expr(p.polqual, p.polrelid) AS sql, pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) AS check
FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE NOT ${o}
ORDER BY n.nspname, c.relname, p.polname`;async function te(e,t){return a(e,async()=>{await e.query(`SET LOCAL lock_timeout = 1000`);let t=[];for(let n of[m,`
SELECT 'extension' AS kind, e.oid::text AS oid, e.extname AS name, n.nspname AS schema
FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname <> 'plpgsql' ORDER BY 3`,g,h,ee,_,v])t.push(...await e.query(n));return{list:t,needs:(await e.query(`
SELECT DISTINCT coalesce(r.ev_class, d.objid)::text AS object, coalesce(t.typrelid, d.refobjid)::text AS needs
FROM pg_catalog.pg_depend d
LEFT JOIN pg_catalog.pg_rewrite r ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND r.oid = d.objid
LEFT JOIN pg_catalog.pg_type t ON d.refclassid = 'pg_catalog.pg_type'::regclass AND t.oid = d.refobjid AND t.typrelid <> 0
WHERE d.classid IN ('pg_catalog.pg_rewrite'::regclass, 'pg_catalog.pg_proc'::regclass, 'pg_catalog.pg_class'::regclass)
  AND d.refclassid IN ('pg_catalog.pg_class'::regclass, 'pg_catalog.pg_proc'::regclass, 'pg_catalog.pg_type'::regclass)
  AND d.objid >= 16384 AND d.refobjid >= 16384`)).map(({object:e,needs:t})=>[e,t])}},({code:e})=>t(`Views, functions, triggers and policies are not read (${e===`55P03`?`a table of theirs is locked`:e}): try again.`))}function ne(e){if(e>=18)return`
SELECT sum(read_bytes) FILTER (WHERE object = 'relation')::float8 AS read,
       sum(read_time) FILTER (WHERE object = 'relation')::float8 / 1000 AS "readSeconds",
       sum(write_bytes) FILTER (WHERE object = 'wal')::float8 AS wal,
       sum(coalesce(write_time, 0) + coalesce(fsync_time, 0)) FILTER (WHERE object = 'wal')::float8 / 1000 AS "walSeconds"
FROM pg_catalog.pg_stat_io WHERE object = 'wal' OR backend_type = 'client backend'`;let t=`(SELECT wal_bytes::float8 FROM pg_catalog.pg_stat_wal) AS wal,
       (SELECT (wal_write_time + wal_sync_time)::float8 / 1000 FROM pg_catalog.pg_stat_wal) AS "walSeconds"`;return e>=16?`
SELECT sum(reads * op_bytes)::float8 AS read, sum(read_time)::float8 / 1000 AS "readSeconds", ${t}
FROM pg_catalog.pg_stat_io WHERE object = 'relation' AND backend_type = 'client backend'`:`
SELECT blks_read::float8 * current_setting('block_size')::float8 AS read, blk_read_time::float8 / 1000 AS "readSeconds", ${t}
FROM pg_catalog.pg_stat_database WHERE datname = current_database()`}async function re(e,t){let r=ne(e.major),[{read:i=null,readSeconds:o=null,wal:s=null,walSeconds:c=null}={}]=(r===null?null:await a(e,()=>e.query(r),()=>{}))??[],[l,u]=[y(i,o),y(s,c)],d=t?await b(e):null;return d===null&&l===null&&u===null?null:{cpu:d===null?null:Number((d/n.probeSeconds).toPrecision(2)),readMBs:l,walMBs:u,from:d===null?`statistics`:`probe`}}function y(e,t){return e===null||t===null||t<1?null:Number((e/1e6/t).toPrecision(2))}async function b(e){let t=[];for(let n=0;n<3;n++){let[n]=await e.query(`
EXPLAIN (ANALYZE, TIMING OFF, SUMMARY ON, FORMAT JSON)
SELECT pg_catalog.md5(n::text) AS text FROM pg_catalog.generate_series(1, 200000) n ORDER BY 1`),r=n?.[`QUERY PLAN`][0][`Execution Time`];r!==void 0&&t.push(r/1e3)}return t.length===0?null:Math.min(...t)}const x=[`seq_page_cost`,`random_page_cost`,`cpu_tuple_cost`,`cpu_index_tuple_cost`,`cpu_operator_cost`,`parallel_setup_cost`,`parallel_tuple_cost`,`max_parallel_workers_per_gather`,`effective_cache_size`,`work_mem`,`hash_mem_multiplier`],S=[...x,`lock_timeout`,`statement_timeout`,`max_connections`,`wal_level`],C=`
SELECT r.rolname AS role, item
FROM pg_catalog.pg_db_role_setting s
JOIN pg_catalog.pg_database d ON d.datname = current_database() AND s.setdatabase IN (0, d.oid)
LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
CROSS JOIN unnest(s.setconfig) AS item
WHERE (s.setrole = 0 OR r.oid IS NOT NULL) AND item ~ $1
ORDER BY s.setrole <> 0, r.rolname, s.setdatabase <> 0`;function w(e){return`SELECT ${e<15?`'libc'`:`CASE datlocprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' ELSE 'builtin' END`} || ' ' || ${e<15?`datcollate`:`coalesce(${e<17?`daticulocale`:`datlocale`}, datcollate)`} AS collation
          FROM pg_catalog.pg_database WHERE datname = current_database()`}async function T(e){let t=await e.query(`SELECT name, reset_val AS value FROM pg_catalog.pg_settings WHERE name = ANY ($1)`,[S]),n=new Map(t.map(({name:e,value:t})=>[e,t])),[r]=await e.query(w(e.major)),i=await e.query(C,[`^(lock|statement)_timeout=`]);return{lockTimeout:Number(n.get(`lock_timeout`)??0),statementTimeout:Number(n.get(`statement_timeout`)??0),maxConnections:Number(n.get(`max_connections`)??0),...i.length>0&&{roles:E(i)},planner:Object.fromEntries([...n].filter(([e])=>x.includes(e)).sort()),walLevel:n.get(`wal_level`)??``,collation:r?.collation??``}}function E(e){let t=/* @__PURE__ */ new Map;for(let{role:n,item:r}of e){let[,e,i=``]=/^(lock|statement)_timeout=(.*)$/.exec(r)??[],a=O(i);if(e===void 0||a===null)continue;let o=e===`lock`?`lockTimeout`:`statementTimeout`;t.set(n,{...t.get(n)??{role:n},[o]:a})}return[...t.values()]}const D={us:.001,ms:1,s:1e3,min:6e4,h:36e5,d:864e5};function O(e){let[,t,n=`ms`]=/^\s*(\d+(?:\.\d*)?)\s*([a-z]*)\s*$/.exec(e)??[],r=D[n||`ms`];return t===void 0||r===void 0?null:Math.round(Number(t)*r)}const k=e=>`
WITH entry AS (
  SELECT userid, query, calls, mean_exec_time, stddev_exec_time, max_exec_time,
         row_number() OVER (ORDER BY calls DESC, queryid) AS by_calls,
         row_number() OVER (ORDER BY total_exec_time DESC, queryid) AS by_time
  FROM ${e}.pg_stat_statements s
  WHERE toplevel AND queryid IS NOT NULL
    AND dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
)
SELECT r.rolname AS role, query AS text, calls::float8 AS calls, mean_exec_time AS "meanMs",
       stddev_exec_time AS "sdMs", max_exec_time AS "maxMs"
FROM entry LEFT JOIN pg_catalog.pg_roles r ON r.oid = entry.userid
WHERE least(by_calls, by_time) <= 3000
ORDER BY least(by_calls, by_time), by_calls`,A=e=>`
SELECT extract(epoch FROM now() - stats_reset)::float8 AS seconds, dealloc::float8 AS left,
       (SELECT count(*) FROM ${e}.pg_stat_statements
        WHERE query = '<insufficient privilege>'
          AND dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))::float8 AS hidden
FROM ${e}.pg_stat_statements_info`;async function j(e,t){let[n]=await e.query(`
SELECT quote_ident(n.nspname) AS schema, string_to_array(e.extversion, '.')::int[] < '{1,9}' AS old
FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname = 'pg_stat_statements'`);if(n===void 0)return t(`pg_stat_statements is not in this database, so no queries are known: add it to shared_preload_libraries, restart, and run CREATE EXTENSION pg_stat_statements.`),null;if(n.old)return t(`pg_stat_statements is older than 1.9, so no queries are read: run ALTER EXTENSION pg_stat_statements UPDATE.`),null;let{schema:r}=n;return a(e,()=>N(e,r),e=>t(M(e)))}function M({code:e}){return`No queries are known of pg_stat_statements: ${{55e3:`the server was not started with it: add it to shared_preload_libraries and restart`,42501:`the role may not read it: grant USAGE on its schema and SELECT on its views`}[e??``]??`reading it failed (${e??`no code`})`}.`}async function N(e,t){let[n]=await e.query(A(t)),r=await e.query(k(t)),[i]=await e.query(`
SELECT coalesce(array_agg(nspname::text), '{}') AS schemas,
       (SELECT CASE WHEN source IN ('database', 'user', 'database user', 'client') THEN boot_val ELSE reset_val END
        FROM pg_catalog.pg_settings WHERE name = 'search_path') AS usual
FROM pg_catalog.pg_namespace`),a=await e.query(C,[`^search_path=`]),o=new Map(a.map(({role:e,item:t})=>[e,t.slice(12)])),s=new Set(i?.schemas),c=e=>P(o.get(e)??o.get(null)??i?.usual??``,e,s);return{seconds:n?.seconds??0,left:n?.left??0,hidden:n?.hidden??0,list:r.map(({role:e,...t})=>({...t,searchPath:c(e)}))}}function P(e,t,n){let r=i(e).map(e=>e===`$user`?t??``:e).filter((e,t,r)=>n.has(e)&&r.indexOf(e)===t);return r.length===0||r.join()===`public`?null:r.map(e=>e===`public`?e:`"${e.replaceAll(`"`,`""`)}"`).join(`, `)}function F(e){return`SELECT r.prpubid::text AS publication, n.nspname || '.' || c.relname AS relation, ${e<15?`NULL::text[]`:`CASE WHEN r.prattrs IS NOT NULL THEN ARRAY(
           SELECT a.attname::text FROM unnest(r.prattrs) WITH ORDINALITY AS one (number, place)
           JOIN pg_catalog.pg_attribute a ON a.attrelid = r.prrelid AND a.attnum = one.number ORDER BY one.place) END`} AS columns
          FROM pg_catalog.pg_publication_rel r
          JOIN pg_catalog.pg_class c ON c.oid = r.prrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          ORDER BY 2`}async function I(e){let t=await e.query(`
SELECT p.oid::text AS oid, p.pubname AS name, p.puballtables AS "allTables",
       array_remove(ARRAY[CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
                          CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END], NULL) AS operations
FROM pg_catalog.pg_publication p ORDER BY 2`);if(t.length===0)return[];let n=await e.query(F(e.major)),r=e.major<15?[]:await e.query(`
SELECT s.pnpubid::text AS publication, n.nspname AS name
FROM pg_catalog.pg_publication_namespace s JOIN pg_catalog.pg_namespace n ON n.oid = s.pnnspid ORDER BY 2`);return t.map(({oid:e,name:t,allTables:i,operations:a})=>({name:t,allTables:i,schemas:r.filter(({publication:t})=>t===e).map(e=>e.name),tables:n.filter(({publication:t})=>t===e).map(({relation:e,columns:t})=>({relation:e,columns:t})),operations:a}))}async function L(e){let[t]=await e.query(`
WITH RECURSIVE member AS (
  SELECT oid FROM pg_catalog.pg_roles WHERE rolname = current_user
  UNION
  SELECT m.roleid FROM pg_catalog.pg_auth_members m JOIN member ON member.oid = m.member
)
SELECT r.rolname AS name, r.rolsuper AS superuser, r.rolbypassrls AS "bypassesRowSecurity",
       ARRAY(SELECT g.rolname::text FROM pg_catalog.pg_roles g JOIN member USING (oid)
             WHERE g.rolname <> current_user ORDER BY 1) AS "memberOf"
FROM pg_catalog.pg_roles r WHERE r.rolname = current_user`);return t??{name:``,superuser:!1,bypassesRowSecurity:!1,memberOf:[]}}async function R(e){let[t]=await e.query(`
SELECT (current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
        - coalesce(current_setting('reserved_connections', true), '0')::int)::float8 AS connections,
       pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE') AS "seesAll",
       (SELECT count(*) FROM pg_catalog.pg_prepared_xacts WHERE database = current_database())::float8 AS "preparedTransactions",
       greatest(
         (SELECT extract(epoch FROM max(now() - xact_start)) FROM pg_catalog.pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_catalog.pg_backend_pid()
            AND (backend_type = 'client backend'
                 OR backend_type = 'autovacuum worker' AND query LIKE '%to prevent wraparound%')),
         (SELECT extract(epoch FROM max(now() - prepared)) FROM pg_catalog.pg_prepared_xacts
          WHERE database = current_database()), 0)::float8 AS longest`);return{connections:t?.connections??0,longestTransactionSeconds:t?.seesAll?Math.round(t.longest):null,preparedTransactions:t?.preparedTransactions??0}}function z(e){let t=/* @__PURE__ */ new Map;for(let n of e){let e=t.get(n.table);e===void 0?t.set(n.table,[n]):e.push(n)}return t}const B=`
SELECT s.schemaname || '.' || s.tablename AS table, s.inherited, s.attname AS name, s.null_frac::float8 AS "nullFrac",
       s.avg_width::float8 AS "avgWidth", s.n_distinct::float8 AS "nDistinct", s.correlation::float8 AS correlation
FROM pg_catalog.pg_stats s WHERE NOT ${o.replaceAll(`n.nspname`,`s.schemaname`)}`,V=`
SELECT a.attrelid::text AS table, ARRAY_AGG(a.attname::text ORDER BY a.attnum) AS names
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'm') AND NOT ${o}
GROUP BY a.attrelid`;async function H(e){let t=z(await e.query(B)),n=await e.query(V),r=new Map(n.map(({table:e,names:t})=>[e,t]));return({oid:e,relation:n,partitioned:i})=>{let a=(t.get(n)??[]).filter(({inherited:e})=>e===i),o=new Map(a.map(e=>[e.name,e]));return(r.get(e)??[]).flatMap(e=>o.get(e)??[]).map(U)}}function U({name:e,nullFrac:t,avgWidth:n,nDistinct:r,correlation:i}){let a=e=>Number(e.toPrecision(4));return{name:e,nullFrac:a(t),avgWidth:n,nDistinct:a(r),correlation:i===null?null:a(i)}}const W=`current_setting('block_size')::float8`,G=`
SELECT n.nspname || '.' || c.relname AS relation,
       c.oid::text AS oid,
       i.inhparent::text AS parent,
       c.relkind = 'p' AS partitioned,
       pg_catalog.pg_get_userbyid(c.relowner) AS owner,
       CASE WHEN NOT c.relrowsecurity THEN 'off' WHEN c.relforcerowsecurity THEN 'forced' ELSE 'enabled' END AS "rowSecurity",
       CASE c.relreplident WHEN 'n' THEN 'nothing' WHEN 'f' THEN 'full' WHEN 'i' THEN 'index' ELSE 'default' END AS "replicaIdentity",
       (CASE WHEN c.relkind = 'p' THEN 0
             WHEN c.reltuples < 0 THEN pg_catalog.pg_stat_get_live_tuples(c.oid)
             ELSE c.reltuples END)::float8 AS rows,
       (pg_catalog.pg_stat_get_tuples_inserted(c.oid) + pg_catalog.pg_stat_get_tuples_updated(c.oid)
        + pg_catalog.pg_stat_get_tuples_deleted(c.oid))::float8 AS writes,
       (pg_catalog.pg_stat_get_numscans(c.oid) + coalesce(x.scans, 0))::float8 AS reads
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid AND c.relispartition
LEFT JOIN (SELECT indrelid, sum(pg_catalog.pg_stat_get_numscans(indexrelid)) AS scans
           FROM pg_catalog.pg_index GROUP BY indrelid) x ON x.indrelid = c.oid
WHERE c.relkind IN ('r', 'p', 'm') AND c.relpersistence <> 't' AND NOT ${o}
ORDER BY 1`,K=`
SELECT c.oid::text AS oid,
       (CASE WHEN l.relation IS NOT NULL THEN c.relpages * ${W}
             ELSE coalesce(pg_catalog.pg_total_relation_size(c.oid), 0) END)::float8 AS bytes,
       (CASE WHEN c.relpages > 0 OR l.relation IS NOT NULL THEN c.relpages
             ELSE coalesce(pg_catalog.pg_relation_size(c.oid), 0) / ${W} END)::float8 AS pages,
       (CASE WHEN t.oid IS NULL THEN 0 WHEN t.relpages > 0 OR l.relation IS NOT NULL THEN t.relpages * ${W}
             ELSE coalesce(pg_catalog.pg_relation_size(t.oid), 0) END)::float8 AS "toastBytes"
FROM pg_catalog.pg_class c
LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid
LEFT JOIN (SELECT DISTINCT relation FROM pg_catalog.pg_locks
           WHERE mode = 'AccessExclusiveLock' AND granted) l ON l.relation = c.oid
WHERE c.oid = ANY ($1::oid[]) AND c.relkind <> 'p'`,q=1e3,J=`
SELECT x.indrelid::text AS table, c.oid::text AS oid, i.inhparent::text AS parent, c.relkind = 'I' AS partitioned,
       c.relname AS name, c.relpages::float8 AS pages, greatest(c.reltuples, 0)::float8 AS rows
FROM pg_catalog.pg_index x
JOIN pg_catalog.pg_class c ON c.oid = x.indexrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid
WHERE c.relpersistence <> 't' AND NOT ${o}
ORDER BY c.relname`;async function Y(e,{seconds:t,columns:n}){let r=await e.query(G),i=await ie(e,r),a=r.map(e=>({...e,...i.get(e.oid)??X})),o=await e.query(J),s=n?await H(e):null,c=e=>t===null?null:Math.round(e/t*100)/100,l=Q(a),u=Q(o),d=z(o);return a.map(e=>{let t=Z(l(e));return{relation:e.relation,rows:Math.round(t(({rows:e})=>e)),bytes:t(({bytes:e})=>e),writesPerSecond:c(t(({writes:e})=>e)),readsPerSecond:c(t(({reads:e})=>e)),pages:t(({pages:e})=>e),toastBytes:t(({toastBytes:e})=>e),owner:e.owner,rowSecurity:e.rowSecurity,replicaIdentity:e.replicaIdentity,indexes:(d.get(e.oid)??[]).map(e=>{let t=Z(u(e));return{name:e.name,pages:t(({pages:e})=>e),rows:t(({rows:e})=>e)}}),...s!==null&&{columns:s(e)}}})}const X={bytes:0,pages:0,toastBytes:0};async function ie(e,t){let n=/* @__PURE__ */ new Map;for(let r=0;r<t.length;r+=q){let i=t.slice(r,r+q).map(({oid:e})=>e);for(let{oid:t,...r}of await e.query(K,[i]))n.set(t,r)}return n}function Z(e){return t=>e.reduce((e,n)=>e+t(n),0)}function Q(e){let t=/* @__PURE__ */ new Map;for(let n of e){if(n.parent===null)continue;let e=t.get(n.parent);e===void 0?t.set(n.parent,[n]):e.push(n)}let n=e=>e.partitioned?(t.get(e.oid)??[]).flatMap(n):[e];return n}async function ae(e,{columns:t=!1,leastSeconds:n=60}={}){let[r]=await e.query(`
SELECT extract(epoch FROM now() - coalesce(
         (SELECT stats_reset FROM pg_catalog.pg_stat_database WHERE datname = current_database()),
         least((SELECT stats_reset FROM pg_catalog.pg_stat_bgwriter),
               (SELECT stats_reset FROM pg_catalog.pg_stat_archiver))))::float8 AS seconds,
       to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS date`),i=r?.seconds??null;return{schema:`lockgate/stats@2`,postgres:e.major,...r&&{date:r.date},role:await L(e),settings:await T(e),sessions:await R(e),publications:await I(e),tables:await Y(e,{columns:t,seconds:i===null||i<n?null:i})}}async function oe(t,n,r){let i=[],{loadParser:a}=await import(`./chunk-parse.js`);await a();let o=await e(t,n,e=>se(e,r,e=>i.push(e))),[{liveQueriesOf:s},{liveObjectsOf:c}]=await Promise.all([import(`./chunk-live-queries.js`),import(`./chunk-live-objects.js`)]),l=o.objects===null?null:c(o.objects),u=o.statements===null?null:s(o.statements);return u!==null&&i.push(...$(u)),l!==null&&l.unclean>0&&i.push(`${l.unclean} objects are left out: they cannot be made without their literals.`),{snapshot:{...o.stats,...o.speed!==null&&{speed:o.speed},...l!==null&&{objects:l.objects,uncleanObjects:l.unclean},...u!==null&&{queries:u}},said:i}}async function se(e,{queries:t,columns:n,probe:r},i){let a=await ae(e,{columns:n});return a.sessions?.longestTransactionSeconds===null&&i(`Open transactions of other roles are hidden: grant pg_read_all_stats.`),n&&le(a,i),{stats:a,statements:t?await j(e,i):null,speed:await ce(e,r,a),objects:await te(e,i)}}async function ce(e,t,{tables:n}){let{builtIndex:r}=await import(`./chunk-built-index.js`),i=await l(e,r),a=i===null?null:u(i,n,r),o=await re(e,t&&a===null);return a===null?o:{readMBs:null,walMBs:null,...o,cpu:a,from:`earlier DDL`}}function le({tables:e},t){let n=e.filter(({rows:e,columns:t})=>e>0&&t?.length===0);n.length!==0&&t(`${n.length} tables with rows have no statistics of columns: run ANALYZE, or grant SELECT on them (pg_read_all_data).`)}function $({hidden:e,left:t,unclean:n=0}){return[...e>0?[`${e} queries of other roles are hidden: grant pg_read_all_stats.`]:[],...t>0?[`The server threw away ${t} entries of pg_stat_statements: rare queries may be missing. Raise pg_stat_statements.max.`]:[],...n>0?[`${n} queries are left out: they cannot be cleaned of literals.`]:[]]}export{oe as takeSnapshot};