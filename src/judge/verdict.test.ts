import { expect, test } from "vitest";
import type { Finding } from "../report/report.ts";
import type { Level } from "../rule.ts";
import { EXIT_CODES, FAIL_ON, verdictOf } from "./verdict.ts";

const finding = (level: Level): Finding => ({
  rule: "rewrites-table",
  level,
  migration: null,
  path: null,
  statement: null,
  line: null,
  endLine: null,
  message: "",
  because: null,
  remedy: null,
  also: [],
  fingerprint: "0",
});

test("the levels that fail", () => {
  const verdicts = (level: Level) => FAIL_ON.map((failOn) => verdictOf([finding(level)], [], failOn));
  expect(verdicts("error")).toEqual(["fail", "fail", "pass"]);
  expect(verdicts("warning")).toEqual(["pass", "fail", "pass"]);
  expect(verdicts("note")).toEqual(["pass", "pass", "pass"]);
});

test("what could not be analysed comes before what was found, whatever fails", () => {
  const unanalyzed = [{ path: "m.sql", line: 1, reason: "does not parse" }];
  const verdicts = FAIL_ON.map((failOn) => verdictOf([finding("error")], unanalyzed, failOn));
  expect(verdicts).toEqual(["incomplete", "incomplete", "incomplete"]);
  expect(EXIT_CODES).toEqual({ pass: 0, fail: 1, incomplete: 4 });
});
