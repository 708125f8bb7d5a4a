/** What a hand may do in the live database of rich-schema.sql without a word: it is no drift. */
export const NOT_DRIFT: readonly string[] = [
  "COMMENT ON TABLE public.users IS 'people'",
  "GRANT SELECT ON public.users TO PUBLIC",
  "CREATE ROLE somebody; ALTER TABLE public.sessions OWNER TO somebody",
  "ALTER TABLE public.users ALTER name SET STATISTICS 500",
  "ALTER TABLE public.users SET (fillfactor = 70)",
  "ALTER INDEX public.users_lower_idx SET (fillfactor = 70)",
  "ALTER TABLE public.users ALTER name SET STORAGE EXTERNAL",
  "SELECT setval('billing.invoice_numbers', 5000)",
  "INSERT INTO public.sessions VALUES ('a', NULL, now())",
  "CREATE TABLE public._prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64))",
  "CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text, created_at bigint)",
  "CREATE SCHEMA cron; CREATE TABLE cron.job (id int)",
  "CREATE SCHEMA shop; CREATE TABLE shop.flyway_schema_history (installed_rank int); CREATE TABLE shop.items (id int)",
  "CREATE EXTENSION pg_stat_statements SCHEMA public",
  "CREATE PUBLICATION everything FOR TABLE public.users",
  "CREATE TABLE public.events_p20300101 PARTITION OF public.events FOR VALUES FROM ('2030-01-01') TO ('2030-02-01'); CREATE INDEX ON public.events_p20300101 (kind)",
  "CREATE TABLE public.events_2027 PARTITION OF public.events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01'); DROP TABLE public.events_2025",
  "CLUSTER public.orders USING orders_pkey",
  "CREATE TEMP TABLE scratch (id int)",
  // What pg_dump writes of users_role_check, restored.
  `ALTER TABLE public.users DROP CONSTRAINT users_role_check, ADD CONSTRAINT users_role_check CHECK (((role)::text =
    ANY (ARRAY[('user'::character varying)::text, ('admin'::character varying)::text, ('guest'::character varying)::text])))`,
  // The function of another checkout, with other line endings.
  "CREATE OR REPLACE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS E'\\r\\nBEGIN\\r\\n  NEW.seen_at := now();\\r\\n  RETURN NEW;\\r\\nEND '",
];
