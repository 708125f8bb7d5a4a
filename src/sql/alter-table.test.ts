import { beforeAll, expect, test } from "vitest";
import { alterTable } from "./alter-table.ts";
import { loadParser, parseScript } from "./parse.ts";

beforeAll(() => loadParser());

function partsOf(sql: string) {
  const [statement] = parseScript(sql).statements;
  return statement === undefined ? null : alterTable(statement);
}

test("the head, the relation and each subcommand as they are written", () => {
  const parts = partsOf(`
    -- a comment
    alter table if exists "a,b"."Órders" *
      ADD COLUMN "x" numeric(10, 2) DEFAULT round(1.5, 1), -- the first
      ADD CONSTRAINT c CHECK (x IN (1, 2)),
      ALTER "x" TYPE text[] USING ARRAY[x, x]::text[];`);
  expect(parts).toMatchObject({
    head: 'alter table if exists "a,b"."Órders" *',
    relation: '"a,b"."Órders"',
    clauses: [
      { text: 'ADD COLUMN "x" numeric(10, 2) DEFAULT round(1.5, 1)', type: "AT_AddColumn", name: "x" },
      { text: "ADD CONSTRAINT c CHECK (x IN (1, 2))", type: "AT_AddConstraint", name: "c" },
      { text: 'ALTER "x" TYPE text[] USING ARRAY[x, x]::text[]', type: "AT_AlterColumnType", name: "x" },
    ],
  });
});

test("the parts of ADD COLUMN and of ALTER COLUMN ... TYPE", () => {
  const clauses =
    partsOf(`ALTER TABLE a ADD IF NOT EXISTS "column" int NOT NULL, ADD COLUMN b uuid DEFAULT f(),
    ALTER COLUMN "type" SET DATA TYPE varchar(3) COLLATE "C" USING left("type", 3), ALTER x TYPE bigint`)?.clauses;
  expect(clauses?.map(({ column, newType }) => column ?? newType)).toMatchObject([
    { name: '"column"', type: "int", notNull: true },
    { name: "b", type: "uuid", default: "f()" },
    { type: 'varchar(3) COLLATE "C"', using: 'left("type", 3)' },
    { type: "bigint", using: null },
  ]);
});

test("other statements have no such parts", () => {
  expect(partsOf("ALTER TABLE a RENAME TO b")).toBeNull();
  expect(partsOf("ALTER INDEX a SET (fillfactor = 10)")).toBeNull();
  expect(partsOf("DROP TABLE a")).toBeNull();
});
