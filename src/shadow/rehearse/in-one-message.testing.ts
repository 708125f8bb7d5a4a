/** Statements of many kinds, and what is told of them whether they are sent with the look behind them or without. */
import type { Migration } from "../../migrations/migration.ts";
import type { RehearseOptions, Witness } from "./rehearsal.ts";
import { migration, run, statements } from "./rehearse.testing.ts";
import type { RehearsedStatement } from "./rehearsed-statement.ts";

const BASE = [
  "CREATE TABLE place (id serial PRIMARY KEY, name text UNIQUE)",
  "CREATE TABLE visit (id int PRIMARY KEY, place_id int, at date)",
  "CREATE TABLE late (id int)",
  "CREATE TYPE mood AS ENUM ('good', 'bad')",
  "CREATE TABLE moods (id int, now mood)",
  "CREATE SCHEMA other",
];

const LATE = `CREATE FUNCTION on_late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  CREATE TABLE made_at_the_end (id int); ALTER TABLE visit ADD COLUMN late int; RETURN NULL; END $$`;

const CAUGHT = `CREATE FUNCTION caught() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  BEGIN ALTER TABLE moods ADD COLUMN more int; PERFORM count(*) FROM place; RAISE EXCEPTION 'back';
  EXCEPTION WHEN OTHERS THEN NULL; END; END $$`;

const STATEMENTS = [
  "ALTER TABLE visit ADD CONSTRAINT to_place FOREIGN KEY (place_id) REFERENCES place",
  "DO $$ BEGIN ALTER TABLE visit ADD COLUMN note text; END $$",
  "DO $$ BEGIN ALTER TABLE visit ADD COLUMN more mood; END $$",
  "DO $$ BEGIN PERFORM 1; END $$",
  "COMMENT ON COLUMN visit.note IS 'a note'",
  "DO $$ BEGIN ALTER TABLE visit DROP COLUMN note; ALTER TYPE mood ADD VALUE 'fair'; END $$",
  "ALTER TYPE mood RENAME TO temper",
  "DO $$ BEGIN ALTER TYPE temper RENAME TO mind; END $$",
  "DO $$ BEGIN SET LOCAL search_path = other, public; ALTER TABLE visit ADD CHECK (id > 0); END $$",
  "CREATE TABLE more (id int PRIMARY KEY, place_id int REFERENCES place, name text)",
  "CREATE INDEX by_name ON more (name)",
  "INSERT INTO more VALUES (1, NULL, 'one')",
  "ALTER INDEX by_name RENAME TO more_by_name",
  "ALTER TABLE more SET SCHEMA other",
  "ALTER TABLE other.more ALTER COLUMN name TYPE varchar(40)",
  "ALTER TABLE other.more ALTER COLUMN id TYPE bigint",
  "TRUNCATE other.more",
  "DROP INDEX other.more_by_name",
  "ALTER TABLE visit VALIDATE CONSTRAINT to_place",
  "SELECT count(*) FROM place",
  "ALTER TABLE nowhere ADD COLUMN b int",
  "DO $$ BEGIN RAISE NOTICE 'told'; RAISE EXCEPTION 'failed'; END $$",
  "CREATE INDEX CONCURRENTLY by_at ON visit (at)",
  LATE,
  "CREATE CONSTRAINT TRIGGER on_late AFTER INSERT ON late DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION on_late()",
  "INSERT INTO late VALUES (1)",
  "COMMENT ON TABLE late IS 'what the end of a transaction made is not this one''s'",
  "DO $$ BEGIN DROP TRIGGER on_late ON late; END $$",
  CAUGHT,
  "SELECT caught()",
  "DO $$ BEGIN EXECUTE 'ALTER TABLE moods ADD COLUMN hidden int'; END $$",
  "CREATE TEMPORARY TABLE short (id int)",
  "SET search_path = other, public",
  "ALTER TABLE more ADD COLUMN last int DEFAULT 1",
  "DISCARD ALL",
  "ALTER SCHEMA other RENAME TO another",
  "CREATE VIEW shown AS SELECT id FROM visit",
  "DROP TABLE another.more",
  "DO $$ BEGIN DROP TABLE visit CASCADE; END $$",
  "LOCK TABLE place IN SHARE MODE",
];

/** Asks for every statement: each transaction is begun anew. */
const ASKING: Witness = { before: async () => {}, after: async () => {}, end: async () => {} };

export type Sent = "with its look" | "apart" | "in a transaction begun anew";

export async function toldWhenSent(
  how: Sent,
  transaction: Migration["transaction"],
  options: Partial<RehearseOptions> = {},
): Promise<RehearsedStatement[]> {
  // A backslash: who knows how the session reads it.
  const end = how === "apart" ? " /* \\ */;\n" : ";\n";
  const write = (all: readonly string[]): string => all.map((one) => one + end).join("");
  const tool = transaction === "statement" ? "sql" : "prisma";
  // In one transaction nothing may stand that cannot run in one, and one error of many is as good as all.
  const judged = STATEMENTS.filter(
    (sql) => transaction === "statement" || !/CONCURRENTLY|DISCARD|ADD VALUE/.test(sql),
  );
  const migrations = [
    migration("base", write(BASE), { judged: false, transaction, tool }),
    migration("judged", write(judged), { transaction, tool }),
  ];
  const witness = how === "in a transaction begun anew" ? { witness: ASKING } : {};
  const all = statements(await run(migrations, { ...options, grouping: "each", ...witness }), "judged");
  const told = all.map(withoutChance);
  // Each session has a number of its own there.
  return JSON.parse(JSON.stringify(told).replace(/pg_temp_\d+/g, "pg_temp"));
}

/** Locks that were looked for from another session, now and then, are those that it happened to see. */
function withoutChance(statement: RehearsedStatement): RehearsedStatement {
  if (statement.kind === "skipped" || !statement.observation.sampled) return statement;
  return { ...statement, observation: { ...statement.observation, locks: [] } };
}
