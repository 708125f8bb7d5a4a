import { beforeAll, expect, test } from "vitest";
import { loadParser, parseScript } from "../sql/parse.ts";
import { waysBack } from "./ways-back.ts";

beforeAll(loadParser);

/** The changed file's way back, then those of the further ones; files of one CONCURRENTLY run without a transaction. */
function backOf(
  original: string,
  files: readonly string[],
  down: string,
  later: readonly number[] = [],
): string[] {
  const parsed = (sql: string) => parseScript(sql).statements;
  const statements = parsed(down);
  const { changed, further } = waysBack({
    original: parsed(original),
    files: files.map((sql, at) => ({
      statements: parsed(sql),
      alone: sql.includes("CONCURRENTLY"),
      isLater: later.includes(at),
    })),
    down: statements,
  });
  return [statements.flatMap((one) => changed.get(one) ?? []), ...further].map((all) => all.join("; "));
}

test("an index goes with the file that builds it, and beside writes", () => {
  const files = ["CREATE TABLE b (id int)", 'CREATE INDEX CONCURRENTLY "I" ON a (x)'];
  expect(
    backOf('CREATE TABLE b (id int); CREATE INDEX "I" ON a (x)', files, 'DROP INDEX "I"; DROP TABLE b'),
  ).toEqual(["DROP TABLE b", 'DROP INDEX CONCURRENTLY "I"']);
  expect(
    backOf(
      "CREATE INDEX i ON a (x); CREATE INDEX j ON a (y)",
      ["CREATE INDEX i ON a (x)", "CREATE INDEX CONCURRENTLY j ON a (y)"],
      "DROP INDEX IF EXISTS i, s.j CASCADE",
    ),
  ).toEqual(["DROP INDEX IF EXISTS i CASCADE", "DROP INDEX CONCURRENTLY IF EXISTS s.j CASCADE"]);
});

test("clauses of one statement go to different files", () => {
  const original = "ALTER TABLE a ADD COLUMN c int, ADD CONSTRAINT k CHECK (x > 0)";
  const files = ["ALTER TABLE a ADD COLUMN c int", "ALTER TABLE a ADD CONSTRAINT k CHECK (x > 0) NOT VALID"];
  expect(backOf(original, files, "ALTER TABLE a DROP CONSTRAINT k, DROP COLUMN c")).toEqual([
    "ALTER TABLE a DROP COLUMN c",
    "ALTER TABLE a DROP CONSTRAINT k",
  ]);
});

test("what a way back does not name is taken back all the same", () => {
  const files = ["ALTER TABLE a ADD COLUMN c int", "CREATE INDEX CONCURRENTLY i ON s.a (c)"];
  expect(
    backOf("ALTER TABLE a ADD COLUMN c int; CREATE INDEX i ON a (c)", files, "ALTER TABLE a DROP COLUMN c"),
  ).toEqual(["ALTER TABLE a DROP COLUMN c", "DROP INDEX CONCURRENTLY s.i"]);
});

test("a constraint that is validated later is not valid before", () => {
  const files = [
    'ALTER TABLE "A" ADD CONSTRAINT fk FOREIGN KEY (b) REFERENCES b NOT VALID',
    'ALTER TABLE "A" VALIDATE CONSTRAINT fk',
  ];
  const original = 'ALTER TABLE "A" ADD CONSTRAINT fk FOREIGN KEY (b) REFERENCES b';
  const down = 'ALTER TABLE "A" DROP CONSTRAINT fk';
  expect(backOf(original, files, down)).toEqual([
    down,
    'ALTER TABLE "A" DROP CONSTRAINT fk, ADD CONSTRAINT fk FOREIGN KEY (b) REFERENCES b NOT VALID',
  ]);
});

const NOT_NULL = [
  "ALTER TABLE a ADD CONSTRAINT x_not_null CHECK (x IS NOT NULL) NOT VALID",
  "ALTER TABLE a VALIDATE CONSTRAINT x_not_null; ALTER TABLE a ALTER COLUMN x SET NOT NULL; ALTER TABLE a DROP CONSTRAINT x_not_null",
];

