import { expect, test } from "vitest";
import { put, repository, select } from "../temporary-repository.testing.ts";

const UP = "-- migrate:up\nSELECT 1;\n-- migrate:down\n";
const GOOSE = "-- +goose Up\nSELECT 1;\n";
const PRISMA = { "prisma/migrations/migration_lock.toml": 'provider = "postgresql"\n' };
const FLYWAY = { "db/migration/V2__a.sql": "SELECT 1;\n" };
const JVM = { ...FLYWAY, "flyway.conf": "flyway.outOfOrder=true\n" };
const LAX = { ...FLYWAY, "flyway.conf": "flyway.ignoreMigrationPatterns=*:ignored\n" };

async function said(base: Readonly<Record<string, string>>, file: string, text = "SELECT 2;\n") {
  const root = repository(base);
  put(root, { [file]: text });
  const { neverRun, remarks, unreadable } = await select(root);
  const never = neverRun.map(({ why }) => ("runner" in why ? `${why.kind} ${why.runner}` : why.kind));
  // What a rule speaks of, no remark and no hole says again.
  const others = [...remarks, ...unreadable].filter(({ path }) => path === file);
  return [...never, ...others.map(() => "and more")].join();
}

test.each<[string, Record<string, string>, string, string, string?]>([
  ["golang-migrate, early", { "db/2_a.up.sql": "SELECT 1;" }, "db/1_b.up.sql", "early skipped"],
  ["golang-migrate, late", { "db/2_a.up.sql": "SELECT 1;" }, "db/3_b.up.sql", ""],
  ["golang-migrate, no direction", { "db/2_a.up.sql": "SELECT 1;" }, "db/3_b.sql", "name"],
  ["golang-migrate, no number", { "db/2_a.up.sql": "SELECT 1;" }, "db/b.up.sql", "name"],
  ["golang-migrate, the way back", { "db/2_a.up.sql": "SELECT 1;" }, "db/2_a.down.sql", ""],
  ["golang-migrate, what is no migration", { "db/2_a.up.sql": "SELECT 1;" }, "db/queries.sql", ""],
  [
    "golang-migrate, ahead",
    { "db/20260101000000_a.up.sql": "SELECT 1;" },
    "db/20990101000000_b.up.sql",
    "ahead skipped",
  ],
  [
    "golang-migrate, seconds",
    { "db/1700000000_a.up.sql": "SELECT 1;" },
    "db/1690000000_b.up.sql",
    "early skipped",
  ],
  [
    "golang-migrate, a day and its number",
    { "db/2026010101_a.up.sql": "SELECT 1;" },
    "db/2026010102_b.up.sql",
    "",
  ],
  ["goose, early", { "db/2_a.sql": GOOSE }, "db/1_b.sql", "early refused", GOOSE],
  ["goose, another name", { "db/2_a.sql": GOOSE }, "db/3_b.pgsql", "name", GOOSE],
  ["dbmate, early", { "db/2_a.sql": UP }, "db/1_b.sql", "", UP],
  ["dbmate, no digit", { "db/2_a.sql": UP }, "db/b.sql", "name", UP],
  ["dbmate, a dump", { "db/2_a.sql": UP }, "db/schema.sql", "and more"],
  [
    "Supabase, early",
    { "supabase/migrations/2_a.sql": "SELECT 1;" },
    "supabase/migrations/1_b.sql",
    "early refused",
  ],
  ["Supabase, no digit", { "supabase/migrations/2_a.sql": "SELECT 1;" }, "supabase/migrations/b.sql", "name"],
  [
    "Supabase, an old init",
    { "supabase/migrations/20260101000000_a.sql": "SELECT 1;" },
    "supabase/migrations/20200101000000_init.sql",
    "name",
  ],
  ["Flyway, early", FLYWAY, "db/migration/V1__b.sql", "early refused"],
  ["Flyway, early and outOfOrder", JVM, "db/migration/V1__b.sql", ""],
  ["Flyway, early and ignored", LAX, "db/migration/V1__b.sql", "early skipped"],
  ["Flyway, one underscore", FLYWAY, "db/migration/V3_b.sql", "name"],
  ["Flyway, a small letter", FLYWAY, "db/migration/v3__b.sql", "name"],
  ["Flyway, no prefix", FLYWAY, "db/migration/3__b.sql", "name"],
  ["Flyway, a version that is none", FLYWAY, "db/migration/V3a__b.sql", "name"],
  ["Flyway, another extension", FLYWAY, "db/migration/V3__b.ddl", "name"],
  ["Flyway, repeatable with one underscore", FLYWAY, "db/migration/R_b.sql", "name"],
  ["Flyway, undo", FLYWAY, "db/migration/U2__a.sql", ""],
  ["Flyway, a word", FLYWAY, "db/migration/readme.sql", "and more"],
  [
    "Prisma, early",
    { ...PRISMA, "prisma/migrations/2_a/migration.sql": "SELECT 1;" },
    "prisma/migrations/1_b/migration.sql",
    "",
  ],
  [
    "Prisma, a file",
    { ...PRISMA, "prisma/migrations/2_a/migration.sql": "SELECT 1;" },
    "prisma/migrations/3_b.sql",
    "name",
  ],
  ["psql, early", { "migrations/2_a.sql": "SELECT 1;" }, "migrations/1_b.sql", ""],
  ["psql, another extension", { "migrations/2_a.sql": "SELECT 1;" }, "migrations/3_b.pgsql", "and more"],
])("%s", async (_, base, file, expected, text) => {
  expect(await said(base, file, text)).toBe(expected);
});
