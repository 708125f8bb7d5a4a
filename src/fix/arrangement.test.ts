import { beforeAll, expect, test } from "vitest";
import type { Step } from "../rule.ts";
import { loadParser, parseScript } from "../sql/parse.ts";
import { arrangementsOf } from "./arrangement.ts";
import type { Replacement } from "./changed.ts";

beforeAll(loadParser);

const validated = (name: string): Step[] => [
  { sql: [`ALTER TABLE t ADD CONSTRAINT ${name} CHECK (a > 0) NOT VALID`] },
  { sql: [`ALTER TABLE t VALIDATE CONSTRAINT ${name}`] },
];
const required: Step[] = [
  { sql: ["ALTER TABLE t ADD CONSTRAINT n CHECK (b IS NOT NULL) NOT VALID"] },
  { sql: ["ALTER TABLE t VALIDATE CONSTRAINT n", "ALTER TABLE t ALTER COLUMN b SET NOT NULL"] },
];
const index: Step[] = [{ sql: ["CREATE INDEX CONCURRENTLY i ON t (a)"], alone: true }];

type Transaction = "file" | "statement" | "all-pending";

/** Each arrangement as lists of SQL; what stays is told by its command. */
function arranged(
  sql: string,
  steps: Record<number, readonly Step[] | "apart">,
  transaction: Transaction = "file",
) {
  const { statements } = parseScript(sql);
  const replacements = new Map<number, Replacement>(
    Object.entries(steps).map(([at, one]) => [
      Number(at),
      one === "apart" ? { kind: "apart" } : { kind: "steps", steps: one },
    ]),
  );
  const inTransaction = new Set(
    statements.flatMap(({ index: at }) => (transaction === "statement" ? [] : at)),
  );
  const migration = { transaction } as Parameters<typeof arrangementsOf>[0]["migration"];
  return arrangementsOf({ migration, statements, inTransaction, replacements }).map(
    ({ groups, deferred }) => ({
      groups: groups.map(({ pieces }) =>
        pieces.flatMap(({ statement, sql: own }) => own ?? [statement.text]),
      ),
      deferred: deferred.map(({ phase, before, sql: own }) => [phase, before, ...own]),
    }),
  );
}

const THREE = "CREATE TABLE a (); CREATE INDEX i ON t (a); CREATE TABLE b ()";

test("what PostgreSQL refuses in a transaction has a file of its own, behind the rest or in its place", () => {
  const [behind, inPlace] = arranged(THREE, { 1: index });
  expect(behind?.groups).toEqual([
    ["CREATE TABLE a ()", "CREATE TABLE b ()"],
    ["CREATE INDEX CONCURRENTLY i ON t (a)"],
  ]);
  expect(inPlace?.groups).toEqual([
    ["CREATE TABLE a ()"],
    ["CREATE INDEX CONCURRENTLY i ON t (a)"],
    ["CREATE TABLE b ()"],
  ]);
});

test("what changes rows keeps its place among the others", () => {
  expect(
    arranged("UPDATE t SET a = 1; CREATE INDEX i ON t (a); CREATE TABLE b ()", { 1: index }),
  ).toHaveLength(1);
});

test("validations share a transaction; what takes a stronger lock behind one is the last of it", () => {
  const sql =
    "ALTER TABLE t ALTER b SET NOT NULL; ALTER TABLE t ADD CHECK (a > 0); ALTER TABLE t ADD CHECK (a > 1)";
  const [first] = arranged(sql, { 0: required, 1: validated("c"), 2: validated("d") });
  expect(first?.groups.map((group) => group.length)).toEqual([3, 4]);
  expect(first?.groups[1]).toEqual([
    "ALTER TABLE t VALIDATE CONSTRAINT c",
    "ALTER TABLE t VALIDATE CONSTRAINT d",
    "ALTER TABLE t VALIDATE CONSTRAINT n",
    "ALTER TABLE t ALTER COLUMN b SET NOT NULL",
  ]);
  const [twice] = arranged("ALTER TABLE t ALTER b SET NOT NULL; ALTER TABLE t ALTER b SET NOT NULL", {
    0: required,
    1: required,
  });
  expect(twice?.groups.map((group) => group.length)).toEqual([2, 2, 2]);
});

test("each step of a statement commits before its next one", () => {
  const steps: Step[] = [{ sql: ["SELECT 1"] }, { sql: ["SELECT 2"] }, { sql: ["SELECT 3"] }];
  expect(arranged("CREATE TABLE a ()", { 0: steps })[0]?.groups).toEqual([
    ["SELECT 1"],
    ["SELECT 2"],
    ["SELECT 3"],
  ]);
});

test("where each statement commits by itself, all of it stays in the file", () => {
  expect(arranged(THREE, { 1: index }, "statement")).toEqual([
    {
      groups: [["CREATE TABLE a ()", "CREATE INDEX CONCURRENTLY i ON t (a)", "CREATE TABLE b ()"]],
      deferred: [],
    },
  ]);
});

test("where all that is pending is one transaction, a second step is the next release's", () => {
  const [only] = arranged("ALTER TABLE t ADD CHECK (a > 0)", { 0: validated("c") }, "all-pending");
  expect(only?.groups).toHaveLength(1);
  expect(only?.deferred).toEqual([["next release", false, "ALTER TABLE t VALIDATE CONSTRAINT c"]]);
});

test("behind what is done by hand, and what waits for code, comes the next release", () => {
  const steps: Step[] = [
    { sql: ["SELECT 'before'"], outside: "before they run" },
    { sql: ["SELECT 'now'"] },
    { sql: ["UPDATE t SET a = 1"], outside: "in batches until it changes no row" },
    { sql: ["SELECT 'later'"] },
  ];
  const [only] = arranged("CREATE TABLE a ()", { 0: steps });
  expect(only?.groups).toEqual([["SELECT 'now'"]]);
  expect(only?.deferred).toEqual([
    ["outside", true, "SELECT 'before'"],
    ["outside", false, "UPDATE t SET a = 1"],
    ["next release", false, "SELECT 'later'"],
  ]);
});

test("a statement that is to stand apart begins another file", () => {
  const [only] = arranged("CREATE TABLE a (); UPDATE t SET a = 1; CREATE TABLE b ()", { 1: "apart" });
  expect(only?.groups).toEqual([["CREATE TABLE a ()"], ["UPDATE t SET a = 1", "CREATE TABLE b ()"]]);
});
