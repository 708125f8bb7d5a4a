/** What migration tools of Node.js send: the same to the embedded PostgreSQL and to servers, each statement at its line. */
import { expect, it } from "vitest";
import { CaptureServers } from "./tool-projects.testing.ts";

const servers = new CaptureServers();

it("Knex", async () => {
  const seen = await servers.statementsOf({
    name: "knex",
    command: "node_modules/.bin/knex migrate:latest",
    change: "migrations/20260104090000_visits_at.js",
  });
  expect(seen).toMatchInlineSnapshot(`
    [
      "20260101090000_members.js:2 create table "members" ("id" serial primary key, "email" text not null, "points" integer not null default '0')",
      "20260101090000_members.js:2 alter table "members" add constraint "members_email_unique" unique ("email")",
      "20260101090000_members.js:7 insert into "members" ("email") values ($1), ($2)",
      "20260102090000_visits.js:3 create table "visits" ("id" bigserial primary key, "member_id" integer not null, "at" timestamptz default CURRENT_TIMESTAMP)",
      "20260102090000_visits.js:3 alter table "visits" add constraint "visits_member_id_foreign" foreign key ("member_id") references "members" ("id")",
      "20260102090000_visits.js:8 create index "members_points_index" on "members" ("points")",
      "20260103090000_points.js:2 alter table "members" alter column "points" drop default",
      "20260103090000_points.js:2 alter table "members" alter column "points" drop not null",
      "20260103090000_points.js:2 alter table "members" alter column "points" type bigint using ("points"::bigint)",
      "20260103090000_points.js:2 alter table "members" alter column "points" set default '0'",
      "20260103090000_points.js:2 alter table "members" alter column "points" set not null",
      "20260103090000_points.js:2 alter table "members" drop column "email"",
      "20260103090000_points.js:6 select count(*) from "visits"",
      "20260104090000_visits_at.js:4 CREATE INDEX CONCURRENTLY visits_at_idx ON visits (at)",
    ]
  `);
});

