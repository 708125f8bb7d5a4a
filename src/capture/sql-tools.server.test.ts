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
      "readers.sql:1 (migration) COMMENT ON SCHEMA "sqitch" IS 'Sqitch database deployment metadata v1.1.'",
      "readers.sql:1 (migration) COMMENT ON TABLE "sqitch".releases IS 'Sqitch registry releases.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".releases.version IS 'Version of the Sqitch registry.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".releases.installed_at IS 'Date the registry release was installed.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".releases.installer_name IS 'Name of the user who installed the registry release.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".releases.installer_email IS 'Email address of the user who installed the registry release.'",
      "readers.sql:1 (migration) COMMENT ON TABLE "sqitch".projects IS 'Sqitch projects deployed to this database.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".projects.project IS 'Unique Name of a project.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".projects.uri IS 'Optional project URI'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".projects.created_at IS 'Date the project was added to the database.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".projects.creator_name IS 'Name of the user who added the project.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".projects.creator_email IS 'Email address of the user who added the project.'",
      "readers.sql:1 (migration) COMMENT ON TABLE "sqitch".changes IS 'Tracks the changes currently deployed to the database.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".changes.change_id IS 'Change primary key.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".changes.script_hash IS 'Deploy script SHA-1 hash.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".changes.change IS 'Name of a deployed change.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".changes.project IS 'Name of the Sqitch project to which the change belongs.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".changes.note IS 'Description of the change.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".changes.committed_at IS 'Date the change was deployed.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".changes.committer_name IS 'Name of the user who deployed the change.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".changes.committer_email IS 'Email address of the user who deployed the change.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".changes.planned_at IS 'Date the change was added to the plan.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".changes.planner_name IS 'Name of the user who planed the change.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".changes.planner_email IS 'Email address of the user who planned the change.'",
      "readers.sql:1 (migration) COMMENT ON TABLE "sqitch".tags IS 'Tracks the tags currently applied to the database.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".tags.tag_id IS 'Tag primary key.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".tags.tag IS 'Project-unique tag name.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".tags.project IS 'Name of the Sqitch project to which the tag belongs.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".tags.change_id IS 'ID of last change deployed before the tag was applied.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".tags.note IS 'Description of the tag.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".tags.committed_at IS 'Date the tag was applied to the database.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".tags.committer_name IS 'Name of the user who applied the tag.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".tags.committer_email IS 'Email address of the user who applied the tag.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".tags.planned_at IS 'Date the tag was added to the plan.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".tags.planner_name IS 'Name of the user who planed the tag.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".tags.planner_email IS 'Email address of the user who planned the tag.'",
      "readers.sql:1 (migration) COMMENT ON TABLE "sqitch".dependencies IS 'Tracks the currently satisfied dependencies.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".dependencies.change_id IS 'ID of the depending change.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".dependencies.type IS 'Type of dependency.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".dependencies.dependency IS 'Dependency name.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".dependencies.dependency_id IS 'Change ID the dependency resolves to.'",
      "readers.sql:1 (migration) COMMENT ON TABLE "sqitch".events IS 'Contains full history of all deployment events.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".events.event IS 'Type of event.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".events.change_id IS 'Change ID.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".events.change IS 'Change name.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".events.project IS 'Name of the Sqitch project to which the change belongs.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".events.note IS 'Description of the change.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".events.requires IS 'Array of the names of required changes.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".events.conflicts IS 'Array of the names of conflicting changes.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".events.tags IS 'Tags associated with the change.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".events.committed_at IS 'Date the event was committed.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".events.committer_name IS 'Name of the user who committed the event.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".events.committer_email IS 'Email address of the user who committed the event.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".events.planned_at IS 'Date the event was added to the plan.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".events.planner_name IS 'Name of the user who planed the change.'",
      "readers.sql:1 (migration) COMMENT ON COLUMN "sqitch".events.planner_email IS 'Email address of the user who plan planned the change.'",
      "readers.sql:5 (text) CREATE TABLE readers ( id serial PRIMARY KEY, card int NOT NULL )",
      "readers.sql:9 (text) INSERT INTO readers (card) VALUES (17)",
      "loans.sql:6 (text) CREATE TABLE loans (id bigserial PRIMARY KEY, reader int NOT NULL REFERENCES readers)",
      "cards.sql:6 (text) SET LOCAL lock_timeout = '5s'",
      "cards.sql:7 (text) ALTER TABLE readers ALTER COLUMN card TYPE bigint",
      "cards.sql:8 (text) CREATE INDEX loans_reader ON loans (reader)",
    ]
  `);
});
