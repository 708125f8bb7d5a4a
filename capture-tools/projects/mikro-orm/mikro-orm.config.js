import { Migrator } from "@mikro-orm/migrations";
import { defineConfig, EntitySchema } from "@mikro-orm/postgresql";

const Animal = new EntitySchema({ name: "Animal", tableName: "animals", properties: { id: { type: "number", primary: true } } });

export default defineConfig({
  clientUrl: process.env.DATABASE_URL,
  entities: [Animal],
  extensions: [Migrator],
  migrations: { path: "./migrations", snapshot: false },
});
