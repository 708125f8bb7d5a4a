import type { Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("readings")
    .addColumn("id", "bigserial", (col) => col.primaryKey())
    .addColumn("station_id", "integer", (col) => col.references("stations.id").notNull())
    .execute();
}
