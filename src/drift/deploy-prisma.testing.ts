/** For tests: a small repository and what `prisma migrate deploy` leaves of it in a database. */
import { createHash, randomUUID } from "node:crypto";
import type { ServerSession } from "../shadow/engines/server.ts";

export type MigrationText = readonly [id: string, sql: string];

export const SHOP: readonly MigrationText[] = [
  ["20250101000000_init", "CREATE TABLE users (id serial PRIMARY KEY, name text);\n"],
  [
    "20250102000000_orders",
    "CREATE TABLE orders (id serial PRIMARY KEY, total int, user_id int REFERENCES users (id));\n",
  ],
  [
    "20250103000000_view",
    "-- the rich ones\nCREATE VIEW rich AS SELECT id, total FROM orders WHERE total > 100;\n",
  ],
];

/** The files of a repository by path. */
export function prismaFiles(migrations: readonly MigrationText[] = SHOP): Record<string, string> {
  return {
    "prisma/migrations/migration_lock.toml": 'provider = "postgresql"\n',
    ...Object.fromEntries(migrations.map(([id, sql]) => [`prisma/migrations/${id}/migration.sql`, sql])),
  };
}

const HISTORY = `CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL,
  finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz,
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(), applied_steps_count integer NOT NULL DEFAULT 0)`;

/** What `prisma migrate deploy` does: a row, the script, the row finished. */
export async function deployPrisma(
  live: ServerSession,
  migrations: readonly MigrationText[] = SHOP,
): Promise<void> {
  await live.query(HISTORY);
  for (const [id, sql] of migrations) {
    const checksum = createHash("sha256").update(sql).digest("hex");
    await live.query("INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)", [
      randomUUID(),
      checksum,
      id,
    ]);
    await live.query(sql);
    await live.query(
      "UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE migration_name = $1",
      [id],
    );
  }
}
