import { expect, test } from "vitest";
import type { DriftState } from "../drift/drift-report.ts";
import { sampleDrift } from "../report/drift/sample-drift.testing.ts";
import type { Report } from "../report/report.ts";
import type { Level } from "../rule.ts";
import type { Finding, Unanalyzed } from "./finding.ts";
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

const found = (findings: Finding[], unanalyzed: Unanalyzed[] = [], drift: Report["drift"] = null) => ({
  findings,
  unanalyzed,
  drift,
});

test("the levels that fail", () => {
  const verdicts = (level: Level) => FAIL_ON.map((failOn) => verdictOf(found([finding(level)]), failOn));
  expect(verdicts("error")).toEqual(["fail", "fail", "pass"]);
  expect(verdicts("warning")).toEqual(["pass", "fail", "pass"]);
  expect(verdicts("note")).toEqual(["pass", "pass", "pass"]);
});

test("what could not be analysed comes before what was found, whatever fails", () => {
  const unanalyzed = [{ path: "m.sql", line: 1, reason: "does not parse" }];
  const verdicts = FAIL_ON.map((failOn) => verdictOf(found([finding("error")], unanalyzed), failOn));
  expect(verdicts).toEqual(["incomplete", "incomplete", "incomplete"]);
  expect(EXIT_CODES).toEqual({ pass: 0, fail: 1, incomplete: 4 });
});

test("drift fails as an error does; what of it could not be checked is not analysed", () => {
  const verdicts = (verdict: DriftState) =>
    FAIL_ON.map((failOn) => verdictOf(found([], [], sampleDrift({ verdict })), failOn));
  expect(verdicts("clean")).toEqual(["pass", "pass", "pass"]);
  expect(verdicts("drifted")).toEqual(["fail", "fail", "pass"]);
  expect(verdicts("not-checked")).toEqual(["incomplete", "incomplete", "incomplete"]);
  expect(verdicts("error")).toEqual(["incomplete", "incomplete", "incomplete"]);
});
