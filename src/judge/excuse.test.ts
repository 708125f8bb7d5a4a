import { expect, test } from "vitest";
import { type Excuse, excuse } from "./excuse.ts";

const entry = (over: Partial<Excuse>): Excuse => ({
  matches: (path) => path === "a.sql",
  path: "a.sql",
  line: null,
  reason: "only reads",
  until: null,
  ...over,
});
const blind = [2, 5].map((line) => ({ path: "a.sql", line, reason: "DO is not seen through" }));

test("an entry excuses its file or its line", () => {
  expect(excuse(blind, [entry({})], ["a.sql"], "2026-11-22")).toMatchObject({ unanalyzed: [], wrong: [] });
  expect(excuse(blind, [entry({ line: 5 })], ["a.sql"], "2026-11-22")).toEqual({
    unanalyzed: blind.slice(0, 1),
    suppressed: [{ rule: "unanalyzed", path: "a.sql", line: 5, reason: "only reads", until: null }],
    wrong: [],
  });
});

test("an entry that is over, or has nothing to excuse in a judged file, is told", () => {
  const rules = (entries: Excuse[], judged: string[]) =>
    excuse(blind, entries, judged, "2026-11-22").wrong.map(({ rule }) => rule);
  expect(rules([entry({ until: "2026-11-21" })], ["a.sql"])).toEqual(["expired-ignore"]);
  expect(rules([entry({ line: 3 })], ["a.sql"])).toEqual(["unused-ignore"]);
  expect(rules([entry({ line: 3 })], ["b.sql"])).toEqual([]);
});
