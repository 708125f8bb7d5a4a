import { beforeAll, expect, test } from "vitest";
import { loadParser, parseScript } from "../sql/parse.ts";
import { derive } from "./derive.ts";
import { PENDING_CASES, PENDING_SCHEMA } from "./pending-triggers.testing.ts";
import { createModel, markModel } from "./schema/model.ts";
import { applyStatement } from "./statements/statements.ts";

beforeAll(loadParser);

// Version 14 has no MERGE, so that the servers are not asked about these.
const MERGES: typeof PENDING_CASES = [
  "WHEN MATCHED THEN UPDATE SET team_id = 1",
  "WHEN NOT MATCHED THEN INSERT VALUES (9, 1)",
].map((clause) => ({
  before: `MERGE INTO people p USING teams t ON t.id = p.id ${clause}`,
  statement: "ALTER TABLE people ADD COLUMN role text",
  fails: 'cannot ALTER TABLE "people" because it has pending trigger events',
}));

test.each([...PENDING_CASES, ...MERGES])("$before; $statement", ({ before, statement, fails }) => {
  const model = createModel({ complete: true });
  for (const { node } of parseScript(PENDING_SCHEMA).statements)
    applyStatement(model, node, { transaction: null });
  markModel(model);
  for (const { node } of parseScript(before).statements) applyStatement(model, node, { transaction: "0" });
  const [read] = parseScript(statement).statements;
  if (!read) throw new Error("no statement");
  const told = derive(read.node, model, { major: 18, timeZone: null, transaction: "0" }).effects.flatMap(
    (effect) => (effect.kind === "fail" && effect.sqlstate === "55006" ? [effect.reason] : []),
  );
  expect(told).toEqual(fails === null ? [] : [fails]);
  const later = derive(read.node, model, { major: 18, timeZone: null, transaction: "1" });
  expect(later.effects.some((effect) => effect.kind === "fail" && effect.sqlstate === "55006")).toBe(false);
});
