import{n as e}from"./chunk-snapshot2.js";import{readFile as t}from"node:fs/promises";async function n(e,t=60){let[n]=await e.query(`
SELECT (SELECT reset_val FROM pg_catalog.pg_settings WHERE name = 'lock_timeout')::float8 AS "lockTimeout",
       extract(epoch FROM now() - coalesce(
         (SELECT stats_reset FROM pg_catalog.pg_stat_database WHERE datname = current_database()),
         least((SELECT stats_reset FROM pg_catalog.pg_stat_bgwriter),
               (SELECT stats_reset FROM pg_catalog.pg_stat_archiver))))::float8 AS seconds`),i=await e.query(`
SELECT n.nspname || '.' || c.relname AS relation,
       c.oid::text AS oid,
       i.inhparent::text AS parent,
       c.relkind = 'p' AS partitioned,
       (CASE WHEN c.relkind = 'p' THEN 0
             WHEN c.reltuples < 0 THEN coalesce(s.n_live_tup, 0)
             ELSE c.reltuples END)::float8 AS rows,
       (CASE WHEN c.relkind = 'p' THEN 0
             WHEN EXISTS (SELECT FROM pg_catalog.pg_locks l
                          WHERE l.relation = c.oid AND l.mode = 'AccessExclusiveLock' AND l.granted)
             THEN c.relpages::bigint * current_setting('block_size')::bigint
             ELSE coalesce(pg_catalog.pg_total_relation_size(c.oid), 0) END)::float8 AS bytes,
       coalesce(s.n_tup_ins + s.n_tup_upd + s.n_tup_del, 0)::float8 AS writes,
       coalesce(s.seq_scan + coalesce(s.idx_scan, 0), 0)::float8 AS reads
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid AND c.relispartition
LEFT JOIN pg_catalog.pg_stat_all_tables s ON s.relid = c.oid
WHERE c.relkind IN ('r', 'p', 'm') AND c.relpersistence <> 't'
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1`),a=n?.seconds??null,o=e=>a===null||a<t?null:Math.round(e/a*100)/100,s=i.map(e=>{let t=e.partitioned?r(e,i):[e],n=e=>t.reduce((t,n)=>t+e(n),0);return{relation:e.relation,rows:Math.round(n(e=>e.rows)),bytes:n(e=>e.bytes),writesPerSecond:o(n(e=>e.writes)),readsPerSecond:o(n(e=>e.reads))}});return{schema:`lockgate/stats@1`,postgres:e.major,lockTimeout:n?.lockTimeout??0,tables:s}}function r(e,t){return t.filter(({parent:t})=>t===e.oid).flatMap(e=>e.partitioned?r(e,t):[e])}var i=class extends Error{constructor(e){super(e),this.name=`SnapshotFailure`}};async function a(n){let r=await t(n,`utf8`).catch(e=>{throw new i(`${n} cannot be read (${e.code??e.message})`)}),a=e(r);if(typeof a==`string`)throw new i(`${n} ${a}`);return a}export{i as SnapshotFailure,a as readSnapshot,n as readStats};