it("TypeORM, whose change of a type drops the column", async () => {
  const seen = await servers.statementsOf({
    name: "typeorm",
    command: "node_modules/.bin/tsx node_modules/typeorm/cli.js migration:run -d src/data-source.ts",
    change: "src/migrations/1767690200000-WiderAge.ts",
    base: {
      "src/data-source.ts": (source) =>
        source.replace(/^import \{ WiderAge.*\n/m, "").replace(/, WiderAge\d+/, ""),
    },
  });
  expect(seen).toMatchInlineSnapshot(`
    [
      "1767690000000-Patients.ts:7 CREATE TABLE "patients" ("id" SERIAL NOT NULL, "name" varchar NOT NULL, "age" int NOT NULL, CONSTRAINT "PK_a7f0b9fcbb3469d5ec0b0aceaa7" PRIMARY KEY ("id"))",
      "1767690100000-Visits.ts:5 CREATE TABLE "visits" ("id" BIGSERIAL PRIMARY KEY, "patient_id" integer NOT NULL, "at" timestamptz NOT NULL DEFAULT now())",
      "1767690100000-Visits.ts:8 ALTER TABLE "visits" ADD CONSTRAINT "visits_patient_fk" FOREIGN KEY ("patient_id") REFERENCES "patients" ("id")",
      "1767690200000-WiderAge.ts:5 ALTER TABLE "patients" DROP COLUMN "age"",
      "1767690200000-WiderAge.ts:5 ALTER TABLE "patients" ADD "age" bigint NOT NULL",
      "1767690200000-WiderAge.ts:10 CREATE INDEX "visits_at_idx" ON "visits" ("at")",
    ]
  `);
});

it("Sequelize", async () => {
  const seen = await servers.statementsOf({
    name: "sequelize",
    command: "node_modules/.bin/sequelize-cli db:migrate",
    change: "migrations/20260103090000-beds.js",
  });
  expect(seen).toMatchInlineSnapshot(`
    [
      "20260101090000-rooms.js:3 CREATE TABLE IF NOT EXISTS "rooms" ("id" SERIAL , "name" VARCHAR(255) NOT NULL, "beds" INTEGER NOT NULL DEFAULT 1, PRIMARY KEY ("id"))",
      "20260102090000-stays.js:4 CREATE TABLE IF NOT EXISTS "stays" ("id" SERIAL , "room_id" INTEGER REFERENCES "rooms" ("id"), PRIMARY KEY ("id"))",
      "20260102090000-stays.js:12 CREATE INDEX "stays_room_id" ON "stays" ("room_id")",
      "20260103090000-beds.js:3 ALTER TABLE "rooms" ALTER COLUMN "beds" SET NOT NULL",
      "20260103090000-beds.js:3 ALTER TABLE "rooms" ALTER COLUMN "beds" DROP DEFAULT",
      "20260103090000-beds.js:3 ALTER TABLE "rooms" ALTER COLUMN "beds" TYPE BIGINT",
      "20260103090000-beds.js:4 ALTER TABLE "public"."rooms" DROP COLUMN "name"",
    ]
  `);
});

it("Kysely", async () => {
  const seen = await servers.statementsOf({
    name: "kysely",
    command: "node_modules/.bin/tsx migrate.ts",
    change: "migrations/20260103_height.ts",
  });
  expect(seen).toMatchInlineSnapshot(`
    [
      "20260101_stations.ts:9 create table "stations" ("id" serial primary key, "name" text not null, "height" integer not null)",
      "20260101_stations.ts:10 insert into stations (name, height) values ($1, $2)",
      "20260102_readings.ts:8 create table "readings" ("id" bigserial primary key, "station_id" integer not null references "stations" ("id"))",
      "20260103_height.ts:7 alter table "stations" alter column "height" type bigint",
      "20260103_height.ts:8 create index "readings_station_idx" on "readings" ("station_id")",
    ]
  `);
});

it("node-pg-migrate", async () => {
  const seen = await servers.statementsOf({
    name: "node-pg-migrate",
    command: "node_modules/.bin/node-pg-migrate up",
    change: "migrations/1767690200000_views.js",
  });
  expect(seen).toMatchInlineSnapshot(`
    [
      "1767690000000_pages.js:2 CREATE TABLE "pages" ( "id" serial PRIMARY KEY, "title" text NOT NULL, "views" integer DEFAULT 0 NOT NULL )",
      "1767690100000_blocks.js:2 CREATE TABLE "blocks" ( "id" serial PRIMARY KEY, "page_id" integer NOT NULL REFERENCES "pages" )",
      "1767690200000_views.js:2 ALTER TABLE "pages" ALTER "views" SET DATA TYPE bigint",
      "1767690200000_views.js:3 CREATE INDEX "blocks_page_id_index" ON "blocks" ("page_id")",
    ]
  `);
});

it("db-migrate", async () => {
  const seen = await servers.statementsOf({
    name: "db-migrate",
    command: "node_modules/.bin/db-migrate up",
    change: "migrations/20260103090000-crew.js",
  });
  expect(seen).toMatchInlineSnapshot(`
    [
      "20260101090000-boats.js:8 (migration) CREATE TABLE "boats" ("id" SERIAL PRIMARY KEY, "name" VARCHAR NOT NULL, "crew" INTEGER )",
      "20260101090000-boats.js:14 INSERT INTO boats (name, crew) VALUES ($1, $2)",
      "20260102090000-trips.js:8 (migration) CREATE TABLE "trips" ("id" BIGINT PRIMARY KEY, "boat" INTEGER )",
      "20260102090000-trips.js:11 CREATE INDEX "trips_boat" ON "trips" ("boat")",
      "20260103090000-crew.js:9 ALTER TABLE "boats" ALTER COLUMN "crew" SET NOT NULL",
      "20260103090000-crew.js:8 (migration) ALTER TABLE "boats" ALTER COLUMN "crew" DROP DEFAULT",
      "20260103090000-crew.js:8 (migration) ALTER TABLE "boats" ALTER COLUMN "crew" TYPE BIGINT USING "crew"::BIGINT",
      "20260103090000-crew.js:10 ALTER TABLE "boats" DROP COLUMN "name"",
    ]
  `);
});

it("MikroORM", async () => {
  const seen = await servers.statementsOf({
    name: "mikro-orm",
    command: "node_modules/.bin/mikro-orm migration:up",
    change: "migrations/Migration20260103090000.js",
  });
  expect(seen).toMatchInlineSnapshot(`
    [
      "Migration20260101090000.js:4 (migration) SAVEPOINT trx3",
      "Migration20260101090000.js:5 create table animals (id serial primary key, name text not null, weight int not null)",
      "Migration20260101090000.js:6 insert into animals (name, weight) values ('Lion', 190)",
      "Migration20260101090000.js:4 (migration) RELEASE SAVEPOINT trx3",
      "Migration20260102090000.js:4 (migration) SAVEPOINT trx4",
      "Migration20260102090000.js:5 create table feedings (id bigserial primary key, animal_id int not null references animals (id))",
      "Migration20260102090000.js:4 (migration) RELEASE SAVEPOINT trx4",
      "Migration20260103090000.js:4 (migration) SAVEPOINT trx5",
      "Migration20260103090000.js:5 alter table animals alter column weight type bigint",
      "Migration20260103090000.js:6 create index feedings_animal_idx on feedings (animal_id)",
      "Migration20260103090000.js:4 (migration) RELEASE SAVEPOINT trx5",
    ]
  `);
});
