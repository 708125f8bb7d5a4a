import { expect, test } from "vitest";
import type { ReportedEffect } from "../effects/reported-effect.ts";
import type { Level } from "../rule.ts";
import { holdAgainst, parseBaseline, renderBaseline } from "./baseline.ts";
import type { Finding } from "./finding.ts";

const on = { relation: "public.a", isNew: false, evidence: "catalogue" } as const;

function finding(
  fingerprint: string,
  because: ReportedEffect,
  path = "1.sql",
  level: Level = "error",
): Finding {
  return {
    rule: because.kind === "destroy" ? "drops-column" : "rewrites-table",
    level,
    migration: "1",
    path,
    statement: 0,
    line: 3,
    endLine: 3,
    message: "m",
    because,
    remedy: null,
    also: [],
    fingerprint,
  };
}

const rewrite = finding("r", { kind: "rewrite", ...on });
const note = finding("n", { kind: "scan", why: "w", ...on }, "1.sql", "note");
const drop = finding("d", { kind: "destroy", what: "column", name: "b", cascade: false, ...on });
const judged = new Set(["1.sql"]);

test("what a baseline knows is suppressed; lost data only when someone has written why", () => {
  const entries = parseBaseline(renderBaseline([rewrite, drop, note], [], judged), "b.json");
  expect(entries.map(({ fingerprint }) => fingerprint)).toEqual(["d", "r"]);
  expect(holdAgainst([rewrite, drop, note], entries, judged)).toEqual({
    findings: [drop, note],
    suppressed: [{ rule: "rewrites-table", path: "1.sql", line: 3, reason: "in the baseline", until: null }],
    stale: [],
  });
  const reasoned = entries.map((entry) => ({ ...entry, reason: "copied before" }));
  expect(holdAgainst([rewrite, drop], reasoned, judged).findings).toEqual([]);
  expect(holdAgainst([rewrite, drop], reasoned, judged).suppressed[1]).toMatchObject({
    reason: "copied before",
  });
});

test("entries that nothing answers to are stale, unless their file was not judged", () => {
  const entries = parseBaseline(
    renderBaseline([rewrite, finding("o", { kind: "rewrite", ...on }, "2.sql")], [], judged),
    "b.json",
  );
  expect(holdAgainst([], entries, judged).stale.map(({ fingerprint }) => fingerprint)).toEqual(["r"]);
});

test("a new baseline keeps reasons and the entries of files that were not judged", () => {
  const old = [
    { path: "0.sql", rule: "drops-table", fingerprint: "x", message: "m", reason: null },
    { path: "1.sql", rule: "drops-column", fingerprint: "d", message: "m", reason: "copied before" },
    { path: "1.sql", rule: "drops-column", fingerprint: "gone", message: "m", reason: null },
  ];
  const entries = parseBaseline(renderBaseline([drop], old, judged), "b.json");
  expect(entries).toEqual([old[0], old[1]]);
});

test.each([
  ["{", "b.json is not valid JSON"],
  [
    '{"schema": "lockgate/baseline@1", "findings": [{"path": 1}]}',
    "b.json is not a baseline file: findings.0.path",
  ],
])("what is not a baseline is refused: %s", (text, message) => {
  expect(() => parseBaseline(text, "b.json")).toThrow(message);
});
