import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadParser } from "../../src/sql/parse.ts";
import { compareMigrations } from "./compare-migrations.ts";
import { type Database, openDatabase } from "./database.ts";
import { targetsOf } from "./targets.ts";

const fixtures = join(import.meta.dirname, "..", "..", "fixtures");

let database: Database;
beforeAll(async () => {
  await loadParser();
  database = await openDatabase();
});
afterAll(() => database.close());

/** Fixtures of tools whose migrations are not read, and the incidents, each of which has two changes. */
const NOT_READ: readonly string[] = [
  "museum",
  ...["alembic-radio", "atlas-crm", "django-museum", "graphile-migrate-forum", "knex-blog", "kysely-weather"],
  ...["liquibase-library", "mikro-orm-zoo", "node-pg-migrate-cms", "rails-garden", "sequelize-hotel"],
  ...["sqitch-chat", "typeorm-clinic"],
];

const read = readdirSync(fixtures, { withFileTypes: true }).filter(
  (entry) => entry.isDirectory() && !NOT_READ.includes(entry.name),
);

test.each(read.map(({ name }) => name))("after %s the model holds what the catalogs hold", async (name) => {
  const targets = await targetsOf(join(fixtures, name));
  expect(targets).not.toEqual([]);
  for (const { migrations, setup } of targets) {
    await database.empty(setup);
    const { failed, differences, undecided, equal } = await compareMigrations(database.session, migrations, {
      each: false,
    });
    expect({ failed, differences, undecided }).toEqual({ failed: [], differences: [], undecided: [] });
    expect(equal).toBeGreaterThan(10);
  }
});
