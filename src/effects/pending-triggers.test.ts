import { beforeAll, expect, test } from "vitest";
import { loadParser, parseScript } from "../sql/parse.ts";
import { derive } from "./derive.ts";
import { PENDING_CASES, PENDING_SCHEMA } from "./pending-triggers.testing.ts";
import { applyStatement } from "./schema/apply.ts";
import { createModel, markModel } from "./schema/model.ts";

beforeAll(loadParser);

test.each(PENDING_CASES)("$before; $statement", ({ before, statement, fails }) => {
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
