import { SUPABASE_AUTH } from "./supabase-auth.ts";
import { SUPABASE_STORAGE } from "./supabase-storage.ts";

const ROLES = `
DO $$ DECLARE role text; BEGIN
  FOREACH role IN ARRAY ARRAY['anon', 'authenticated', 'service_role', 'authenticator', 'supabase_admin',
    'supabase_auth_admin', 'supabase_storage_admin', 'supabase_replication_admin', 'supabase_read_only_user',
    'supabase_realtime_admin', 'dashboard_user', 'pgbouncer', 'pgsodium_keyholder', 'pgsodium_keyiduser'] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = role) THEN
      EXECUTE pg_catalog.format('CREATE ROLE %I', role);
    END IF;
  END LOOP;
END $$;
GRANT anon, authenticated, service_role TO authenticator;
GRANT USAGE ON SCHEMA public, extensions, auth, storage TO anon, authenticated, service_role;
`;

const REALTIME = `
CREATE TABLE realtime.messages (
  topic text NOT NULL, extension text NOT NULL, payload jsonb, event text, private boolean DEFAULT false,
  updated_at timestamp NOT NULL DEFAULT now(), inserted_at timestamp NOT NULL DEFAULT now(),
  id uuid NOT NULL DEFAULT gen_random_uuid(), PRIMARY KEY (id, inserted_at)
) PARTITION BY RANGE (inserted_at);
ALTER TABLE realtime.messages ENABLE ROW LEVEL SECURITY;
CREATE FUNCTION realtime.topic() RETURNS text LANGUAGE sql STABLE AS
  $$ SELECT NULLIF(current_setting('realtime.topic', true), '') $$;
CREATE FUNCTION realtime.send(payload jsonb, event text, topic text, private boolean DEFAULT true) RETURNS void
  LANGUAGE sql AS '';
CREATE FUNCTION realtime.broadcast_changes(topic_name text, event_name text, operation text, table_name text,
  table_schema text, new record, old record, level text DEFAULT 'ROW') RETURNS void LANGUAGE plpgsql AS
  $$ BEGIN END $$;
CREATE PUBLICATION supabase_realtime;
`;

const FUNCTIONS = `
CREATE FUNCTION supabase_functions.http_request() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TABLE supabase_functions.hooks (
  id bigserial PRIMARY KEY, hook_table_id integer NOT NULL, hook_name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(), request_id bigint
);
CREATE FUNCTION graphql_public.graphql("operationName" text DEFAULT NULL, query text DEFAULT NULL,
  variables jsonb DEFAULT NULL, extensions jsonb DEFAULT NULL) RETURNS jsonb LANGUAGE sql AS $$ SELECT '{}'::jsonb $$;
`;

/** A hosted Supabase. */
export const SUPABASE = {
  schemas: [
    "extensions",
    "auth",
    "storage",
    "realtime",
    "graphql",
    "graphql_public",
    "vault",
    "pgbouncer",
    "supabase_functions",
    "supabase_migrations",
  ],
  setup: [ROLES, SUPABASE_AUTH, SUPABASE_STORAGE, REALTIME, FUNCTIONS].join(""),
  extensions: {
    schema: "extensions",
    names: ["pg_stat_statements", "pgcrypto", "uuid-ossp", "supabase_vault", "pg_graphql"],
  },
  settings: [`SET search_path = "$user", public, extensions`],
} as const;
