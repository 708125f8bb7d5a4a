import { expect, test } from "vitest";
import type { Migration, ToolId, Transaction } from "../migrations/migration.ts";
import { toolWithId } from "../migrations/tools/tools.ts";
import type { Step } from "./step.ts";
import { readSteps, stepsIn } from "./steps.ts";

const build: Step = { sql: ["CREATE INDEX CONCURRENTLY i ON t (a)"], alone: true };
const adopt: Step = {
  sql: ["ALTER TABLE t ADD CONSTRAINT i UNIQUE USING INDEX i"],
  when: "once it is valid",
};
const fill: Step = { sql: ["UPDATE t SET a = 1"], outside: "in batches until it changes no row" };

function written(tool: ToolId, transaction: Transaction, steps: readonly Step[]): string {
  const { noTransaction } = toolWithId(tool);
  const migration: Migration = {
    id: "1",
    tool,
    path: "1.sql",
    sql: "",
    transaction,
    atomicity: transaction,
    note: null,
    ...(noTransaction === undefined ? {} : { noTransaction }),
  };
  return stepsIn({ migration, inTransaction: transaction !== "statement" }, steps).sql;
}

test("one step needs no heading, nor do several where each statement commits by itself", () => {
  expect(written("prisma", "file", [build])).toBe("CREATE INDEX CONCURRENTLY i ON t (a);");
  expect(written("sql", "statement", [build, { sql: ["SELECT 1", "SELECT 2"] }])).toBe(
    "CREATE INDEX CONCURRENTLY i ON t (a);\nSELECT 1;\nSELECT 2;",
  );
});

test("a tool that wraps the file in BEGIN and COMMIT is told not to, in its own words", () => {
  expect(written("dbmate", "file", [build])).toBe(
    "-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY i ON t (a);",
  );
  expect(written("goose", "file", [build])).toMatch(/^-- \+goose NO TRANSACTION\n-- \+goose Up\nCREATE/);
  expect(written("dbmate", "file", [adopt])).not.toContain("transaction:false");
});

test("several migrations are numbered; work beside them is not", () => {
  expect(written("prisma", "file", [build, fill, adopt])).toBe(
    [
      "-- migration 1",
      "CREATE INDEX CONCURRENTLY i ON t (a);",
      "-- outside the migration tool, in batches until it changes no row",
      "UPDATE t SET a = 1;",
      "-- migration 2, once it is valid",
      "ALTER TABLE t ADD CONSTRAINT i UNIQUE USING INDEX i;",
    ].join("\n"),
  );
});

test("the steps of a remedy are read back, with what runs outside the migrations", () => {
  const steps = readSteps(written("prisma", "file", [build, fill, adopt]));
  expect(steps.map(({ outside }) => outside)).toEqual([false, true, false]);
  expect(steps[1]?.sql).toBe(
    "-- outside the migration tool, in batches until it changes no row\nUPDATE t SET a = 1;",
  );
  expect(readSteps("-- migrations of old\nSELECT 1;")).toHaveLength(1);
});
