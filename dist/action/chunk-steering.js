import{a as e,o as t,t as n}from"./chunk-nodes.js";import{n as r,r as i}from"./chunk-pglite-calls.js";import{n as a,r as o}from"./chunk-shadow2.js";import{i as s,n as c,r as l}from"./chunk-relations.js";import{existsSync as u}from"node:fs";import{fork as d}from"node:child_process";const f=/* @__PURE__ */ new Set([`42P01`,`42703`,`42883`,`42704`,`3F000`,`58P01`,`22P02`,`0A000`]);function p(e,t,n=null){let[,r]=/^extension "(.+)" is not available/.exec(e.message)??[];if(r)return{kind:`extension`,extension:r,through:null};if(g.test(e.message))return{kind:`environment`};if(!f.has(e.sqlstate))return null;let i=t.filter(h),a=_.some(t=>t.test(`${e.sqlstate} ${e.message}`)),[,o]=/\b([\w$]+)"?\."?[\w$]+/.exec(e.message)??[],s=(a&&o?m([o],i):void 0)??m(v(e.message),t);if(!s)return(a?i.at(-1)?.blame??null:null)??(n===null?null:{kind:`gap`,path:n});let{migration:c,path:l,line:u,blame:d}=s;return d===null?{kind:`earlier failure`,migration:c,path:l,line:u}:d.kind!==`extension`||h(s)?d:{...d,through:d.through??`${l}:${u}`}}function m(e,t){return t.findLast(({text:t})=>e.some(e=>t.toLowerCase().includes(e)))}function h({text:e,blame:t}){return t?.kind===`extension`&&t.through===null&&ee.test(e)}const ee=/\bextension\b/i,g=/^(?:role|database|language|tablespace|collation) ".+" (?:for encoding ".+" )?does not exist|^could not load library/,_=[/^(?:42883|42704|3F000|58P01|0A000) /,/^42P01 relation "[^"]+\.[^"]+"/];function v(e){let t=[...e.matchAll(/"([^"]+)"/g)].map(([,e])=>e??``),[,n]=/(?:function|procedure|operator|type) ([\w.]+)\(?/.exec(e)??[],[,r]=/column ([\w.]+) does not exist/.exec(e)??[];return[...t,n,r].flatMap(e=>e?[e.slice(e.lastIndexOf(`.`)+1).toLowerCase()]:[]).filter(e=>e.length>1)}const te={earthdistance:[`cube`]},ne=/\bcreate\s+extension\s+(?:if\s+not\s+exists\s+)?(?:"([^"]+)"|([a-z_][\w$]*))/gi;function y(e){let t=/* @__PURE__ */ new Set;for(let{text:n}of e)if(/\bextension\b/i.test(n))for(let[,e,r]of n.matchAll(ne))t.add(e??r?.toLowerCase()??``);for(let e of[...t])for(let n of te[e]??[])t.add(n);return[...t].sort()}async function re(e){let t=await e.query(`SELECT name, version FROM pg_catalog.pg_available_extension_versions`);return{names:new Set(t.map(({name:e})=>e)),versions:new Set(t.map(({name:e,version:t})=>`${e} ${t}`))}}function b(e,t,r=null){let i=x(e);if(i===null)return{text:e.text,missing:null};if(!t.names.has(i))return n(e.node,`DropStmt`)?.missing_ok===!0&&!r?.has(i)?{text:e.text,missing:null}:{text:null,missing:i};let a=n(e.node,`CreateExtensionStmt`),o=a&&S(a.options,`new_version`);if(!a||o===void 0||t.versions.has(`${i} ${o}`))return{text:e.text,missing:null};let s=S(a.options,`schema`);return{text:[`CREATE EXTENSION`,a.if_not_exists?`IF NOT EXISTS`:``,C(i),s===void 0?``:`SCHEMA ${C(s)}`,a.options?.some(e=>n(e,`DefElem`)?.defname===`cascade`)?`CASCADE`:``].filter(e=>e!==``).join(` `),missing:null}}function ie({node:e}){let t=n(e,`CreateExtensionStmt`);return t?{schema:S(t.options,`schema`)??null}:null}function x({node:t}){let r=n(t,`CreateExtensionStmt`)??n(t,`AlterExtensionStmt`)??n(t,`AlterExtensionContentsStmt`);if(r)return r.extname??null;let i=n(t,`DropStmt`);if(i?.removeType===`OBJECT_EXTENSION`&&i.objects?.length===1)return e(i.objects[0])??null;let a=n(t,`CommentStmt`);return a?.objtype===`OBJECT_EXTENSION`?e(a.object)??null:null}function S(t,r){for(let i of t??[]){let t=n(i,`DefElem`);if(t?.defname===r)return e(t.arg)}}function C(e){return`"${e.replaceAll(`"`,`""`)}"`}function w({node:e,command:t},{ownServer:r,ownRoles:i}){return n(e,`CopyStmt`)?.is_program?`it runs a program on the server`:n(e,`LoadStmt`)?`it loads a library into the server`:!r&&T.has(t)?`it changes more than a database of the shadow's server`:!i&&E.has(t)?`it changes roles that other databases of the shadow's server share`:null}const T=/* @__PURE__ */ new Set([`ALTER DATABASE`,`ALTER SYSTEM`,`ALTER TABLESPACE`,`CREATE DATABASE`,`CREATE SUBSCRIPTION`,`CREATE TABLESPACE`,`DROP DATABASE`,`DROP TABLESPACE`]),E=/* @__PURE__ */ new Set([`ALTER ROLE`,`CREATE ROLE`,`DROP ROLE`,`DROP OWNED`,`GRANT ROLE`,`REASSIGN OWNED`,`REVOKE ROLE`]),D={dblink:`
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
`};function O({stoodIn:e},t,n){let r=ie(t),i=D[n];return e===null||r===null||i===void 0?null:e.has(n)?`SELECT WHERE false`:(e.add(n),k(r.schema,i))}function k(e,t){return e===null?t:`SELECT pg_catalog.set_config('lockgate.search_path', pg_catalog.current_setting('search_path'), false);
SET search_path = "${e.replaceAll(`"`,`""`)}";
${t}
SELECT pg_catalog.set_config('search_path', pg_catalog.current_setting('lockgate.search_path'), false);`}async function ae(e,t){let{session:n}=e,r={shadow:e,available:await re(n),incidents:[...t.incidents],missing:new Set(t.missing),stoodIn:t.stoodIn&&new Set(t.stoodIn),settings:[...e.settings,...t.settings??[]],gaps:t.gaps??[],committed:void 0,lost:null};return await A(r),r}async function A({shadow:{session:e},settings:t}){await e.exec(`ROLLBACK`),await e.exec(`DISCARD ALL`);for(let n of t)await e.exec(n)}const oe=/* @__PURE__ */ new Set([`ALTER INDEX`,`ALTER SEQUENCE`,`ALTER TABLE`,`ALTER TYPE`,`COMMENT`,`CREATE EXTENSION`,`CREATE FUNCTION`,`CREATE INDEX`,`CREATE POLICY`,`CREATE SCHEMA`,`CREATE SEQUENCE`,`CREATE TRIGGER`,`CREATE TYPE`,`CREATE VIEW`,`DELETE`,`DROP INDEX`,`DROP TABLE`,`DROP TYPE`,`INSERT`,`UPDATE`]);function se({script:e}){return e.statements.some(({command:e,text:t})=>!oe.has(e)&&!(e===`CREATE TABLE`&&!/^create\s+(?:global\s+|local\s+)?temp/i.test(t)))}function j(e,{migration:t},n){let r=w(n,e.shadow),{text:i,missing:a}=b(n,e.available,e.stoodIn);if(r===null&&i!==null)return{sql:i};let o=a!==null&&r===null?O(e,n,a):null;return a!==null&&e.missing.add(a),e.incidents.push({migration:t.id,path:t.path,line:n.line,text:n.text,blame:a===null?null:{kind:`extension`,extension:a,through:null}}),o===null?{skipped:r??`the extension ${a} is not available here`}:{sql:o}}function M(e,{migration:t},n){let r=e.gaps.filter(e=>e<t.path).sort();return p(n,e.incidents,r.at(-1)??null)}const N=/* @__PURE__ */ new Set;let P=!1;function F(e,t){let n=e.endsWith(`.ts`),r=d(e,[],{execArgv:[...n?[`--import`,`tsx`]:[],`--liftoff-only`,...t],env:n?process.env:R(process.env,[`SystemRoot`,`TEMP`,`TMPDIR`]),serialization:`advanced`,stdio:[`ignore`,`ignore`,`ignore`,`ipc`]});return P||process.once(`exit`,L),P=!0,N.add(r),r.once(`exit`,()=>N.delete(r)),r}async function I(e){if(e.exitCode!==null||e.signalCode!==null)return;let t=new Promise(t=>e.once(`exit`,t));e.kill(`SIGKILL`),await t}function L(){for(let e of N)e.kill(`SIGKILL`)}function R(e,t){return Object.fromEntries(Object.entries(e).filter(([e])=>t.includes(e)))}async function z(e,t){let n=await c(e),[r]=await e.query(`SELECT pg_catalog.current_setting('client_min_messages') AS setting`);await e.query(`SET client_min_messages = debug1`);let i=await e.exec(t);await e.query(`SELECT pg_catalog.set_config('client_min_messages', $1, false)`,[r?.setting??`notice`]);let a=await c(e);return{...l(n,i,{...a,locks:/* @__PURE__ */ new Map,activity:/* @__PURE__ */ new Map},{keys:[],counted:!1}),allowedInTransaction:!1,sampled:!1}}function B(e){return{...l(V,e,V,{keys:[],counted:!1}),allowedInTransaction:!0,sampled:!1}}const V={relations:/* @__PURE__ */ new Map,locks:/* @__PURE__ */ new Map,held:[],activity:/* @__PURE__ */ new Map};async function H({extensions:e,snapshot:t,limits:n}){let a=F(i,[]),s=U(a,n),c;try{c=await s({op:`start`,dataDir:u(r)?r:null,snapshot:t,extensions:e,megabytes:n.megabytes})}catch(e){await I(a);let t=e instanceof Error?e.message:String(e);throw new o(`the embedded PostgreSQL does not start: ${t}`)}let l={major:c.major,query:async(e,t=[])=>await s({op:`query`,sql:e,params:t}),table:async(e,t=[])=>await s({op:`table`,sql:e,params:t}),exec:async e=>await s({op:`exec`,sql:e})};return{session:l,alone:e=>z(l,e),seesLocksOfAlone:!1,embedded:!0,ownServer:!0,ownRoles:!0,settings:[`SET SESSION AUTHORIZATION postgres`],major:c.major,remarks:[],about:c.about,save:async(e,t)=>{await s({op:`save`,path:e,about:t})},async lend(){return{url:`postgresql://postgres@127.0.0.1:${await s({op:`listen`})}/postgres?sslmode=disable&connection_limit=1`,giveBack:async()=>void await s({op:`unlisten`})}},close:()=>I(a)}}function U(e,t){let n=Date.now()+t.totalMs,r=null,i=null,o=e=>{r??=new a(e),i?.reject(r),i=null};return e.on(`message`,t=>{t.ok?i?.resolve(t.value):t.lost?o(t.message):i?.reject(Error(t.message)),r?e.kill(`SIGKILL`):i=null}),e.on(`error`,e=>o(`the embedded PostgreSQL does not answer: ${e.message}`)),e.on(`exit`,(e,n)=>o(n===`SIGUSR2`?`it needs more than ${t.megabytes} MB of memory`:`it broke the embedded PostgreSQL`)),async a=>{if(r)throw r;let s=Math.max(n-Date.now(),0),c=a.op!==`query`&&a.op!==`table`&&a.op!==`exec`?6e4:t.statementMs,l=new Promise((e,t)=>{i={resolve:e,reject:t}}),u=setTimeout(()=>{let n=`longer than ${(s<c?t.totalMs:c)/1e3} s`;o(s<c?`the rehearsal takes ${n}`:`it runs ${n}`),e.kill(`SIGKILL`)},Math.min(c,s));try{return e.send(a),await l}finally{clearTimeout(u)}}}async function W(e,t){if(e===`pglite`)return H(t);let{live:n,limits:r}=t;if(/^postgres(?:ql)?:\/\//.test(e)){let{serverShadow:t}=await import(`./chunk-server-shadow.js`);return t({url:e,live:n,limits:r,throwaway:!1})}let[,i]=/^docker:(.+)$/.exec(e)??[];if(i)return G(i,r);throw new o(`the shadow is neither pglite, nor docker:<image>, nor a URL (postgres://...)`)}async function G(e,t){let[{startContainer:n},{serverShadow:r}]=await Promise.all([import(`./chunk-container.js`),import(`./chunk-server-shadow.js`)]),i=await n(e);try{return{...await r({url:i.url,live:null,limits:t,throwaway:!0}),close:()=>i.stop()}}catch(e){throw await i.stop(),e}}async function K(e,t){let{migration:n,script:r}=t,i=r.unread.map(({line:e,reason:t})=>({migration:n.id,path:n.path,line:e,reason:t,blame:null}));for(let n of ce(e,t)){let r=await q(e,n.texts.join(`;
`));if(r){if(n.statements.length===1)i.push(...J(e,t,n.statements[0],r));else for(let[r,a]of n.statements.entries())i.push(...await le(e,t,a,n.texts[r]??``))}}return se(t)&&await A(e),i}function ce(e,t){let{script:n,transactions:r}=t,i=[];for(let[a,o]of n.statements.entries()){let n=j(e,t,o);if(`skipped`in n)continue;let s=r[a]??null,c=i.at(-1);c&&s!==null&&c.transaction===s?(c.statements.push(o),c.texts.push(n.sql)):i.push({statements:[o],texts:[n.sql],transaction:s})}return i}async function le(e,t,r,i){if(n(r.node,`TransactionStmt`))return[];let a=await q(e,i);return a?J(e,t,r,a):[]}async function q({shadow:e},t){let{error:n}=await e.session.exec(t);return n&&await e.session.exec(`ROLLBACK`),n}function J(e,t,n,r){let{id:i,path:a}=t.migration,o=M(e,t,r),s=n?.line??1;return e.incidents.push({migration:i,path:a,line:s,text:n?.text??``,blame:o}),[{migration:i,path:a,line:s,reason:r.message,blame:o}]}const ue=/\bcreate\s+(?:role|user|group)\s+(?:"([^"]+)"|([a-z_][\w$]*))/gi;function de(e){let r=/* @__PURE__ */ new Set,i=/* @__PURE__ */ new Set;for(let{node:a,text:o}of e){t(a,e=>{let t=n(e,`RoleSpec`);return t&&Y(r,t),!0}),Y(r,n(a,`AlterOwnerStmt`)?.newowner),Y(r,n(a,`CreateSchemaStmt`)?.authrole),Y(r,n(a,`AlterRoleStmt`)?.role),Y(r,n(a,`AlterRoleSetStmt`)?.role);for(let e of n(a,`AlterTableStmt`)?.cmds??[])Y(r,n(e,`AlterTableCmd`)?.newowner);let e=n(a,`VariableSetStmt`);if(e?.name===`role`||e?.name===`session_authorization`){let t=n(e.args?.[0],`A_Const`);t&&`sval`in t&&t.sval?.sval&&r.add(t.sval.sval)}for(let e of n(a,`GrantRoleStmt`)?.granted_roles??[]){let t=n(e,`AccessPriv`)?.priv_name;t&&r.add(t)}for(let[,e,t]of o.matchAll(ue))i.add(e??t?.toLowerCase()??``)}return[...r].filter(e=>!i.has(e)&&!e.startsWith(`pg_`)).sort()}function Y(e,t){t?.roletype===`ROLESPEC_CSTRING`&&t.rolename&&e.add(t.rolename)}async function fe(e,t){let n=de(t);if(n.length===0||!e.ownRoles)return[];let r=await e.session.query(`SELECT name FROM pg_catalog.unnest($1::text[]) AS name
     WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name)`,[n]);for(let{name:t}of r)await e.session.exec(`CREATE ROLE "${t.replaceAll(`"`,`""`)}"`);return r.map(({name:e})=>e)}const pe=/* @__PURE__ */ new Set([`r`,`p`,`f`,`m`]),me=/* @__PURE__ */ new Set([`ACCESS SHARE`,`ROW SHARE`,`ROW EXCLUSIVE`]);function he({node:e,command:t},n){let r=ge(e);if(r===null){let e=(n?.locks??[]).filter(({kind:e,mode:t})=>pe.has(e)&&me.has(t));return X(t,[...new Set(e.map(({relation:e})=>e))])}return X(t,r)}function X(e,t){return t.length===0?null:`${e} depends on the rows of ${t.join(`, `)}`}function ge(e){if(n(e,`DoStmt`)||n(e,`CallStmt`))return null;if(n(e,`SelectStmt`)){let t=Z(e);return t.length===0?null:t}let t=n(e,`InsertStmt`);if(t)return Z([t.selectStmt,t.withClause]);let r=n(e,`CopyStmt`);if(r)return r.is_from?[]:Z([r.relation&&{RangeVar:r.relation},r.query]);let i=n(e,`UpdateStmt`)??n(e,`DeleteStmt`)??n(e,`MergeStmt`)??n(e,`CreateTableAsStmt`);if(!i)return[];let a=n(e,`CreateTableAsStmt`);if(a)return Z(a.query);let o=`relation`in i?i.relation:void 0;return Z([o&&{RangeVar:o},i])}function Z(e){let r=/* @__PURE__ */ new Set,i=/* @__PURE__ */ new Set;return t(e,e=>{let t=n(e,`RangeVar`);t&&r.add(t.schemaname?`${t.schemaname}.${t.relname}`:t.relname??``);let a=n(e,`CommonTableExpr`);return a?.ctename&&i.add(a.ctename),!0}),[...r].filter(e=>!i.has(e)).sort()}const Q=`25001`,_e=/^\s*rollback\b/i;async function ve(e,t){let n=await c(e,t,!1),r=-1;return{moment:()=>n,async observe(t){let i=await e.exec(t),{error:a}=i,o=a?n:await c(e,_e.test(t)?void 0:n),{validated:u}=s(i.notices),d=a||u.length===0?[]:await ye(e,u,o),f=d.filter(({command:e})=>e!==null&&e>r),p=f.length>0?f:d;r=Math.max(r,...d.map(({command:e})=>e??-1));let m=l(n,i,o,{keys:p,counted:!0});return n=o,{...m,allowedInTransaction:a?.sqlstate!==Q,sampled:!1}}}}async function ye(e,t,{locks:n,relations:r}){return(await e.query(`SELECT conrelid::int8 AS referencing, confrelid::int8 AS referenced,
       CASE WHEN pg_catalog.age(xmin) <= pg_catalog.age(pg_catalog.pg_current_xact_id()::pg_catalog.xid)
         THEN cmin::text::int8 END AS command
     FROM pg_catalog.pg_constraint WHERE contype = 'f' AND convalidated AND conname = ANY ($1)`,[t])).map(({referencing:e,referenced:t,command:n})=>({referencing:Number(e),referenced:Number(t),command:n===null?null:Number(n)})).filter(({referencing:e})=>n.has(e)&&r.get(e)?.kind===`r`)}const be=/^\s*(?:savepoint|release|rollback|abort)\b/i;var $=class extends Error{constructor(e){super(e),this.name=`NotRepeatable`}};async function xe(e,t,n){let r=[t],i=null,a=0;await e.exec(t);let o=async()=>{await e.exec(`ROLLBACK`),a+=r.length;for(let t of r){let{error:n}=await e.exec(t);if(n)throw new $(`what ran once fails when it is run again: ${n.message}`)}i=null},s=async t=>(i??=await ve(e,n),i.observe(t)),c=async t=>{let n=a>1e3&&!be.test(t);n&&await e.exec(`SAVEPOINT lockgate`);let i=await s(t);return n&&(i.error&&await e.exec(`ROLLBACK TO SAVEPOINT lockgate`),await e.exec(`RELEASE SAVEPOINT lockgate`)),n&&i.error?.sqlstate===`55P04`?(await o(),i=await s(t),i.error&&await o()):!n&&i.error&&await o(),i.error||r.push(t),i};return{run:c,moment:()=>i?.moment(),async steer(t){if(i)return c(t);let n=await e.exec(t);return n.error?await o():r.push(t),B(n)},async end(t){let{error:n}=await e.exec(t);return n&&await e.exec(`ROLLBACK`),n}}}function Se({node:e}){switch(n(e,`TransactionStmt`)?.kind){case`TRANS_STMT_BEGIN`:case`TRANS_STMT_START`:return`begin`;case`TRANS_STMT_COMMIT`:case`TRANS_STMT_ROLLBACK`:case`TRANS_STMT_PREPARE`:return`end`;default:return!1}}function Ce({node:e}){return n(e,`VariableSetStmt`)!==void 0||n(e,`ConstraintsSetStmt`)!==void 0}function we({node:e}){return n(e,`LockStmt`)!==void 0||n(e,`DeclareCursorStmt`)!==void 0||n(e,`TransactionStmt`)!==void 0}export{p as S,j as _,xe as a,w as b,fe as c,B as d,I as f,A as g,M as h,$ as i,K as l,ae as m,we as n,Q as o,F as p,Ce as r,he as s,Se as t,W as u,k as v,y as x,D as y};