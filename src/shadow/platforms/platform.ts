import { SUPABASE } from "./supabase.ts";

/** What the databases of a platform have from birth and migrations rely on: names, without what they do. */
export interface Platform {
  /** Besides public. */
  readonly schemas: readonly string[];
  /** Roles, and what is in the schemas, as SQL for an otherwise empty database that has them. */
  readonly setup: string;
  readonly extensions: { readonly schema: string; readonly names: readonly string[] };
  /** What every connection of a migration has set. */
  readonly settings: readonly string[];
}

const BARE = { schemas: [], extensions: { schema: "public", names: [] }, settings: [] };

export const PLATFORMS = {
  supabase: SUPABASE,
  rds: {
    ...BARE,
    setup: `
CREATE ROLE rds_superuser;
CREATE ROLE rds_replication;
CREATE ROLE rds_password;
CREATE ROLE rds_iam;
CREATE ROLE rdsadmin;
GRANT pg_monitor, pg_signal_backend, rds_replication, rds_password TO rds_superuser;
`,
  },
  neon: {
    ...BARE,
    schemas: ["neon"],
    setup: `
CREATE ROLE neon_superuser;
CREATE ROLE cloud_admin;
GRANT pg_read_all_data, pg_write_all_data TO neon_superuser;
`,
  },
} as const satisfies Record<string, Platform>;

export type PlatformName = keyof typeof PLATFORMS;

/** SQL that makes the schemas, the roles and all else of a platform but its extensions. */
export function setupSql(name: PlatformName): string {
  const { schemas, setup } = PLATFORMS[name];
  return `${schemas.map((schema) => `CREATE SCHEMA IF NOT EXISTS ${schema};`).join("\n")}\n${setup}`;
}
