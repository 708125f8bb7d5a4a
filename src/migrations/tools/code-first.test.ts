import { expect, test } from "vitest";
import { targetOf } from "../find/discover.testing.ts";

const needs = (name: string) => ({ "package.json": JSON.stringify({ dependencies: { [name]: "1" } }) });

test.each([
  [
    "graphile-migrate",
    { "migrations/committed/000001.sql": "--! Previous: -\n--! Hash: sha1:a\n\nSELECT 1;" },
  ],
  ["liquibase", { "db/changes/1.sql": "--liquibase formatted sql\n--changeset a:1\nSELECT 1;" }],
  ["liquibase", { "db/db.changelog-master.xml": "<databaseChangeLog/>", "db/changes.sql": "SELECT 1;" }],
  ["sqitch", { "sqitch.plan": "%project=a\n", "deploy/a.sql": "SELECT 1;" }],
  ["atlas", { "migrations/20260101000000.sql": "SELECT 1;", "migrations/atlas.sum": "h1:a=\n" }],
  ["typeorm", { "src/migrations/1767690000000-A.ts": "class A implements MigrationInterface {}" }],
  ["typeorm", { "src/migrations/1767690000000-A.ts": "export {}", ...needs("typeorm") }],
  ["mikro-orm", { "migrations/Migration20260101.ts": 'from "@mikro-orm/migrations"' }],
  ["kysely", { "migrations/2026-01_a.ts": "up(db: Kysely<any>)" }],
  [
    "db-migrate",
    { "migrations/20260101-a.js": "exports.setup = (options) => { dbm = options.dbmigrate; };" },
  ],
  ["db-migrate", { "migrations/20260101-a.js": "exports.up = (db) => {}", ...needs("db-migrate") }],
  ["sequelize", { "migrations/20260101-a.js": "up(queryInterface)" }],
  ["knex", { "migrations/20260101_a.js": "exports.up = (knex) => {}" }],
  [
    "node-pg-migrate",
    { "migrations/1767690000000_a.sql": "-- Up Migration\nSELECT 1;\n-- Down Migration\n" },
  ],
  ["rails", { "db/migrate/20260101_a.rb": "class A < ActiveRecord::Migration[8.1]" }],
  ["django", { "app/migrations/0001_initial.py": "class Migration(migrations.Migration):" }],
  ["alembic", { "alembic/versions/1a2b3c4d5e6f_a.py": "down_revision = None" }],
])("%s is named, and not read", async (tool, files) => {
  const target = await targetOf(files);
  expect([target.tool, target.migrations]).toEqual([tool, []]);
  expect(target.skipped).toMatch(
    /^the migrations of \S+ are (not read yet|run to be judged: set command in the config \(.+\))$/,
  );
});

test("sql-migrate's files would be run down, too, if they were read as plain SQL", async () => {
  const target = await targetOf({
    "migrations/1_a.sql": "-- +migrate Up\nSELECT 1;\n-- +migrate Down\nSELECT 2;\n",
  });
  expect(target.skipped).toBe("the migrations of sql-migrate are not read yet");
});
