import { expect, test } from "vitest";
import { type DeriveResult, joinReasons } from "./derive-context.ts";
import type { Effect } from "./effect.ts";
import type { Observation } from "./observation.ts";
import { reconcile } from "./reconcile.ts";
import { scanOf } from "./scans.ts";

const at = { relation: "public.t", isNew: false, evidence: "catalogue" } as const;
const LOCK: Effect = { kind: "lock", mode: "ACCESS EXCLUSIVE", role: "target", ...at };
const REWRITE: Effect = { kind: "rewrite", ...at };
const SCAN: Effect = { kind: "scan", ...scanOf("not null", "a"), ...at };
const LOSS: Effect = { kind: "destroy", what: "column", name: "a", cascade: false, ...at };
const FAIL: Effect = { kind: "fail", when: "always", reason: "no", sqlstate: "42703", ...at };

const NOTHING: Observation = {
  locks: [],
  held: [],
  rewrites: [],
  scans: [],
  builds: [],
  changed: [],
  truncated: [],
  created: [],
  dropped: [],
  details: null,
  blinded: null,
  proved: [],
  notices: [],
  error: null,
  allowedInTransaction: true,
  sampled: false,
};
const table = { relation: "public.t", kind: "r" } as const;
const SEEN_LOCK = { ...table, mode: "ACCESS EXCLUSIVE" } as const;

function both(
  effects: readonly Effect[],
  seen: Partial<Observation>,
  certain = true,
  gaps: DeriveResult["gaps"] = [],
  conditional: readonly Effect[] = [],
) {
  const derived: DeriveResult = {
    effects,
    conditional,
    gaps,
    unanalyzed: joinReasons(gaps),
    certain,
    refusedInTransaction: false,
    owned: [],
  };
  const observation = { ...NOTHING, ...seen };
  const options = { observation, locksObserved: true, isNew: () => false, asked: null };
  const { effects: made, contradictions, unanalyzed } = reconcile(derived, options);
  return { made: made.map(({ kind, evidence }) => `${kind} ${evidence}`), contradictions, unanalyzed };
}

const BLOCK = { reason: "the block runs a text that is put together", shownBy: "run" } as const;

test("what both say is known from both; what cannot be seen stays the derivation's", () => {
  const seen = { locks: [SEEN_LOCK], rewrites: [{ ...table, how: "rewrite" as const }] };
  expect(both([LOCK, REWRITE, LOSS], seen)).toEqual({
    made: ["lock both", "rewrite both", "destroy catalogue"],
    contradictions: [],
    unanalyzed: null,
  });
});

test("a lock that the transaction holds already is known from both", () => {
  expect(both([LOCK], { held: [SEEN_LOCK] })).toEqual({
    made: ["lock both"],
    contradictions: [],
    unanalyzed: null,
  });
});

test("a lock that sampling missed stays the derivation's, and contradicts nothing", () => {
  expect(both([LOCK], { sampled: true })).toEqual({
    made: ["lock catalogue"],
    contradictions: [],
    unanalyzed: null,
  });
  const weaker = { locks: [{ ...table, mode: "SHARE UPDATE EXCLUSIVE" as const }], sampled: true };
  expect(both([LOCK], weaker)).toEqual({
    made: ["lock rehearsal", "lock catalogue"],
    contradictions: [],
    unanalyzed: null,
  });
  const other = both([{ ...LOCK, mode: "ROW SHARE" }], { locks: [SEEN_LOCK], sampled: true });
  expect(other.contradictions).toHaveLength(1);
});

test("of less than was told nothing is taken back: the look may have failed", () => {
  const less = both([LOCK, REWRITE, SCAN], { locks: [{ ...table, mode: "SHARE" }] });
  expect(less.made).toEqual(["lock rehearsal", "lock catalogue", "rewrite catalogue", "scan catalogue"]);
  expect(less.unanalyzed).toBe(less.contradictions.join("; "));
  expect(less.contradictions).toEqual([
    "lockgate's catalogue said ACCESS EXCLUSIVE on public.t, PostgreSQL took SHARE",
    "lockgate's catalogue said a rewrite of public.t, PostgreSQL did none",
    "lockgate's catalogue said a scan of public.t (checks that a has no nulls), PostgreSQL did none",
  ]);
});

