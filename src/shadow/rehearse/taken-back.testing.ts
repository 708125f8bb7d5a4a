/** Blocks that take a part of what they do back, and what is told of them by looks that know it and by looks at everything. */
import type { Migration } from "../../migrations/migration.ts";
import type { RehearseOptions } from "./rehearsal.ts";
import { migration, run, statements } from "./rehearse.testing.ts";
import type { RehearsedStatement } from "./rehearsed-statement.ts";

const BASE = `CREATE TABLE place (id serial PRIMARY KEY, name text UNIQUE);
  CREATE TABLE visit (id int PRIMARY KEY, place_id int, at date);
  CREATE INDEX by_at ON visit (at);
  CREATE TABLE late (id int);
  CREATE TYPE mood AS ENUM ('good', 'bad');`;

/** Once there is one that may take back what its callers do not show, everything is looked at behind each statement. */
const MISTRUSTED = `CREATE FUNCTION may_take_back() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  EXCEPTION WHEN OTHERS THEN NULL; END $$;`;

const caught = (sql: string, error = "OTHERS") =>
  `DO $$ BEGIN ${sql}; EXCEPTION WHEN ${error} THEN NULL; END $$`;
const takenBack = (sql: string, rest = "NULL") =>
  `DO $$ BEGIN BEGIN ${sql}; RAISE EXCEPTION 'back'; EXCEPTION WHEN OTHERS THEN NULL; END; ${rest}; END $$`;

const KEY = caught(
  "ALTER TABLE visit ADD CONSTRAINT to_place FOREIGN KEY (place_id) REFERENCES place",
  "duplicate_object",
);
const COLUMN = caught("ALTER TABLE visit ADD COLUMN note text", "duplicate_column");
const TYPE = caught("CREATE TYPE kind AS ENUM ('a')", "duplicate_object");

const BLOCKS = [
  takenBack("LOCK TABLE place"),
  takenBack("PERFORM count(*) FROM place"),
  "SELECT count(*) FROM place",
  COLUMN,
  COLUMN,
  KEY,
  KEY,
  TYPE,
  TYPE,
  "ALTER TABLE visit ADD COLUMN kind kind",
  takenBack("INSERT INTO late VALUES (1)", "INSERT INTO late VALUES (2)"),
  takenBack("CREATE TABLE gone (id int PRIMARY KEY)"),
  takenBack("CREATE TABLE kept (id int)", "CREATE TABLE kept (id int PRIMARY KEY)"),
  takenBack("DROP TABLE late"),
  "COMMENT ON TABLE late IS 'still there'",
  takenBack("TRUNCATE visit"),
  takenBack("ALTER TABLE visit ALTER COLUMN at TYPE text"),
  takenBack("ALTER TABLE visit RENAME TO seen", "ALTER TABLE visit ADD COLUMN seen int"),
  takenBack("DROP INDEX by_at; CREATE INDEX by_both ON visit (at, id)", "CREATE INDEX by_id ON visit (id)"),
  takenBack("ALTER TYPE mood RENAME VALUE 'bad' TO 'worse'"),
  takenBack("CREATE SCHEMA elsewhere; CREATE TABLE elsewhere.one (id int)"),
  takenBack("BEGIN ALTER TABLE late ADD COLUMN a int; EXCEPTION WHEN OTHERS THEN NULL; END"),
  "DO $$ BEGIN ALTER TABLE late ADD COLUMN b int; RAISE EXCEPTION 'not caught'; END $$",
  "ALTER TABLE late ADD COLUMN c int",
  takenBack("ALTER TABLE late DROP COLUMN c", "ALTER TABLE late ALTER COLUMN c SET DEFAULT 1"),
  "DROP TABLE kept",
];

/** So many that their locks are no longer looked through one by one. */
const TABLES = Array.from({ length: 80 }, (_, n) => `CREATE TABLE made_${n} (id serial PRIMARY KEY)`);
const ON_MADE = [3, 40, 40].flatMap((n) => [
  caught(`ALTER TABLE made_${n} ADD COLUMN late_id int REFERENCES made_${n + 1}`),
  takenBack(`ALTER TABLE made_${n} ADD COLUMN gone int; CREATE INDEX gone_${n} ON made_${n} (gone)`),
  takenBack(`DROP TABLE made_${n + 2}`, `COMMENT ON TABLE made_${n + 2} IS 'still there'`),
]);

export const SCRIPT = [...BLOCKS, ...TABLES, ...ON_MADE];

export async function toldOfTakenBack(
  looks: "at what changes" | "at everything",
  transaction: Migration["transaction"],
  options: Partial<RehearseOptions> = {},
): Promise<readonly RehearsedStatement[]> {
  const tool = transaction === "statement" ? "sql" : "prisma";
  const base = looks === "at everything" ? `${BASE}\n${MISTRUSTED}` : BASE;
  const migrations = [
    migration("base", base, { judged: false, transaction, tool }),
    migration("judged", SCRIPT.map((one) => `${one};\n`).join(""), { transaction, tool }),
  ];
  return statements(await run(migrations, options), "judged");
}
