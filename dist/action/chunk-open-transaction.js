import{n as e}from"./chunk-volatility.js";import{i as t,o as n,t as r}from"./chunk-nodes.js";import{a as i,i as a,n as o,t as s}from"./chunk-extensions.js";import{n as c,t as l}from"./chunk-child.js";import{i as u,t as d}from"./chunk-session.js";import{n as f,r as p}from"./chunk-pglite-calls.js";import{i as m,n as h}from"./chunk-shadow2.js";import{n as g,r as _}from"./chunk-relations.js";import{existsSync as v}from"node:fs";const y=[{sqlstate:/^(?:55000|53400)$/,message:/wal_level|replication slot/,lack:`logical replication (wal_level, replication slots)`,option:`shadow`},b(/^(?:42704|22023|28000)$/,`role`,`prelude`),b(/^(?:3D000|42704)$/,`database`,`prelude`),b(/^42704$/,`tablespace`,`shadow`),b(/^42704$/,`language`,`shadow`),{sqlstate:/^42704$/,message:/^collation "(.+)" for encoding ".+" does not exist/,lack:`the collation "$1"`,option:`shadow`},{sqlstate:/^42704$/,message:/^unrecognized configuration parameter "([^"]+\..+)"/,lack:`the setting "$1"`,option:`prelude`},{sqlstate:/^(?:58P01|XX000|F0000)$/,message:/^(?:could not (?:load|access|open)|incompatible library|directory ".+" does not exist)/,lack:`a file of the server`,option:`shadow`},{sqlstate:/^(?:0A000|22023)$/,message:/^compression method|this build|be built with|_compression": "|provider ".+" is not loaded/,lack:`what production's server was built with`,option:`shadow`},{sqlstate:/^(?:08|HV)/,message:/(?:)/,lack:`a connection to another server`,option:`shadow`},{sqlstate:/^53/,message:/(?:)/,lack:`the resources of production's server`,option:`shadow`},{sqlstate:/^42501$/,message:/(?:)/,lack:`the privileges of production's roles`,option:`prelude`}];function b(e,t,n){return{sqlstate:e,message:RegExp(`^${t} "(.+)" does not exist`),lack:`the ${t} "$1"`,option:n}}function ee({sqlstate:e,message:t}){for(let n of y){let r=n.sqlstate.test(e)?n.message.exec(t):null;if(r)return{lack:n.lack.replace(`$1`,()=>r[1]??``),option:n.option}}return null}const te=/* @__PURE__ */ new Set([`42P01`,`42703`,`42883`,`42704`,`3F000`,`58P01`,`22P02`,`0A000`]);function x(e,t,{gap:n,made:r}={gap:null,made:null}){let[,i]=/^extension "(.+)" is not available/.exec(e.message)??[];if(i)return{kind:`extension`,extension:i,through:null};let a=ee(e);if(a)return{kind:`environment`,...a};if(!te.has(e.sqlstate))return null;let o=t.filter(S),s=oe.some(t=>t.test(`${e.sqlstate} ${e.message}`)),[,c]=/\b([\w$]+)"?\."?[\w$]+/.exec(e.message)??[],l=(s&&c?o.findLast(({text:e})=>e.toLowerCase().includes(c)):void 0)??re(C(e.message),t);if(!l)return(s?o.at(-1)?.blame??null:null)??(n===null?ne(e,r):{kind:`gap`,path:n});let{migration:u,path:d,line:f,blame:p}=l;return p===null?{kind:`earlier failure`,migration:u,path:d,line:f}:p.kind!==`extension`||S(l)?p:{...p,through:p.through??`${d}:${f}`}}function ne({message:e},t){let n=C(e);return t===null||n.length===0||n.some(e=>t.has(e))?null:{kind:`outside`,names:n}}function re(e,t){return t.findLast(({text:t})=>e.some(e=>ie(t.toLowerCase(),e)))}function ie(e,t){for(let n=e.indexOf(t);n!==-1;n=e.indexOf(t,n+1)){let r=`${e[n-1]??` `}${e[n+t.length]??` `}`;if(!/[\w$]/.test(r))return!0}return!1}function S({text:e,blame:t}){return t?.kind===`extension`&&t.through===null&&ae.test(e)}const ae=/\bextension\b/i,oe=[/^(?:42883|42704|3F000|58P01|0A000) /,/^42P01 relation "[^"]+\.[^"]+"/];function C(e){let t=[...e.matchAll(/"([^"]+)"/g)].map(([,e])=>e??``),[,n]=/(?:function|procedure|operator|type) ([\w.]+)\(?/.exec(e)??[],[,r]=/column ([\w.]+) does not exist/.exec(e)??[];return[...t,n,r].flatMap(e=>e?[e.slice(e.lastIndexOf(`.`)+1).toLowerCase()]:[]).filter(e=>e!==``)}function w({node:e,command:t},{ownServer:n,ownRoles:i}){return r(e,`CopyStmt`)?.is_program?`it runs a program on the server`:r(e,`LoadStmt`)?`it loads a library into the server`:!n&&se.has(t)?`it changes more than a database of the shadow's server`:!i&&ce.has(t)?`it changes roles that other databases of the shadow's server share`:null}const se=/* @__PURE__ */ new Set([`ALTER DATABASE`,`ALTER SYSTEM`,`ALTER TABLESPACE`,`CREATE DATABASE`,`CREATE SUBSCRIPTION`,`CREATE TABLESPACE`,`DROP DATABASE`,`DROP TABLESPACE`]),ce=/* @__PURE__ */ new Set([`ALTER ROLE`,`CREATE ROLE`,`DROP ROLE`,`DROP OWNED`,`GRANT ROLE`,`REASSIGN OWNED`,`REVOKE ROLE`]),T={dblink:`
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
`};function le({stoodIn:e},t,n){let r=o(t),i=T[n];return e===null||r===null||i===void 0?null:e.has(n)?`SELECT WHERE false`:(e.add(n),E(r.schema,i))}function E(e,t){return e===null?t:`SELECT pg_catalog.set_config('lockgate.search_path', pg_catalog.current_setting('search_path'), false);
SET search_path = "${e.replaceAll(`"`,`""`)}";
${t}
SELECT pg_catalog.set_config('search_path', pg_catalog.current_setting('lockgate.search_path'), false);`}async function ue(e,t){let{session:n}=e,r={shadow:e,available:await s(n),incidents:[...t.incidents],missing:new Set(t.missing),stoodIn:t.stoodIn&&new Set(t.stoodIn),settings:[...e.settings,...t.settings??[]],gaps:t.gaps??[],outside:t.outside??null,committed:void 0,lost:null,isPartial:t.incidents.some(({blame:e})=>e?.kind===`outside`)};return await D(r),r}async function D({shadow:{session:e},settings:t}){await e.exec(`ROLLBACK`),await e.exec(`DISCARD ALL`);for(let n of t)await e.exec(n)}const de=/* @__PURE__ */ new Set([`ALTER INDEX`,`ALTER SEQUENCE`,`ALTER TABLE`,`ALTER TYPE`,`COMMENT`,`CREATE EXTENSION`,`CREATE FUNCTION`,`CREATE INDEX`,`CREATE POLICY`,`CREATE SCHEMA`,`CREATE SEQUENCE`,`CREATE TRIGGER`,`CREATE TYPE`,`CREATE VIEW`,`DELETE`,`DROP INDEX`,`DROP TABLE`,`DROP TYPE`,`INSERT`,`UPDATE`]);function O({script:e}){return e.statements.some(({command:e,text:t})=>!de.has(e)&&!(e===`CREATE TABLE`&&!/^create\s+(?:global\s+|local\s+)?temp/i.test(t)))}function k(e,{migration:t},n){let r=e.outside?.statements.get(t.id)?.get(n.index);if(r!==void 0){let i={kind:`outside`,names:r};return e.incidents.push({...A(t,n),blame:i}),{skipped:`nothing in the repository makes ${r.join(`, `)}`,blame:i}}let i=w(n,e.shadow),{text:o,missing:s}=a(n,e.available,e.stoodIn);if(i===null&&o!==null)return{sql:o};let c=s!==null&&i===null?le(e,n,s):null;s!==null&&e.missing.add(s);let l=s===null?null:{kind:`extension`,extension:s,through:null};return e.incidents.push({...A(t,n),blame:l}),c===null?{skipped:i??`the extension ${s} is not available here`,blame:null}:{sql:c}}function A({id:e,path:t},{line:n,text:r}){return{migration:e,path:t,line:n,text:r}}function j(e,{migration:t,judged:n},r){let i=e.gaps.filter(e=>e<t.path).sort(),a=!n,{outside:o}=e,s=a||e.isPartial||o?.unknownBefore.has(t.id)===!0,c=x(r,e.incidents,{gap:i.at(-1)??null,made:o&&s?o.made:null});return a&&c?.kind===`outside`&&(e.isPartial=!0),c}async function fe(e,t){let n=await g(e),[r]=await e.query(`SELECT pg_catalog.current_setting('client_min_messages') AS setting`);await e.query(`SET client_min_messages = debug1`);let i=await e.exec(t);await e.query(`SELECT pg_catalog.set_config('client_min_messages', $1, false)`,[r?.setting??`notice`]);let a=await g(e);return{..._(n,i,{...a,locks:/* @__PURE__ */ new Map,activity:/* @__PURE__ */ new Map},{keys:[],counted:!1}),allowedInTransaction:!1,sampled:!1}}function M(e){return{..._(N,e,N,{keys:[],counted:!1}),allowedInTransaction:!0,sampled:!1}}const N={relations:/* @__PURE__ */ new Map,locks:/* @__PURE__ */ new Map,held:[],activity:/* @__PURE__ */ new Map};async function pe({extensions:e,snapshot:t,limits:n}){let r=c(p,[]),i=me(r,n),a;try{a=await i({op:`start`,dataDir:v(f)?f:null,snapshot:t,extensions:e,megabytes:n.megabytes})}catch(e){await l(r);let t=e instanceof Error?e.message:String(e);throw new m(`the embedded PostgreSQL does not start: ${t}`)}let o={major:a.major,query:async(e,t=[])=>await i({op:`query`,sql:e,params:t}),table:async(e,t=[])=>await i({op:`table`,sql:e,params:t}),exec:async e=>await i({op:`exec`,sql:e})};return{session:o,alone:e=>fe(o,e),seesLocksOfAlone:!1,embedded:!0,ownServer:!0,ownRoles:!0,settings:[`SET SESSION AUTHORIZATION postgres`],major:a.major,remarks:[],about:a.about,save:async(e,t)=>{await i({op:`save`,path:e,about:t})},async lend(){return{url:`postgresql://postgres@127.0.0.1:${await i({op:`listen`})}/postgres?sslmode=disable&connection_limit=1`,giveBack:async()=>void await i({op:`unlisten`})}},close:()=>l(r)}}function me(e,t){let n=Date.now()+t.totalMs,r=null,i=null,a=e=>{r??=new h(e),i?.reject(r),i=null};return e.on(`message`,t=>{t.ok?i?.resolve(t.value):t.lost?a(t.message):i?.reject(new d(t.message)),r?e.kill(`SIGKILL`):i=null}),e.on(`error`,e=>a(`the embedded PostgreSQL does not answer: ${e.message}`)),e.on(`exit`,(e,n)=>a(n===`SIGUSR2`?`it needs more than ${t.megabytes} MB of memory`:`it broke the embedded PostgreSQL`)),async o=>{if(r)throw r;let s=Math.max(n-Date.now(),0),c=o.op!==`query`&&o.op!==`table`&&o.op!==`exec`?6e4:t.statementMs,l=new Promise((e,t)=>{i={resolve:e,reject:t}}),u=setTimeout(()=>{let n=`longer than ${(s<c?t.totalMs:c)/1e3} s`;a(s<c?`the rehearsal takes ${n}`:`it runs ${n}`),e.kill(`SIGKILL`)},Math.min(c,s));try{return e.send(o),await l}finally{clearTimeout(u)}}}async function he(e,t){if(e===`pglite`)return pe(t);let{live:n,limits:r,roles:i=[]}=t;if(/^postgres(?:ql)?:\/\//.test(e)){let{serverShadow:t}=await import(`./chunk-server-shadow.js`);return t({url:e,live:n,limits:r,roles:i,throwaway:!1})}let[,a]=/^docker:(.+)$/.exec(e)??[];if(a)return ge(a,r);throw new m(`the shadow is neither pglite, nor docker:<image>, nor a URL (postgres://...)`)}async function ge(e,t){let[{startContainer:n},{serverShadow:r}]=await Promise.all([import(`./chunk-container.js`),import(`./chunk-server-shadow.js`)]),i=await n(e);try{return{...await r({url:i.url,live:null,limits:t,roles:[],throwaway:!0}),close:()=>i.stop()}}catch(e){throw await i.stop(),e}}function P({node:e}){switch(r(e,`TransactionStmt`)?.kind){case`TRANS_STMT_BEGIN`:case`TRANS_STMT_START`:return`begin`;case`TRANS_STMT_COMMIT`:case`TRANS_STMT_ROLLBACK`:case`TRANS_STMT_PREPARE`:return`end`;default:return!1}}function _e({node:e}){return r(e,`VariableSetStmt`)!==void 0||r(e,`ConstraintsSetStmt`)!==void 0}function F({node:e}){return r(e,`LockStmt`)!==void 0||r(e,`DeclareCursorStmt`)!==void 0||r(e,`TransactionStmt`)!==void 0}async function I(e,t){let{migration:n,script:r}=t,i=r.unread.map(({line:e,reason:t})=>({migration:n.id,path:n.path,line:e,reason:t,blame:null}));for(let n of ve(e,t)){let r=await L(e,(n.isWrapped?[`BEGIN`,...n.texts,`COMMIT`]:n.texts).join(`;
`));if(r){if(n.statements.length===1)i.push(...R(e,t,n.statements[0],r));else for(let[r,a]of n.statements.entries())i.push(...await ye(e,t,a,n.texts[r]??``))}}return O(t)&&await D(e),i}function ve(e,t){let{script:n,places:r}=t,a=[];for(let[o,s]of n.statements.entries()){let n=k(e,t,s);if(`skipped`in n)continue;let{transaction:c,kind:l}=r[o]??i,u=a.at(-1);if(u&&c!==null&&u.transaction===c){u.statements.push(s),u.texts.push(n.sql);continue}let d=l===`block`&&P(s)!==`begin`;a.push({statements:[s],texts:[n.sql],transaction:c,isWrapped:d})}return a}async function ye(e,t,n,i){if(r(n.node,`TransactionStmt`))return[];let a=await L(e,i);return a?R(e,t,n,a):[]}async function L({shadow:e},t){let{error:n}=await e.session.exec(t);return n&&await e.session.exec(`ROLLBACK`),n}function R(e,t,n,r){let{id:i,path:a}=t.migration,o=j(e,t,r),s=n?.line??1;return e.incidents.push({migration:i,path:a,line:s,text:n?.text??``,blame:o}),[{migration:i,path:a,line:s,reason:r.message,blame:o}]}const z=/\bcreate\s+(?:role|user|group)\s+(?:"([^"]+)"|([a-z_][\w$]*))/gi;function be(e){let t=e.flatMap(({text:e})=>[...e.matchAll(z)].map(([,e,t])=>e??t?.toLowerCase()??``));return[.../* @__PURE__ */ new Set([...t,...B(e)])].filter(e=>!e.startsWith(`pg_`))}function B(e){let t=/* @__PURE__ */ new Set,i=/* @__PURE__ */ new Set;for(let{node:a,text:o}of e){n(a,e=>{let n=r(e,`RoleSpec`);return n&&V(t,n),!0}),V(t,r(a,`AlterOwnerStmt`)?.newowner),V(t,r(a,`CreateSchemaStmt`)?.authrole),V(t,r(a,`AlterRoleStmt`)?.role),V(t,r(a,`AlterRoleSetStmt`)?.role);for(let e of r(a,`AlterTableStmt`)?.cmds??[])V(t,r(e,`AlterTableCmd`)?.newowner);let e=r(a,`VariableSetStmt`);if(e?.name===`role`||e?.name===`session_authorization`){let n=r(e.args?.[0],`A_Const`);n&&`sval`in n&&n.sval?.sval&&t.add(n.sval.sval)}for(let e of r(a,`GrantRoleStmt`)?.granted_roles??[]){let n=r(e,`AccessPriv`)?.priv_name;n&&t.add(n)}for(let[,e,t]of o.matchAll(z))i.add(e??t?.toLowerCase()??``)}return[...t].filter(e=>!i.has(e)&&!e.startsWith(`pg_`)).sort()}function V(e,t){t?.roletype===`ROLESPEC_CSTRING`&&t.rolename&&e.add(t.rolename)}async function xe(e,t){let n=B(t);if(n.length===0||!e.ownRoles)return[];let r=await e.session.query(`SELECT name FROM pg_catalog.unnest($1::text[]) AS name
     WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name)`,[n]);for(let{name:t}of r)await e.session.exec(`CREATE ROLE "${t.replaceAll(`"`,`""`)}"`);return r.map(({name:e})=>e)}const Se=/* @__PURE__ */ new Set([`r`,`p`,`f`,`m`]),Ce=/* @__PURE__ */ new Set([`ACCESS SHARE`,`ROW SHARE`,`ROW EXCLUSIVE`]);function we({node:e,command:t},n){let r=Te(e);if(r===null){let e=(n?.locks??[]).filter(({kind:e,mode:t})=>Se.has(e)&&Ce.has(t));return H(t,[...new Set(e.map(({relation:e})=>e))])}return H(t,r)}function H(e,t){return t.length===0?null:`${e} depends on the rows of ${t.join(`, `)}`}function Te(e){if(r(e,`DoStmt`)||r(e,`CallStmt`))return null;if(r(e,`SelectStmt`)){let t=U(e);return t.length===0?null:t}let t=r(e,`InsertStmt`);if(t)return U([t.selectStmt,t.withClause]);let n=r(e,`CopyStmt`);if(n)return n.is_from?[]:U([n.relation&&{RangeVar:n.relation},n.query]);let i=r(e,`UpdateStmt`)??r(e,`DeleteStmt`)??r(e,`MergeStmt`)??r(e,`CreateTableAsStmt`);if(!i)return[];let a=r(e,`CreateTableAsStmt`);if(a)return U(a.query);let o=`relation`in i?i.relation:void 0;return U([o&&{RangeVar:o},i])}function U(e){let t=/* @__PURE__ */ new Set,i=/* @__PURE__ */ new Set;return n(e,e=>{let n=r(e,`RangeVar`);n&&t.add(n.schemaname?`${n.schemaname}.${n.relname}`:n.relname??``);let a=r(e,`CommonTableExpr`);return a?.ctename&&i.add(a.ctename),!0}),[...t].filter(e=>!i.has(e)).sort()}function Ee({node:i,command:a}){if(r(i,`DoStmt`)||r(i,`CallStmt`)||r(i,`ExecuteStmt`)||r(i,`FetchStmt`))return!0;if(a!==`SELECT`)return!1;let o=!1;return n(i,n=>{let i=r(n,`FuncCall`),a=t(i?.funcname).at(-1);return a!==void 0&&e(a,18)===null&&(o=!0),!o}),o}function De(e,t,n){let r=[],i=(i,a,o)=>{let{kind:s,name:c}=i,l=Oe(i,e,n.before);l===void 0||s===`label`&&!t.has(`type ${i.owner}`)||(s===`label`||i.owner===0||n.after.has(i.owner))&&r.push({kind:s,change:a,relation:l,name:s===`type`||s===`function`?`${i.schema}.${c}`:c,was:a===`added`?``:i.state,is:o?.state??(a===`added`?i.state:``)})};for(let[n,r]of e){let e=t.get(n);e?e.name!==r.name||e.schema!==r.schema?i(r,`renamed`,e):e.state!==r.state&&i(r,`changed`,e):i(r,`dropped`,null)}for(let[n,r]of t)e.has(n)||i(r,`added`,r);for(let[e,{relation:t,kind:i}]of n.before){let a=n.after.get(e);a&&a.relation!==t&&i!==`i`&&i!==`I`&&r.push({kind:`relation`,change:`renamed`,relation:t,name:t,was:i,is:a.relation})}return r.sort((e,t)=>JSON.stringify(e)<JSON.stringify(t)?-1:1)}function Oe(e,t,n){if(e.owner===0)return null;if(e.kind!==`label`)return n.get(e.owner)?.relation;let r=t.get(`type ${e.owner}`);return r&&`${r.schema}.${r.name}`}function ke(e,t){return e.systemFunctions!==t.systemFunctions}const W=[`column`,`constraint`,`trigger`,`type`,`label`,`function`],G=`OPERATOR(pg_catalog.=)`,K=e=>`${e} OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid`,q=e=>`${e}::pg_catalog.int8`,J=e=>`(SELECT n.nspname FROM pg_catalog.pg_namespace n WHERE n.oid ${G} ${e})`,Y=(e,t,n,r,i)=>`pg_catalog.json_agg(pg_catalog.json_build_array(${e}, ${t}, ${n}, ${r}, ${i}))`,Ae={column:`SELECT ${Y(`pg_catalog.concat(${q(`a.attrelid`)}, ' ', a.attnum)`,`a.attname`,q(`a.attrelid`),`''`,`pg_catalog.concat(pg_catalog.format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN ' not null' END)`)} FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid ${G} a.attrelid
    WHERE ${K(`a.attrelid`)} AND a.attnum OPERATOR(pg_catalog.>) 0::pg_catalog.int2 AND NOT a.attisdropped
      AND c.relkind ${G} ANY ('{r,p,f,v,m}'::pg_catalog."char"[])`,constraint:`SELECT ${Y(q(`c.oid`),`c.conname`,q(`c.conrelid`),`''`,`pg_catalog.concat(c.contype, CASE WHEN c.convalidated THEN ' valid' END)`)} FROM pg_catalog.pg_constraint c WHERE ${K(`c.oid`)} AND ${K(`c.conrelid`)}
    AND c.contype OPERATOR(pg_catalog.<>) 'n'::pg_catalog."char"`,trigger:`SELECT ${Y(q(`t.oid`),`t.tgname`,q(`t.tgrelid`),`''`,`t.tgenabled`)}
    FROM pg_catalog.pg_trigger t WHERE ${K(`t.oid`)} AND NOT t.tgisinternal`,type:`SELECT ${Y(q(`t.oid`),`t.typname`,`0`,J(`t.typnamespace`),`t.typtype`)}
    FROM pg_catalog.pg_type t WHERE ${K(`t.oid`)} AND t.typrelid ${G} 0::pg_catalog.oid
      AND t.typelem ${G} 0::pg_catalog.oid`,label:`SELECT ${Y(q(`e.oid`),`e.enumlabel`,q(`e.enumtypid`),`''`,`''`)}
    FROM pg_catalog.pg_enum e WHERE ${K(`e.enumtypid`)}`,function:`SELECT ${Y(q(`p.oid`),`pg_catalog.concat(p.proname, '(', pg_catalog.oidvectortypes(p.proargtypes), ')')`,`0`,J(`p.pronamespace`),`pg_catalog.md5(p.prosrc)`)} FROM pg_catalog.pg_proc p WHERE ${K(`p.oid`)}`},je=`SELECT pg_catalog.count(*)::pg_catalog.int4 FROM pg_catalog.pg_proc p
  WHERE p.oid OPERATOR(pg_catalog.<) 16384::pg_catalog.oid AND p.prolang ${G} 14::pg_catalog.oid`;async function X(e){let t=W.map(e=>`(${Ae[e]}) AS "${e}"`),[n]=await e.query(`SELECT ${t.join(`,
`)}, (${je}) AS replaced`),r=/* @__PURE__ */ new Map;for(let e of W)for(let[t,i,a,o,s]of n?.[e]??[])r.set(`${e} ${t}`,{kind:e,name:i,owner:a,schema:o,state:s});return{details:r,systemFunctions:n?.replaced??0}}const Z=`25001`,Q=/^\s*rollback\b/i;async function Me(e,t){let n=await g(e,t,!1),r=-1;return{moment:()=>n,async observe(t,i){let a=i?await X(e):null,o=await e.exec(t),{error:s}=o,c=s?n:await g(e,Q.test(t)?void 0:n),{validated:l}=u(o.notices),d=s||l.length===0?[]:await Ne(e,l,c),f=d.filter(({command:e})=>e!==null&&e>r),p=f.length>0?f:d;r=Math.max(r,...d.map(({command:e})=>e??-1));let m=_(n,o,c,{keys:p,counted:!0}),h={before:n.relations,after:c.relations};n=c;let v=a&&!s?await X(e):null,y=a&&v&&{before:a,after:v};return{...m,...y&&{details:De(y.before.details,y.after.details,h)},...y&&ke(y.before,y.after)&&{blinded:`it makes functions of pg_catalog its own, so that nothing that is seen can be trusted`},allowedInTransaction:s?.sqlstate!==Z,sampled:!1}}}}async function Ne(e,t,{locks:n,relations:r}){return(await e.query(`SELECT conrelid::pg_catalog.int8 AS referencing, confrelid::pg_catalog.int8 AS referenced,
       CASE WHEN pg_catalog.age(xmin) OPERATOR(pg_catalog.<=)
           pg_catalog.age(pg_catalog.pg_current_xact_id()::pg_catalog.xid)
         THEN pg_catalog.int8in(pg_catalog.cidout(cmin)) END AS command
     FROM pg_catalog.pg_constraint WHERE contype OPERATOR(pg_catalog.=) 'f'::pg_catalog."char" AND convalidated
       AND conname::pg_catalog.text OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.text[])`,[t])).map(({referencing:e,referenced:t,command:n})=>({referencing:Number(e),referenced:Number(t),command:n===null?null:Number(n)})).filter(({referencing:e})=>n.has(e)&&r.get(e)?.kind===`r`)}const Pe=/^\s*(?:savepoint|release|rollback|abort)\b/i;var $=class extends Error{constructor(e){super(e),this.name=`NotRepeatable`}};async function Fe(e,t,n){let r=[t],i=null,a=0;await e.exec(t);let o=async()=>{await e.exec(`ROLLBACK`),a+=r.length;for(let t of r){let{error:n}=await e.exec(t);if(n)throw new $(`what ran once fails when it is run again: ${n.message}`)}i=null},s=async(t,r)=>(i??=await Me(e,n),i.observe(t,r)),c=async(t,n=!1)=>{let i=a>1e3&&!Pe.test(t);i&&await e.exec(`SAVEPOINT lockgate`);let c=await s(t,n);return i&&(c.error&&await e.exec(`ROLLBACK TO SAVEPOINT lockgate`),await e.exec(`RELEASE SAVEPOINT lockgate`)),i&&c.error?.sqlstate===`55P04`?(await o(),c=await s(t,n),c.error&&await o()):!i&&c.error&&await o(),c.error||r.push(t),c};return{run:c,moment:()=>i?.moment(),async steer(t){if(i)return c(t);let n=await e.exec(t);return n.error?await o():r.push(t),M(n)},async end(t){let{error:n}=await e.exec(t);return n&&await e.exec(`ROLLBACK`),n}}}export{x as S,D as _,we as a,T as b,I as c,_e as d,he as f,O as g,j as h,Ee as i,P as l,ue as m,Fe as n,xe as o,M as p,Z as r,be as s,$ as t,F as u,k as v,w as x,E as y};