import{C as e,d as t}from"./chunk-parse.js";import{t as n}from"./chunk-quote.js";import{r,t as i}from"./chunk-extensions.js";import{i as a,n as o}from"./chunk-shadow2.js";import{n as s,t as c}from"./chunk-child.js";import{n as l,t as u}from"./chunk-pglite-assets.js";import{t as d}from"./chunk-session.js";import"./chunk-pglite-calls.js";import{n as f,r as p}from"./chunk-look.js";import{existsSync as m,rmSync as h}from"node:fs";const g={dblink:`
CREATE FUNCTION dblink_connect(text) RETURNS text LANGUAGE sql AS $$ SELECT 'OK' $$;
CREATE FUNCTION dblink_connect(text, text) RETURNS text LANGUAGE sql AS $$ SELECT 'OK' $$;
CREATE FUNCTION dblink_disconnect() RETURNS text LANGUAGE sql AS $$ SELECT 'OK' $$;
CREATE FUNCTION dblink_disconnect(text) RETURNS text LANGUAGE sql AS $$ SELECT 'OK' $$;
CREATE FUNCTION dblink_exec(text) RETURNS text LANGUAGE sql AS $$ SELECT 'OK' $$;
CREATE FUNCTION dblink_exec(text, text) RETURNS text LANGUAGE sql AS $$ SELECT 'OK' $$;
CREATE FUNCTION dblink(text) RETURNS SETOF record LANGUAGE plpgsql AS $$ BEGIN RETURN; END $$;
CREATE FUNCTION dblink(text, text) RETURNS SETOF record LANGUAGE plpgsql AS $$ BEGIN RETURN; END $$;
`,http:`
CREATE DOMAIN http_method AS text;
CREATE TYPE http_header AS (field varchar, value varchar);
CREATE TYPE http_response AS (status integer, content_type varchar, headers http_header[], content varchar);
CREATE TYPE http_request AS (
  method http_method, uri varchar, headers http_header[], content_type varchar, content varchar
);
CREATE FUNCTION http_set_curlopt(curlopt varchar, value varchar) RETURNS boolean LANGUAGE sql AS $$ SELECT true $$;
CREATE FUNCTION http_reset_curlopt() RETURNS boolean LANGUAGE sql AS $$ SELECT true $$;
CREATE FUNCTION http_header(field varchar, value varchar) RETURNS http_header LANGUAGE plpgsql AS
  $$ BEGIN RETURN ($1, $2); END $$;
CREATE FUNCTION http(request http_request) RETURNS http_response LANGUAGE plpgsql AS
  $$ BEGIN RETURN NULL; END $$;
CREATE FUNCTION http_get(uri varchar) RETURNS http_response LANGUAGE plpgsql AS
  $$ BEGIN RETURN NULL; END $$;
CREATE FUNCTION http_get(uri varchar, data jsonb) RETURNS http_response LANGUAGE plpgsql AS
  $$ BEGIN RETURN NULL; END $$;
CREATE FUNCTION http_post(uri varchar, content varchar, content_type varchar) RETURNS http_response LANGUAGE plpgsql AS
  $$ BEGIN RETURN NULL; END $$;
CREATE FUNCTION http_post(uri varchar, data jsonb) RETURNS http_response LANGUAGE plpgsql AS
  $$ BEGIN RETURN NULL; END $$;
CREATE FUNCTION http_put(uri varchar, content varchar, content_type varchar) RETURNS http_response LANGUAGE plpgsql AS
  $$ BEGIN RETURN NULL; END $$;
CREATE FUNCTION http_patch(uri varchar, content varchar, content_type varchar) RETURNS http_response LANGUAGE plpgsql AS
  $$ BEGIN RETURN NULL; END $$;
CREATE FUNCTION http_delete(uri varchar) RETURNS http_response LANGUAGE plpgsql AS
  $$ BEGIN RETURN NULL; END $$;
CREATE FUNCTION http_delete(uri varchar, content varchar, content_type varchar) RETURNS http_response LANGUAGE plpgsql AS
  $$ BEGIN RETURN NULL; END $$;
CREATE FUNCTION http_head(uri varchar) RETURNS http_response LANGUAGE plpgsql AS
  $$ BEGIN RETURN NULL; END $$;
CREATE FUNCTION urlencode(string varchar) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT $1::text $$;
CREATE FUNCTION urlencode(string bytea) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT encode($1, 'escape') $$;
CREATE FUNCTION urlencode(data jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT $1::text $$;
`,pg_cron:`
CREATE SCHEMA IF NOT EXISTS cron;
CREATE TABLE cron.job (
  jobid bigserial PRIMARY KEY, schedule text NOT NULL, command text NOT NULL, nodename text NOT NULL DEFAULT 'localhost',
  nodeport integer NOT NULL DEFAULT 5432, database text NOT NULL DEFAULT current_database(),
  username text NOT NULL DEFAULT current_user, active boolean NOT NULL DEFAULT true, jobname text,
  UNIQUE (jobname, username)
);
CREATE TABLE cron.job_run_details (
  jobid bigint, runid bigserial PRIMARY KEY, job_pid integer, database text, username text, command text, status text,
  return_message text, start_time timestamptz, end_time timestamptz
);
CREATE FUNCTION cron.schedule(schedule text, command text) RETURNS bigint LANGUAGE sql AS
  $$ INSERT INTO cron.job (schedule, command) VALUES ($1, $2) RETURNING jobid $$;
CREATE FUNCTION cron.schedule(job_name text, schedule text, command text) RETURNS bigint LANGUAGE sql AS
  $$ INSERT INTO cron.job (jobname, schedule, command) VALUES ($1, $2, $3)
     ON CONFLICT (jobname, username) DO UPDATE SET schedule = $2, command = $3 RETURNING jobid $$;
CREATE FUNCTION cron.schedule_in_database(job_name text, schedule text, command text, database text,
  username text DEFAULT NULL, active boolean DEFAULT true) RETURNS bigint LANGUAGE sql AS
  $$ SELECT cron.schedule($1, $2, $3) $$;
CREATE FUNCTION cron.unschedule(job_id bigint) RETURNS boolean LANGUAGE sql AS
  $$ DELETE FROM cron.job WHERE jobid = $1; SELECT true $$;
CREATE FUNCTION cron.unschedule(job_name text) RETURNS boolean LANGUAGE sql AS
  $$ DELETE FROM cron.job WHERE jobname = $1; SELECT true $$;
CREATE FUNCTION cron.alter_job(job_id bigint, schedule text DEFAULT NULL, command text DEFAULT NULL,
  database text DEFAULT NULL, username text DEFAULT NULL, active boolean DEFAULT NULL) RETURNS void LANGUAGE sql AS
  $$ UPDATE cron.job SET schedule = coalesce($2, job.schedule), command = coalesce($3, job.command) WHERE jobid = $1 $$;
`,pg_graphql:`
CREATE SCHEMA IF NOT EXISTS graphql;
CREATE FUNCTION graphql.resolve(query text, variables jsonb DEFAULT '{}', "operationName" text DEFAULT NULL,
  extensions jsonb DEFAULT NULL) RETURNS jsonb LANGUAGE sql AS $$ SELECT '{}'::jsonb $$;
CREATE FUNCTION graphql.comment_directive(comment_ text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS
  $$ SELECT '{}'::jsonb $$;
`,pg_net:`
CREATE SCHEMA IF NOT EXISTS net;
CREATE TYPE net.request_status AS ENUM ('PENDING', 'SUCCESS', 'ERROR');
CREATE UNLOGGED TABLE net.http_request_queue (
  id bigserial, method text NOT NULL, url text NOT NULL, headers jsonb, body bytea, timeout_milliseconds integer NOT NULL
);
CREATE UNLOGGED TABLE net._http_response (
  id bigint, status_code integer, content_type text, headers jsonb, content text, timed_out boolean, error_msg text,
  created timestamptz NOT NULL DEFAULT now()
);
CREATE FUNCTION net.http_get(url text, params jsonb DEFAULT '{}', headers jsonb DEFAULT '{}',
  timeout_milliseconds integer DEFAULT 5000) RETURNS bigint LANGUAGE sql AS $$ SELECT 1::bigint $$;
CREATE FUNCTION net.http_post(url text, body jsonb DEFAULT '{}', params jsonb DEFAULT '{}',
  headers jsonb DEFAULT '{"Content-Type": "application/json"}', timeout_milliseconds integer DEFAULT 5000)
  RETURNS bigint LANGUAGE sql AS $$ SELECT 1::bigint $$;
CREATE FUNCTION net.http_delete(url text, params jsonb DEFAULT '{}', headers jsonb DEFAULT '{}',
  timeout_milliseconds integer DEFAULT 5000, body jsonb DEFAULT NULL)
  RETURNS bigint LANGUAGE sql AS $$ SELECT 1::bigint $$;
`,pgjwt:`
CREATE FUNCTION url_encode(data bytea) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT encode($1, 'base64') $$;
CREATE FUNCTION url_decode(data text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$ SELECT decode($1, 'base64') $$;
CREATE FUNCTION algorithm_sign(signables text, secret text, algorithm text) RETURNS text LANGUAGE sql IMMUTABLE AS
  $$ SELECT '' $$;
CREATE FUNCTION sign(payload json, secret text, algorithm text DEFAULT 'HS256') RETURNS text LANGUAGE sql IMMUTABLE AS
  $$ SELECT '' $$;
CREATE FUNCTION verify(token text, secret text, algorithm text DEFAULT 'HS256')
  RETURNS TABLE (header json, payload json, valid boolean) LANGUAGE sql IMMUTABLE AS
  $$ SELECT '{}'::json, '{}'::json, false $$;
`,pgmq:`
CREATE SCHEMA IF NOT EXISTS pgmq;
CREATE TABLE pgmq.meta (
  queue_name varchar UNIQUE NOT NULL, is_partitioned boolean NOT NULL, is_unlogged boolean NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TYPE pgmq.message_record AS (
  msg_id bigint, read_ct integer, enqueued_at timestamptz, vt timestamptz, message jsonb, headers jsonb
);
CREATE TYPE pgmq.queue_record AS (
  queue_name varchar, is_partitioned boolean, is_unlogged boolean, created_at timestamptz
);
CREATE TYPE pgmq.metrics_result AS (
  queue_name text, queue_length bigint, newest_msg_age_sec integer, oldest_msg_age_sec integer, total_messages bigint,
  scrape_time timestamptz, queue_visible_length bigint
);
CREATE FUNCTION pgmq.create(queue_name text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  EXECUTE format('CREATE TABLE IF NOT EXISTS pgmq.%I (msg_id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    read_ct integer NOT NULL DEFAULT 0, enqueued_at timestamptz NOT NULL DEFAULT now(), vt timestamptz NOT NULL,
    message jsonb, headers jsonb)', 'q_' || lower(queue_name));
  EXECUTE format('CREATE TABLE IF NOT EXISTS pgmq.%I (msg_id bigint PRIMARY KEY, read_ct integer NOT NULL DEFAULT 0,
    enqueued_at timestamptz NOT NULL DEFAULT now(), archived_at timestamptz NOT NULL DEFAULT now(),
    vt timestamptz NOT NULL, message jsonb, headers jsonb)', 'a_' || lower(queue_name));
  INSERT INTO pgmq.meta VALUES (queue_name, false, false) ON CONFLICT DO NOTHING;
END $$;
CREATE FUNCTION pgmq.create_non_partitioned(queue_name text) RETURNS void LANGUAGE sql AS $$ SELECT pgmq.create($1) $$;
CREATE FUNCTION pgmq.create_unlogged(queue_name text) RETURNS void LANGUAGE sql AS $$ SELECT pgmq.create($1) $$;
CREATE FUNCTION pgmq.create_partitioned(queue_name text, partition_interval text DEFAULT '10000',
  retention_interval text DEFAULT '100000') RETURNS void LANGUAGE sql AS $$ SELECT pgmq.create($1) $$;
CREATE FUNCTION pgmq.drop_queue(queue_name text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN
  EXECUTE format('DROP TABLE IF EXISTS pgmq.%I, pgmq.%I', 'q_' || lower($1), 'a_' || lower($1));
  DELETE FROM pgmq.meta m WHERE m.queue_name = $1;
  RETURN true;
END $$;
CREATE FUNCTION pgmq.drop_queue(queue_name text, partitioned boolean) RETURNS boolean LANGUAGE sql AS
  $$ SELECT pgmq.drop_queue($1) $$;
CREATE FUNCTION pgmq.detach_archive(queue_name text) RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION pgmq.list_queues() RETURNS SETOF pgmq.queue_record LANGUAGE sql AS
  $$ SELECT queue_name, is_partitioned, is_unlogged, created_at FROM pgmq.meta $$;
CREATE FUNCTION pgmq.purge_queue(queue_name text) RETURNS bigint LANGUAGE sql AS $$ SELECT 0::bigint $$;
CREATE FUNCTION pgmq.metrics(queue_name text) RETURNS pgmq.metrics_result LANGUAGE sql AS
  $$ SELECT $1, 0::bigint, NULL::integer, NULL::integer, 0::bigint, now(), 0::bigint $$;
CREATE FUNCTION pgmq.metrics_all() RETURNS SETOF pgmq.metrics_result LANGUAGE sql AS
  $$ SELECT (pgmq.metrics(queue_name)).* FROM pgmq.meta $$;
CREATE FUNCTION pgmq.send(queue_name text, msg jsonb) RETURNS SETOF bigint LANGUAGE sql AS $$ SELECT 1::bigint $$;
CREATE FUNCTION pgmq.send(queue_name text, msg jsonb, delay integer) RETURNS SETOF bigint LANGUAGE sql AS
  $$ SELECT 1::bigint $$;
CREATE FUNCTION pgmq.send(queue_name text, msg jsonb, headers jsonb, delay integer DEFAULT 0) RETURNS SETOF bigint
  LANGUAGE sql AS $$ SELECT 1::bigint $$;
CREATE FUNCTION pgmq.send_batch(queue_name text, msgs jsonb[], delay integer DEFAULT 0) RETURNS SETOF bigint
  LANGUAGE sql AS $$ SELECT generate_series(1, cardinality($2))::bigint $$;
CREATE FUNCTION pgmq.read(queue_name text, vt integer, qty integer, conditional jsonb DEFAULT '{}')
  RETURNS SETOF pgmq.message_record LANGUAGE sql AS $$ SELECT NULL::pgmq.message_record LIMIT 0 $$;
CREATE FUNCTION pgmq.read_with_poll(queue_name text, vt integer, qty integer, max_poll_seconds integer DEFAULT 5,
  poll_interval_ms integer DEFAULT 100, conditional jsonb DEFAULT '{}') RETURNS SETOF pgmq.message_record LANGUAGE sql AS
  $$ SELECT NULL::pgmq.message_record LIMIT 0 $$;
CREATE FUNCTION pgmq.pop(queue_name text) RETURNS SETOF pgmq.message_record LANGUAGE sql AS
  $$ SELECT NULL::pgmq.message_record LIMIT 0 $$;
CREATE FUNCTION pgmq.set_vt(queue_name text, msg_id bigint, vt integer) RETURNS SETOF pgmq.message_record LANGUAGE sql AS
  $$ SELECT NULL::pgmq.message_record LIMIT 0 $$;
CREATE FUNCTION pgmq.archive(queue_name text, msg_id bigint) RETURNS boolean LANGUAGE sql AS $$ SELECT true $$;
CREATE FUNCTION pgmq.archive(queue_name text, msg_ids bigint[]) RETURNS SETOF bigint LANGUAGE sql AS
  $$ SELECT unnest($2) $$;
CREATE FUNCTION pgmq.delete(queue_name text, msg_id bigint) RETURNS boolean LANGUAGE sql AS $$ SELECT true $$;
CREATE FUNCTION pgmq.delete(queue_name text, msg_ids bigint[]) RETURNS SETOF bigint LANGUAGE sql AS
  $$ SELECT unnest($2) $$;
`,postgres_fdw:`
CREATE FOREIGN DATA WRAPPER postgres_fdw;
CREATE FUNCTION postgres_fdw_disconnect(server_name text) RETURNS boolean LANGUAGE sql AS $$ SELECT false $$;
CREATE FUNCTION postgres_fdw_disconnect_all() RETURNS boolean LANGUAGE sql AS $$ SELECT false $$;
`,supabase_vault:`
CREATE SCHEMA IF NOT EXISTS vault;
CREATE TABLE vault.secrets (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text, description text NOT NULL DEFAULT '', secret text NOT NULL,
  key_id uuid, nonce bytea, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX secrets_name_idx ON vault.secrets (name) WHERE name IS NOT NULL;
CREATE VIEW vault.decrypted_secrets AS
  SELECT id, name, description, secret, secret AS decrypted_secret, key_id, nonce, created_at, updated_at
  FROM vault.secrets;
CREATE FUNCTION vault.create_secret(new_secret text, new_name text DEFAULT NULL, new_description text DEFAULT '',
  new_key_id uuid DEFAULT NULL) RETURNS uuid LANGUAGE sql AS
  $$ INSERT INTO vault.secrets (secret, name, description) VALUES ($1, $2, $3) RETURNING id $$;
CREATE FUNCTION vault.update_secret(secret_id uuid, new_secret text DEFAULT NULL, new_name text DEFAULT NULL,
  new_description text DEFAULT NULL, new_key_id uuid DEFAULT NULL) RETURNS void LANGUAGE sql AS
  $$ UPDATE vault.secrets SET secret = coalesce($2, secret), name = coalesce($3, name) WHERE id = $1 $$;
`};function _(e,t){let r=g[e];return r===void 0?null:t===null?r:`SELECT pg_catalog.set_config('lockgate.search_path', pg_catalog.current_setting('search_path'), false);
SET search_path = ${n(t)};
${r}
SELECT pg_catalog.set_config('search_path', pg_catalog.current_setting('lockgate.search_path'), false);`}async function v(e,t){let n=await f(e),[r]=await e.query(`SELECT pg_catalog.current_setting('client_min_messages') AS setting`);await e.query(`SET client_min_messages = debug1`);let i=await e.exec(t);await e.query(`SELECT pg_catalog.set_config('client_min_messages', $1, false)`,[r?.setting??`notice`]);let a=await f(e);return{...p(n,i,{...a,locks:/* @__PURE__ */ new Map,activity:/* @__PURE__ */ new Map},{keys:[],counted:!1}),allowedInTransaction:!1,sampled:!1}}function y(e){return{...p(b,e,b,{keys:[],counted:!1}),allowedInTransaction:!0,sampled:!1}}const b={relations:/* @__PURE__ */ new Map,locks:/* @__PURE__ */ new Map,held:[],activity:/* @__PURE__ */ new Map};async function x(e){try{return await S(e)}catch(t){if(e.snapshot===null||!(t instanceof a))throw t;return h(e.snapshot,{force:!0}),S({...e,snapshot:null})}}async function S({extensions:e,snapshot:t,limits:n}){let r=s(l,[]),i=w(r,n),o;try{let r=m(u)?u:null,{megabytes:a}=n;o=await i({op:`start`,dataDir:r,snapshot:t,extensions:e,megabytes:a})}catch(e){await c(r);let t=e instanceof Error?e.message:String(e);throw new a(`the embedded PostgreSQL does not start: ${t}`)}let d={major:o.major,query:async(e,t=[])=>await i({op:`query`,sql:e,params:t}),table:async(e,t=[])=>await i({op:`table`,sql:e,params:t}),exec:async e=>await i({op:`exec`,sql:e}),prepare:async(e,t)=>await i({op:`prepare`,statements:e,inTransaction:t})};return{session:d,alone:e=>v(d,e),seesLocksOfAlone:!1,embedded:!0,ownServer:!0,ownRoles:!0,settings:[`SET SESSION AUTHORIZATION postgres`],remarks:[],about:o.about,save:async(e,t)=>{await i({op:`save`,path:e,about:t})},explain:async(e,t)=>await i({op:`explain`,sizes:e,statements:t}),send:async e=>await i({op:`send`,messages:e}),async lend(){return{url:`postgresql://postgres@127.0.0.1:${await i({op:`listen`})}/postgres?sslmode=disable&connection_limit=1`,giveBack:async()=>void await i({op:`unlisten`})}},close:()=>c(r)}}const C=/* @__PURE__ */ new Set([`query`,`table`,`exec`,`prepare`,`explain`,`send`]);function w(e,t){let n=Date.now()+t.totalMs,r=null,i=null,a=e=>{r??=new o(e),i?.reject(r),i=null};return e.on(`message`,t=>{t.ok?i?.resolve(t.value):t.lost?a(t.message):i?.reject(new d(t.message)),r?e.kill(`SIGKILL`):i=null}),e.on(`error`,e=>a(`the embedded PostgreSQL does not answer: ${e.message}`)),e.on(`exit`,(e,n)=>a(n===`SIGUSR2`?`it needs more than ${t.megabytes} MB of memory`:`it broke the embedded PostgreSQL`)),async o=>{if(r)throw r;let s=Math.max(n-Date.now(),0),c=C.has(o.op)?t.statementMs:6e4,l=new Promise((e,t)=>{i={resolve:e,reject:t}}),u=setTimeout(()=>{let n=`longer than ${(s<c?t.totalMs:c)/1e3} s`;a(s<c?`the rehearsal takes ${n}`:`it runs ${n}`),e.kill(`SIGKILL`)},Math.min(c,s));try{return e.send(o),await l}finally{clearTimeout(u)}}}async function T(e,t){if(e===`pglite`)return x(t);let{live:n,limits:r,roles:i=[]}=t;if(/^postgres(?:ql)?:\/\//.test(e)){let{serverShadow:t}=await import(`./chunk-server-shadow.js`);return t({url:e,live:n,limits:r,roles:i,throwaway:!1})}let[,o]=/^docker:(.+)$/.exec(e)??[];if(o)return E(o,r);throw new a(`the shadow is neither pglite, nor docker:<image>, nor a URL (postgres://...)`)}async function E(e,t){let[{startContainer:n},{serverShadow:r}]=await Promise.all([import(`./chunk-container.js`),import(`./chunk-server-shadow.js`)]),i=await n(e);try{return{...await r({url:i.url,live:null,limits:t,roles:[],throwaway:!0}),close:()=>i.stop()}}catch(e){throw await i.stop(),e}}const D=[{sqlstate:/^(?:55000|53400)$/,message:/wal_level|replication slot/,lack:`logical replication (wal_level, replication slots)`,option:`shadow`},O(/^(?:42704|22023|28000)$/,`role`,`prelude`),O(/^(?:3D000|42704)$/,`database`,`prelude`),O(/^42704$/,`tablespace`,`shadow`),O(/^42704$/,`language`,`shadow`),{sqlstate:/^42704$/,message:/^collation "(.+)" for encoding ".+" does not exist/,lack:`the collation "$1"`,option:`shadow`},{sqlstate:/^42704$/,message:/^unrecognized configuration parameter "([^"]+\..+)"/,lack:`the setting "$1"`,option:`prelude`},{sqlstate:/^(?:58P01|XX000|F0000)$/,message:/^(?:could not (?:load|access|open)|incompatible library|directory ".+" does not exist)/,lack:`a file of the server`,option:`shadow`},{sqlstate:/^(?:0A000|22023)$/,message:/^compression method|this build|be built with|_compression": "|provider ".+" is not loaded/,lack:`what production's server was built with`,option:`shadow`},{sqlstate:/^(?:08|HV)/,message:/(?:)/,lack:`a connection to another server`,option:`shadow`},{sqlstate:/^53/,message:/(?:)/,lack:`the resources of production's server`,option:`shadow`},{sqlstate:/^42501$/,message:/(?:)/,lack:`the privileges of production's roles`,option:`prelude`}];function O(e,t,n){return{sqlstate:e,message:RegExp(`^${t} "(.+)" does not exist`),lack:`the ${t} "$1"`,option:n}}function ee({sqlstate:e,message:t}){for(let n of D){let r=n.sqlstate.test(e)?n.message.exec(t):null;if(r)return{lack:n.lack.replace(`$1`,()=>r[1]??``),option:n.option}}return null}const k=/* @__PURE__ */ new Set([`42P01`,`42703`,`42883`,`42704`,`3F000`,`58P01`,`22P02`,`0A000`]);function A(e,t,{gap:n,made:r}={gap:null,made:null}){let[,i]=/^extension "(.+)" is not available/.exec(e.message)??[];if(i)return{kind:`extension`,extension:i,through:null};let a=ee(e);if(a)return{kind:`environment`,...a};if(!k.has(e.sqlstate))return null;let o=t.filter(P),s=I.some(t=>t.test(`${e.sqlstate} ${e.message}`)),[,c]=/\b([\w$]+)"?\."?[\w$]+/.exec(e.message)??[],l=(s&&c?o.findLast(({text:e})=>e.toLowerCase().includes(c)):void 0)??M(L(e.message),t);if(!l)return(s?o.at(-1)?.blame??null:null)??(n===null?j(e,r):{kind:`gap`,path:n});let{migration:u,path:d,line:f,blame:p}=l;return p===null?{kind:`earlier failure`,migration:u,path:d,line:f}:p.kind!==`extension`||P(l)?p:{...p,through:p.through??`${d}:${f}`}}function j({message:e},t){let n=L(e);return t===null||n.length===0||n.some(e=>t.has(e))?null:{kind:`outside`,names:n}}function M(e,t){return t.findLast(({text:t})=>e.some(e=>N(t.toLowerCase(),e)))}function N(e,t){for(let n=e.indexOf(t);n!==-1;n=e.indexOf(t,n+1)){let r=`${e[n-1]??` `}${e[n+t.length]??` `}`;if(!/[\w$]/.test(r))return!0}return!1}function P({text:e,blame:t}){return t?.kind===`extension`&&t.through===null&&F.test(e)}const F=/\bextension\b/i,I=[/^(?:42883|42704|3F000|58P01|0A000) /,/^42P01 relation "[^"]+\.[^"]+"/];function L(e){let t=[...e.matchAll(/"([^"]+)"/g)].map(([,e])=>e??``),[,n]=/(?:function|procedure|operator|type) ([\w.]+)\(?/.exec(e)??[],[,r]=/column ([\w.]+) does not exist/.exec(e)??[];return[...t,n,r].flatMap(e=>e?[e.slice(e.lastIndexOf(`.`)+1).toLowerCase()]:[]).filter(e=>e!==``)}function R({node:e,command:n},{ownServer:r,ownRoles:i}){return t(e,`CopyStmt`)?.is_program?`it runs a program on the server`:t(e,`LoadStmt`)?`it loads a library into the server`:!r&&z.has(n)?`it changes more than a database of the shadow's server`:!i&&B.has(n)?`it changes roles that other databases of the shadow's server share`:null}const z=/* @__PURE__ */ new Set([`ALTER DATABASE`,`ALTER SYSTEM`,`ALTER TABLESPACE`,`CREATE DATABASE`,`CREATE SUBSCRIPTION`,`CREATE TABLESPACE`,`DROP DATABASE`,`DROP TABLESPACE`]),B=/* @__PURE__ */ new Set([`ALTER ROLE`,`CREATE ROLE`,`DROP ROLE`,`DROP OWNED`,`GRANT ROLE`,`REASSIGN OWNED`,`REVOKE ROLE`]),V=/* @__PURE__ */ new Set([`r`,`p`,`f`,`m`]),H=/* @__PURE__ */ new Set([`ACCESS SHARE`,`ROW SHARE`,`ROW EXCLUSIVE`]);function U({node:e,command:t},n){let r=G(e);if(r===null){let e=(n?.locks??[]).filter(({kind:e,mode:t})=>V.has(e)&&H.has(t));return W(t,[...new Set(e.map(({relation:e})=>e))])}return W(t,r)}function W(e,t){return t.length===0?null:`${e} depends on the rows of ${t.join(`, `)}`}function G(e){if(t(e,`DoStmt`)||t(e,`CallStmt`))return null;if(t(e,`SelectStmt`)){let t=K(e);return t.length===0?null:t}let n=t(e,`InsertStmt`);if(n)return K([n.selectStmt,n.withClause]);let r=t(e,`CopyStmt`);if(r)return r.is_from?[]:K([r.relation&&{RangeVar:r.relation},r.query]);let i=t(e,`UpdateStmt`)??t(e,`DeleteStmt`)??t(e,`MergeStmt`)??t(e,`CreateTableAsStmt`);if(!i)return[];let a=t(e,`CreateTableAsStmt`);if(a)return K(a.query);let o=`relation`in i?i.relation:void 0;return K([o&&{RangeVar:o},i])}function K(n){let r=/* @__PURE__ */ new Set,i=/* @__PURE__ */ new Set;return e(n,e=>{let n=t(e,`RangeVar`);n&&r.add(n.schemaname?`${n.schemaname}.${n.relname}`:n.relname??``);let a=t(e,`CommonTableExpr`);return a?.ctename&&i.add(a.ctename),!0}),[...r].filter(e=>!i.has(e)).sort()}function q(e,t,n){let{index:r}=e,i={index:r,...t,dependsOnRows:U(e,t.observation)};return n===null?{kind:`observed`,...i}:{kind:`blamed`,...i,blame:n}}function J({index:e},t,n){return{kind:`skipped`,index:e,cause:t,reason:n}}const Y=/\bcreate\s+(?:role|user|group)\s+(?:"([^"]+)"|([a-z_][\w$]*))/gi;function X(e){let t=e.flatMap(({text:e})=>[...e.matchAll(Y)].map(([,e,t])=>e??t?.toLowerCase()??``));return[.../* @__PURE__ */ new Set([...t,...Z(e)])].filter(e=>!e.startsWith(`pg_`))}function Z(n){let r=/* @__PURE__ */ new Set,i=/* @__PURE__ */ new Set;for(let{node:a,text:o}of n){e(a,e=>{let n=t(e,`RoleSpec`);return n&&Q(r,n),!0}),Q(r,t(a,`AlterOwnerStmt`)?.newowner),Q(r,t(a,`CreateSchemaStmt`)?.authrole),Q(r,t(a,`AlterRoleStmt`)?.role),Q(r,t(a,`AlterRoleSetStmt`)?.role);for(let e of t(a,`AlterTableStmt`)?.cmds??[])Q(r,t(e,`AlterTableCmd`)?.newowner);let n=t(a,`VariableSetStmt`);if(n?.name===`role`||n?.name===`session_authorization`){let e=t(n.args?.[0],`A_Const`);e&&`sval`in e&&e.sval?.sval&&r.add(e.sval.sval)}for(let e of t(a,`GrantRoleStmt`)?.granted_roles??[]){let n=t(e,`AccessPriv`)?.priv_name;n&&r.add(n)}for(let[,e,t]of o.matchAll(Y))i.add(e??t?.toLowerCase()??``)}return[...r].filter(e=>!i.has(e)&&!e.startsWith(`pg_`)).sort()}function Q(e,t){t?.roletype===`ROLESPEC_CSTRING`&&t.rolename&&e.add(t.rolename)}async function te(e,t){let n=Z(t);if(n.length===0||!e.ownRoles)return[];let r=await e.session.query(`SELECT name FROM pg_catalog.unnest($1::text[]) AS name
     WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name)`,[n]);for(let{name:t}of r)await e.session.exec(`CREATE ROLE "${t.replaceAll(`"`,`""`)}"`);return r.map(({name:e})=>e)}function ne(e){return{baseFailures:[],incidents:[],missing:[],stubbed:e?[]:null,roles:[]}}var re=class e{shadow;#e;#t;#n;#r;#i;#a;#o;#s=null;#c=null;constructor(e,t,n,{baseFailures:r,incidents:i,missing:a,stubbed:o,roles:s}){this.shadow=e,this.#e=t,this.#t=n,this.#n=[...r],this.#r=[...i],this.#i=new Set(a),this.#a=o&&new Set(o),this.#o=[...s]}static async begin(t,n,r){let a=new e(t,await i(t.session),n,r);return await a.connectAgain(),a}get lost(){return this.#c}get committed(){return this.#s}record(){return{baseFailures:this.#n,incidents:this.#r,missing:[...this.#i].sort(),stubbed:this.#a&&[...this.#a],roles:[...this.#o].sort()}}async connectAgain(){let{session:e,settings:t}=this.shadow;await e.exec(`ROLLBACK`),await e.exec(`DISCARD ALL`);for(let n of[...t,...this.#t.settings??[]])await e.exec(n)}async createRoles(e){this.#o.push(...await te(this.shadow,e))}hasExtension(e){return this.#e.names.has(e)}miss(e,t){this.#i.add(e);let n={kind:`extension`,extension:e,through:null};this.#r.push({migration:``,path:`the database`,line:1,text:t,blame:n})}stub(e,t){let n=_(e,t);return this.#a===null||n===null?null:this.#a.has(e)?`SELECT WHERE false`:(this.#a.add(e),n)}definition(e){return R(e,this.shadow)===null?r(e,this.#e,this.#a).text:null}lack(e,t){let n={kind:`outside`,names:[e]};this.#r.push({migration:``,path:`the database`,line:1,text:t,blame:n})}sendable({migration:e},t){let n=this.#t.outside?.statements.get(e.id)?.get(t.index);if(n!==void 0){let r=`nothing in the repository makes ${n.join(`, `)}`;return this.#l(e,t,{kind:`outside`,names:n},r)}let i=R(t,this.shadow);if(i!==null)return this.#l(e,t,null,i);let{text:a,missing:o}=r(t,this.#e,this.#a);if(a!==null)return a;let{name:s,create:c}=o;this.#i.add(s);let l=`the extension ${s} is not available here`,u=this.#l(e,t,{kind:`extension`,extension:s,through:null},l);return(c&&this.stub(s,c.schema??null))??u}#l(e,t,n,r){return this.#r.push($(e,t,n)),J(t,n?.kind===`outside`?`outside`:`refused`,r)}fail(e,t,n){let r=this.blameFor(e,n);return this.#r.push($(e.migration,t,r)),r}failBase(e,t,n){let r=this.fail(e,t,n);this.omitFromBase(e,t.line,n.message,r)}omitFromBase({migration:{id:e,path:t}},n,r,i=null){this.#n.push({migration:e,path:t,line:n,reason:r,blame:i})}blameFor({migration:e,judged:t},n){let{gaps:r=[],outside:i}=this.#t,a=this.#n.some(e=>e.blame?.kind===`outside`),o=!t||a||i?.unknownBefore.has(e.id)===!0,s=r.filter(t=>t<e.path).sort();return A(n,this.#r,{gap:s.at(-1)??null,made:i&&o?i.made:null})}commit(e){this.#s=e??this.#s}lose(e){this.#c=e}};function $({id:e,path:t},{line:n,text:r},i){return{migration:e,path:t,line:n,text:r,blame:i}}export{J as a,y as c,q as i,g as l,ne as n,R as o,X as r,T as s,re as t};