test("a check that is there for a while comes and goes on the way back, too", () => {
  const down = "ALTER TABLE a ALTER COLUMN x DROP NOT NULL";
  expect(backOf("ALTER TABLE a ALTER COLUMN x SET NOT NULL", NOT_NULL, down)).toEqual([
    "ALTER TABLE a DROP CONSTRAINT x_not_null",
    "ALTER TABLE a ADD CONSTRAINT x_not_null CHECK (x IS NOT NULL) NOT VALID; ALTER TABLE a ALTER COLUMN x DROP NOT NULL",
  ]);
});

test("the changed file does not count on a later release", () => {
  const down = "ALTER TABLE a ALTER COLUMN x DROP NOT NULL";
  expect(backOf("ALTER TABLE a ALTER COLUMN x SET NOT NULL", NOT_NULL, down, [1])).toEqual([
    "ALTER TABLE a DROP CONSTRAINT x_not_null; ALTER TABLE a ALTER COLUMN x DROP NOT NULL",
    "ALTER TABLE a ADD CONSTRAINT x_not_null CHECK (x IS NOT NULL) NOT VALID; ALTER TABLE a ALTER COLUMN x DROP NOT NULL",
  ]);
});

test("an index that became a constraint is there again before that", () => {
  const files = [
    "SELECT 1",
    "CREATE UNIQUE INDEX CONCURRENTLY u ON a (x)",
    "ALTER TABLE a ADD CONSTRAINT u UNIQUE USING INDEX u",
  ];
  expect(
    backOf("ALTER TABLE a ADD CONSTRAINT u UNIQUE (x)", files, "ALTER TABLE a DROP CONSTRAINT u"),
  ).toEqual([
    "",
    "DROP INDEX CONCURRENTLY u",
    "ALTER TABLE a DROP CONSTRAINT u; CREATE UNIQUE INDEX u ON a (x)",
  ]);
});

test("the index of a partitioned table takes along those that are attached to it", () => {
  const files = [
    "CREATE INDEX i ON ONLY p (x)",
    "CREATE INDEX CONCURRENTLY p1_i ON p1 (x)",
    "ALTER INDEX i ATTACH PARTITION p1_i",
  ];
  const back = ["", "DROP INDEX CONCURRENTLY p1_i", "DROP INDEX i; CREATE INDEX p1_i ON p1 (x)"];
  const original = "CREATE TABLE b (id int); CREATE INDEX i ON p (x)";
  expect(backOf(original, files, "DROP INDEX i")).toEqual(back);
  const [parent = "", leaf = "", attach = ""] = files;
  const built = ["CREATE TABLE b (id int)", leaf, `${parent}; ${attach}`];
  expect(backOf(original, built, "DROP INDEX i; DROP TABLE b")).toEqual(["DROP TABLE b", ...back.slice(1)]);
  expect(backOf(original, built, "DROP TABLE b")).toEqual(["DROP TABLE b", ...back.slice(1)]);
});

test("and those that are attached to these", () => {
  const files = [
    "SELECT 1",
    "CREATE INDEX CONCURRENTLY leaf_i ON leaf (x)",
    "CREATE INDEX top_i ON ONLY top (x); CREATE INDEX mid_i ON ONLY mid (x); ALTER INDEX mid_i ATTACH PARTITION leaf_i; ALTER INDEX top_i ATTACH PARTITION mid_i",
  ];
  expect(backOf("CREATE INDEX top_i ON top (x)", files, "DROP INDEX top_i")).toEqual([
    "",
    "DROP INDEX CONCURRENTLY leaf_i",
    "DROP INDEX top_i; CREATE INDEX leaf_i ON leaf (x)",
  ]);
});

test("an index that is dropped beside writes is built again beside them", () => {
  const files = ["CREATE TABLE b (id int)", "DROP INDEX CONCURRENTLY i"];
  expect(
    backOf("CREATE TABLE b (id int); DROP INDEX i", files, "CREATE UNIQUE INDEX i ON a (x); DROP TABLE b"),
  ).toEqual(["DROP TABLE b", "CREATE UNIQUE INDEX CONCURRENTLY i ON a (x)"]);
});

test("what is not known stays where it was", () => {
  const files = [
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE INDEX CONCURRENTLY i ON a (x)",
  ];
  expect(backOf(files.join(";"), files, "DROP FUNCTION f(); DROP INDEX i")).toEqual([
    "DROP FUNCTION f()",
    "DROP INDEX CONCURRENTLY i",
  ]);
});
