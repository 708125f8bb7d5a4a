import{Xa as e}from"./chunk-judging.js";const t={dblink:`
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
`},n=/^CREATE (?:UNLOGGED )?(?:SCHEMA(?: IF NOT EXISTS)?|TABLE|TYPE|VIEW|FUNCTION|PROCEDURE|FOREIGN DATA WRAPPER) (?:\w+\.)?(\w+)/gm;function r(e){return[...(t[e]??``).matchAll(n)].flatMap(([,e])=>e??[])}function i(n,r){let i=t[n];return i===void 0?null:r===null?i:`SELECT pg_catalog.set_config('lockgate.search_path', pg_catalog.current_setting('search_path'), false);
SET search_path = ${e(r)};
${i}
SELECT pg_catalog.set_config('search_path', pg_catalog.current_setting('lockgate.search_path'), false);`}export{i as n,r,t};