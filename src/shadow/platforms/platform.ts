import { SUPABASE, SUPABASE_EXTENSIONS, SUPABASE_SETTINGS } from "./supabase.ts";

export const PROVIDERS = ["supabase", "rds", "neon"] as const;

/** A hosting whose databases are born with roles, schemas and functions that migrations rely on. */
export type Provider = (typeof PROVIDERS)[number];

/** The names that hosted databases have from birth, as SQL for an empty one. What they do is left out. */
export const PRELUDES: Readonly<Record<Provider, string>> = {
  supabase: SUPABASE,
  rds: `
CREATE ROLE rds_superuser;
CREATE ROLE rds_replication;
CREATE ROLE rds_password;
CREATE ROLE rds_iam;
CREATE ROLE rdsadmin;
GRANT pg_monitor, pg_signal_backend, rds_replication, rds_password TO rds_superuser;
`,
  neon: `
CREATE ROLE neon_superuser;
CREATE ROLE cloud_admin;
GRANT pg_read_all_data, pg_write_all_data TO neon_superuser;
CREATE SCHEMA IF NOT EXISTS neon;
`,
};

/** The schemas that a hosting's databases have from birth, besides public. */
export function schemasOf(provider: Provider): string[] {
  const made = PRELUDES[provider].matchAll(/^CREATE SCHEMA (?:IF NOT EXISTS )?"?(\w+)/gim);
  return [...made].flatMap(([, name]) => name ?? []);
}

/** The extensions that are there from birth, and in which schema. */
export const EXTENSIONS: Readonly<
  Record<Provider, { readonly schema: string; readonly names: readonly string[] }>
> = {
  supabase: SUPABASE_EXTENSIONS,
  rds: { schema: "public", names: [] },
  neon: { schema: "public", names: [] },
};

/** What every connection of a migration has set. */
export const SETTINGS: Readonly<Record<Provider, readonly string[]>> = {
  supabase: SUPABASE_SETTINGS,
  rds: [],
  neon: [],
};
