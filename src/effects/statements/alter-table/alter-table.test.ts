import { beforeAll, expect, test } from "vitest";
import { loadParser, parseScript } from "../../../sql/parse.ts";
import { derive } from "../../derive.ts";
import { findTable } from "../../schema/find-relation.ts";
import { createModel } from "../../schema/model.ts";
import { applyStatement } from "../statements.ts";

beforeAll(loadParser);

/** The columns of table t after the statement, and why it is said to fail. */
function alter(given: string, sql: string) {
  const model = createModel({ complete: true });
  const fails: string[] = [];
  for (const { node } of parseScript(`${given}; ${sql}`).statements) {
    const { effects } = derive(node, model, { major: 18, timeZone: "UTC", transaction: null });
    for (const effect of effects)
      if (effect.kind === "fail" && effect.when === "always") fails.push(effect.reason);
    applyStatement(model, node, { transaction: null });
  }
  const columns = findTable(model, { relname: "t" })?.columns ?? [];
  return { columns: columns.map(({ name, type, notNull }) => `${name} ${type?.name} ${notNull}`), fails };
}

test.each([
  ["drops come before new columns", "ALTER TABLE t ADD COLUMN a text, DROP COLUMN a", ["a text no"]],
  [
    "new columns come before new constraints",
    "ALTER TABLE t ADD UNIQUE (b), ADD COLUMN b text",
    ["a int4 no", "b text no"],
  ],
  [
    "and before SET NOT NULL",
    "ALTER TABLE t ALTER b SET NOT NULL, ADD COLUMN b text",
    ["a int4 no", "b text yes"],
  ],
  [
    "type changes come before new columns",
    "ALTER TABLE t ADD b int, ALTER a TYPE text",
    ["a text no", "b int4 no"],
  ],
  [
    "DROP NOT NULL comes before SET NOT NULL",
    "ALTER TABLE t ALTER a SET NOT NULL, ALTER a DROP NOT NULL",
    ["a int4 yes"],
  ],
])("subcommands are done in the passes of PostgreSQL: %s", (_words, sql, columns) => {
  expect(alter("CREATE TABLE t (a int)", sql)).toEqual({ columns, fails: [] });
});

test("a column that no pass has made yet is not there", () => {
  const { fails } = alter("CREATE TABLE t (a int)", "ALTER TABLE t ADD COLUMN b int, ALTER b TYPE text");
  expect(fails).toEqual(['column "b" of relation "t" does not exist']);
});
