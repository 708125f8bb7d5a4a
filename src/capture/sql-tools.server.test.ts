/** What tools send whose migrations are SQL, statement by statement or file by file; sqitch is the system's own, where it has one. */
import { expect, it } from "vitest";
import { CaptureServers, LACKING } from "./tool-projects.testing.ts";

const servers = new CaptureServers();

it("graphile-migrate", async () => {
  const seen = await servers.statementsOf({
    name: "graphile-migrate",
    command: "node_modules/.bin/graphile-migrate migrate",
    change: "migrations/committed/000003.sql",
  });
  expect(seen).toMatchInlineSnapshot(`
    [
      "000001.sql:4 (text) CREATE TABLE maps ( id serial PRIMARY KEY, sheets int NOT NULL )",
      "000002.sql:4 (text) CREATE TABLE marks (id bigserial PRIMARY KEY, map int NOT NULL REFERENCES maps)",
      "000003.sql:4 (text) ALTER TABLE maps ALTER COLUMN sheets TYPE bigint",
      "000003.sql:5 (text) CREATE INDEX marks_map ON marks (map)",
    ]
  `);
});

it("postgres-migrations", async () => {
  const seen = await servers.statementsOf({
    name: "postgres-migrations",
    command: "node migrate.js",
    change: "migrations/4_plays.sql",
  });
  expect(seen).toMatchInlineSnapshot(`
    [
      "1_songs.sql:1 (text) CREATE TABLE songs ( id serial PRIMARY KEY, title text NOT NULL, plays int NOT NULL DEFAULT 0 )",
      "2_albums.sql:1 (text) CREATE TABLE albums (id serial PRIMARY KEY, song int REFERENCES songs)",
      "3_albums-by-song.sql:2 (text) CREATE INDEX CONCURRENTLY albums_song ON albums (song)",
      "4_plays.sql:1 (text) ALTER TABLE songs ALTER COLUMN plays TYPE bigint",
      "4_plays.sql:3 (text) ALTER TABLE songs DROP COLUMN title",
    ]
  `);
});

it("Drizzle's migrator, whose rows hold a hash", async () => {
  const seen = await servers.statementsOf({
    name: "drizzle",
    command: "node migrate.js",
    change: "drizzle/0002_km.sql",
    base: {
      "drizzle/meta/_journal.json": (source) =>
        JSON.stringify({ ...JSON.parse(source), entries: JSON.parse(source).entries.slice(0, 2) }),
    },
  });
  expect(seen).toMatchInlineSnapshot(`
    [
      "0000_bikes.sql:1 (text) CREATE TABLE "bikes" ( "id" serial PRIMARY KEY NOT NULL, "km" integer NOT NULL )",
      "0001_rides.sql:1 (text) CREATE TABLE "rides" ( "id" serial PRIMARY KEY NOT NULL, "bike" integer NOT NULL )",
      "0001_rides.sql:7 (text) ALTER TABLE "rides" ADD CONSTRAINT "rides_bike_bikes_id_fk" FOREIGN KEY ("bike") REFERENCES "public"."bikes"("id") ON DELETE no action ON UPDATE no action",
      "0002_km.sql:1 (text) ALTER TABLE "bikes" ALTER COLUMN "km" SET DATA TYPE bigint",
      "0002_km.sql:3 (text) CREATE INDEX "rides_bike_idx" ON "rides" USING btree ("bike")",
    ]
  `);
});

it("sqitch, which runs scripts on another connection than the one that writes its rows", async ({ skip }) => {
  skip(LACKING.sqitch !== null, LACKING.sqitch ?? "");
  const seen = await servers.statementsOf({
    name: "sqitch",
    command: "sh migrate.sh",
    change: "deploy/cards.sql",
    base: { "sqitch.plan": (source) => source.replace(/^cards .*\n/m, "") },
  });
  expect(seen).toMatchInlineSnapshot(`
    [
      "readers.sql:5 (text) CREATE TABLE readers ( id serial PRIMARY KEY, card int NOT NULL )",
      "readers.sql:9 (text) INSERT INTO readers (card) VALUES (17)",
      "loans.sql:6 (text) CREATE TABLE loans (id bigserial PRIMARY KEY, reader int NOT NULL REFERENCES readers)",
      "cards.sql:6 (text) SET LOCAL lock_timeout = '5s'",
      "cards.sql:7 (text) ALTER TABLE readers ALTER COLUMN card TYPE bigint",
      "cards.sql:8 (text) CREATE INDEX loans_reader ON loans (reader)",
    ]
  `);
});
