import type { Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("stations")
    .alterColumn("height", (col) => col.setDataType("bigint"))
    .execute();
  await db.schema.createIndex("readings_station_idx").on("readings").column("station_id").execute();
}