test("a check that PostgreSQL says nothing of is known from both when the counters show it", () => {
  const scans = [{ relation: "public.t", why: "reads rows" as const }];
  expect(both([SCAN], { scans })).toEqual({ made: ["scan both"], contradictions: [], unanalyzed: null });
});

test("indexes of a table that is emptied are built from nothing", () => {
  const rows: Effect = { kind: "destroy", what: "rows", name: "public.t", cascade: false, ...at };
  const builds = [{ relation: "public.t", index: "public.t_pkey" }];
  expect(both([rows], { builds })).toEqual({
    made: ["destroy catalogue"],
    contradictions: [],
    unanalyzed: null,
  });
});

test("what only rows bring about is the derivation's: the rehearsal's tables are empty", () => {
  const change: Effect = { kind: "change", command: "DELETE", rows: "some", ...at };
  const partner: Effect = { ...LOCK, relation: "public.u", mode: "ROW EXCLUSIVE", role: "referencing" };
  const look: Effect = {
    kind: "scan",
    ...scanOf("referencing rows", "k"),
    ...at,
    relation: "public.u",
  };
  const read = { relation: "public.u", kind: "r", mode: "ACCESS SHARE" } as const;
  for (const locks of [[], [read]]) {
    expect(both([partner, look, change], { locks })).toEqual({
      made: ["lock catalogue", "scan catalogue", "change catalogue"],
      contradictions: [],
      unanalyzed: null,
    });
  }
  const stronger = both([partner, change], { locks: [{ ...read, mode: "ACCESS EXCLUSIVE" }] });
  expect(stronger.contradictions).toHaveLength(1);
});

test("what stands under a condition that the run did not meet stays", () => {
  const assumed: Effect = { ...LOCK, evidence: "assumed" };
  expect(both([assumed], {}, true, [], [assumed]).made).toEqual(["lock assumed"]);
  const weaker = { locks: [{ ...table, mode: "SHARE" as const }] };
  expect(both([assumed], weaker, true, [BLOCK], [assumed]).made).toEqual(["lock rehearsal", "lock assumed"]);
  expect(both([assumed], { locks: [SEEN_LOCK] }, true, [], [assumed]).made).toEqual(["lock both"]);
});

test("what was assumed for want of a schema is not told when it was not seen", () => {
  expect(both([{ ...LOCK, evidence: "assumed" }], {}).made).toEqual([]);
});

test("where the schema is not known in full nothing contradicts", () => {
  expect(both([REWRITE], { locks: [SEEN_LOCK] }, false).contradictions).toEqual([]);
});

test("a statement that is not seen through is told by what was seen", () => {
  const seen = {
    locks: [SEEN_LOCK],
    dropped: [table],
    builds: [{ relation: "public.u", index: "public.i" }],
  };
  expect(both([], seen, true, [BLOCK])).toEqual({
    made: ["lock rehearsal", "build rehearsal", "destroy rehearsal"],
    contradictions: [],
    unanalyzed: null,
  });
});

test("a run on empty tables does not show how many rows were changed, nor what it passed by", () => {
  const seen = { locks: [{ ...table, mode: "ROW EXCLUSIVE" as const }] };
  const words = "changes rows of public.t: how many, a rehearsal on empty tables does not show";
  expect(both([], seen, true, [BLOCK]).unanalyzed).toBe(words);
  const again = { held: seen.locks, scans: [{ relation: "public.t", why: "reads rows" as const }] };
  expect(both([], again, true, [BLOCK]).unanalyzed).toBe(words);
  expect(both([], { held: seen.locks }, true, [BLOCK]).unanalyzed).toBeNull();
  expect(both([], {}, true, [{ ...BLOCK, shownBy: "nothing" }]).unanalyzed).toBe(BLOCK.reason);
});

test("a failure is PostgreSQL's, and one that did not come is a contradiction", () => {
  const message = 'column "x" does not exist';
  const error = { sqlstate: "42703", message, position: null, detail: null, hint: null };
  expect(both([FAIL], { error }).made).toEqual(["fail both"]);
  expect(both([], { error }).made).toEqual(["fail rehearsal"]);
  expect(both([FAIL], {})).toEqual({
    made: [],
    unanalyzed: null,
    contradictions: ["lockgate's catalogue said that it fails: no; PostgreSQL ran it"],
  });
});
