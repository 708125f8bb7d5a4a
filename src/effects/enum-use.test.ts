import { beforeAll, expect, test } from "vitest";
import { loadParser, parseScript } from "../sql/parse.ts";
import { derive } from "./derive.ts";
import { createModel, markModel } from "./schema/model.ts";
import { applyStatement } from "./statements/statements.ts";

beforeAll(loadParser);

const GIVEN = "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (id int PRIMARY KEY, m mood, s text);";

/** The failures that are certain of the last statement, all of them in one transaction or each in its own. */
function failures(sql: string, together = true, major = 18): string[] {
  const model = createModel({ complete: true });
  for (const { node } of parseScript(GIVEN).statements) applyStatement(model, node, { transaction: null });
  markModel(model);
  const transaction = together ? "one" : null;
  let last: string[] = [];
  for (const { node } of parseScript(sql).statements) {
    const { effects } = derive(node, model, { major, timeZone: null, transaction });
    last = effects.flatMap((it) =>
      it.kind === "fail" && it.when === "always" ? `${it.sqlstate} ${it.reason}` : [],
    );
    applyStatement(model, node, { transaction });
  }
  return last;
}

const UNSAFE = ['55P04 unsafe use of new value "happy" of enum type mood'];

test.each([
  "ALTER TABLE t ALTER m SET DEFAULT 'happy'",
  "ALTER TABLE t ADD COLUMN n mood NOT NULL DEFAULT 'happy'",
  "UPDATE t SET m = 'happy'",
  "UPDATE t SET s = 'x' WHERE m = 'happy'",
  "UPDATE t SET s = 'x' WHERE m IN ('sad', 'happy')",
  "INSERT INTO t (id, m) VALUES (1, 'happy')",
  "INSERT INTO t VALUES (1, 'happy')",
  "SELECT 'happy'::mood",
  "CREATE INDEX ON t (id) WHERE m = 'happy'",
  "CREATE TABLE u (m mood DEFAULT 'happy')",
  "SELECT enum_range(NULL::mood)",
])("%s", (statement) => {
  expect(failures(`ALTER TYPE mood ADD VALUE 'happy'; ${statement}`)).toEqual(UNSAFE);
  expect(failures(`ALTER TYPE mood ADD VALUE 'happy'; ${statement}`, false)).toEqual([]);
});

test.each([
  "UPDATE t SET s = 'happy'",
  "UPDATE t SET m = 'ok'",
  "ALTER TYPE mood ADD VALUE 'glad'",
  "COMMENT ON TABLE t IS 'happy'",
])("%s does not use it", (statement) => {
  expect(failures(`ALTER TYPE mood ADD VALUE 'happy'; ${statement}`)).toEqual([]);
});

test("a value of an enum that the same transaction creates can be used from 17 on", () => {
  const sql =
    "CREATE TYPE kind AS ENUM ('a'); ALTER TYPE kind ADD VALUE 'b'; CREATE TABLE u (k kind DEFAULT 'b')";
  const refused = [14, 15, 16, 17, 18].filter((major) => failures(sql, true, major).length > 0);
  expect(refused).toEqual([14, 15, 16]);
});

test("that the change created the enum, in another transaction, does not help", () => {
  const model = createModel({ complete: true });
  const run = (sql: string, transaction: string) =>
    parseScript(sql).statements.flatMap(({ node }) => {
      const { effects } = derive(node, model, { major: 18, timeZone: null, transaction });
      applyStatement(model, node, { transaction });
      return effects.filter(({ kind }) => kind === "fail");
    });
  expect(run("CREATE TYPE kind AS ENUM ('a')", "first")).toEqual([]);
  expect(run("ALTER TYPE kind ADD VALUE 'b'; SELECT 'b'::kind", "second")).toMatchObject([
    { sqlstate: "55P04" },
  ]);
});
