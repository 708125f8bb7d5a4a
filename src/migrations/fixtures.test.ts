import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { selectMigrations } from "./select.ts";

const root = fileURLToPath(new URL("../../fixtures", import.meta.url));

/** What repositories of fixtures/ hold: targets with the number of their migrations, or why there is nothing. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  "alembic-radio": [
    "the migrations of Alembic are run to be judged: set command in the config (alembic upgrade head)",
  ],
  "atlas-crm": ["the migrations of Atlas are not read yet"],
  "dbmate-billing": ["default: dbmate 4"],
  "django-museum": [
    "the migrations of Django are run to be judged: set command in the config (python manage.py migrate)",
  ],
  "drizzle-folders": ["default: drizzle 2"],
  "drizzle-tasks": ["default: drizzle 4"],
  "flyway-bank": ["default: flyway 5"],
  "golang-migrate-accounts": ["default: golang-migrate 4"],
  "goose-inventory": ["default: goose 4"],
  "graphile-migrate-forum": ["the migrations of graphile-migrate are not read yet"],
  "knex-blog": [
    "the migrations of Knex are run to be judged: set command in the config (npx knex migrate:latest)",
  ],
  "kysely-weather": [
    "the migrations of Kysely are run to be judged: set command in the config (npx kysely migrate:latest)",
  ],
  "liquibase-library": ["the migrations of Liquibase are not read yet"],
  "mikro-orm-zoo": [
    "the migrations of MikroORM are run to be judged: set command in the config (npx mikro-orm migration:up)",
  ],
  "monorepo-three-databases": [
    "web: prisma 2",
    "clickhouse: clickhouse, not PostgreSQL: by the folder clickhouse",
    "db2: prisma 2",
    "db: drizzle 2",
  ],
  "node-pg-migrate-cms": [
    "the migrations of node-pg-migrate are run to be judged: set command in the config (npx node-pg-migrate up)",
  ],
  "prisma-shop": ["default: prisma 8"],
  "rails-garden": [
    "the migrations of Rails are run to be judged: set command in the config (bin/rails db:migrate)",
  ],
  "sequelize-hotel": [
    "the migrations of Sequelize are run to be judged: set command in the config (npx sequelize-cli db:migrate)",
  ],
  "sqitch-chat": ["the migrations of sqitch are not read yet"],
  "sql-plain": ["default: sql 4"],
  "supabase-notes": ["default: supabase 4"],
  "typeorm-clinic": [
    "the migrations of TypeORM are run to be judged: set command in the config (npx typeorm migration:run -d <data-source>)",
  ],
};

test.each(Object.entries(EXPECTED))("%s", async (name, expected) => {
  const outcome = await selectMigrations({
    cwd: join(root, name),
    paths: [],
    all: true,
    base: null,
    staged: false,
    tool: null,
    declared: [],
    env: {},
  });
  if (outcome.kind !== "selected")
    return expect(outcome.others.map(({ reason }) => reason)).toEqual(expected);
  expect(outcome.unreadable).toEqual([]);
  expect(
    outcome.targets.map(
      ({ name, tool, migrations, skipped }) => `${name}: ${skipped ?? `${tool} ${migrations.length}`}`,
    ),
  ).toEqual(expected);
});
