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

test("other statements have no such parts", () => {
  expect(partsOf("ALTER TABLE a RENAME TO b")).toBeNull();
  expect(partsOf("ALTER INDEX a SET (fillfactor = 10)")).toBeNull();
  expect(partsOf("DROP TABLE a")).toBeNull();
});
