import { expect, test } from "vitest";
import { targetOf } from "../../find/discover.testing.ts";
import type { Migration } from "../../migration.ts";

const OTHER = { "db/migrations/1_a.sql": "-- migrate:up\nSELECT 1;\n-- migrate:down\n" };
const read = async (text: string) => {
  const target = await targetOf({ ...OTHER, "db/migrations/2_b.sql": text });
  return { migration: target.migrations.find(({ id }) => id === "2_b"), unreadable: target.unreadable };
};

const blocks = (migration: Migration | undefined) => migration?.delivery?.pieces?.map(({ block }) => block);

test("only the up part, on its own lines", async () => {
  const { migration } = await read(
    "-- why\n-- migrate:up\nCREATE TABLE a ();\n-- migrate:down\nDROP TABLE a;\n",
  );
  expect(migration?.sql.split("\n").map((line) => line.trim())).toEqual([
    "",
    "",
    "CREATE TABLE a ();",
    "",
    "",
    "",
  ]);
  expect([migration?.tool, migration?.transaction, blocks(migration)]).toEqual(["dbmate", "file", [true]]);
});

test("transaction:false sends one query all the same", async () => {
  const { migration } = await read("-- migrate:up transaction:false\nSELECT 1;\n-- migrate:down\n");
  expect([migration?.transaction, blocks(migration)]).toEqual(["file", [false]]);
});

test("several up parts commit one by one", async () => {
  const text = "-- migrate:up\nSELECT 1;\n-- migrate:down\nx\n-- migrate:up\nSELECT 2;\n-- migrate:down\ny\n";
  const { migration } = await read(text);
  expect([migration?.transaction, migration?.atomicity]).toEqual(["file", "statement"]);
  expect(migration?.delivery?.pieces).toEqual([
    { start: 0, block: true },
    { start: 42, block: true },
  ]);
  expect(migration?.sql.trim().split(/\s*\n\s*/)).toEqual(["SELECT 1;", "SELECT 2;"]);
});

test.each([
  ["SELECT 1;\n", 1, "has no -- migrate:up: dbmate stops at it"],
  ["\n-- migrate:down\nDROP TABLE a;\n", 2, "goes only down: dbmate wants -- migrate:up"],
  [
    "-- x\nSELECT 1;\n-- migrate:up\n-- migrate:down\n",
    2,
    "has SQL before -- migrate:up: dbmate stops at it",
  ],
])("%j: not judged", async (text, line, reason) => {
  const { migration, unreadable } = await read(text);
  expect([migration, unreadable]).toEqual([undefined, [{ path: "db/migrations/2_b.sql", line, reason }]]);
});

test("without a down part it is named, and judged", async () => {
  const { migration, unreadable } = await read("-- migrate:up\nSELECT 1;\n");
  expect(migration?.sql.trim()).toBe("SELECT 1;");
  expect(unreadable.map(({ line, reason }) => [line, reason])).toEqual([
    [1, "has no -- migrate:down: dbmate stops at it"],
  ]);
});

test("a second file of one version, and a date beside times", async () => {
  const target = await targetOf({
    "db/migrations/20260101120000_a.sql": OTHER["db/migrations/1_a.sql"],
    "db/migrations/20260101120000_b.sql": OTHER["db/migrations/1_a.sql"],
    "db/migrations/20260102_c.sql": OTHER["db/migrations/1_a.sql"],
  });
  expect(target.migrations).toHaveLength(3);
  expect(target.unreadable.map(({ path, reason }) => [path, reason])).toEqual([
    [
      "db/migrations/20260101120000_b.sql",
      "has the same version as 20260101120000_a.sql (20260101120000): dbmate takes it for applied, or fails at its row in the history",
    ],
    [
      "db/migrations/20260102_c.sql",
      "has a date of 8 digits as its version, beside others of 14: tools do not agree on their order",
    ],
  ]);
});
