import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("stations")
    .addColumn("id", "serial", (col) => col.primaryKey())
    .addColumn("name", "text", (col) => col.notNull())
    .addColumn("height", "integer", (col) => col.notNull())
    .execute();
  await sql`insert into stations (name, height) values (${"North"}, ${12})`.execute(db);
}
